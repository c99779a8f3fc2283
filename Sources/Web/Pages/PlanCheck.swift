import Foundation
import Hummingbird
import Plan
import Runtime
import Words

/// What the editor gets for the text as typed: the parts of the page that follow from it, and every
/// finding with its place.
struct PlanCheck: Codable {
  struct Found: Codable {
    /// From 1.
    var line: Int
    /// In UTF-16 units of the text, as browsers count.
    var from: Int
    var to: Int
    var tone: String
    var html: String
    var fix: Change?
  }
  struct Change: Codable {
    var from: Int
    var to: Int
    var text: String
  }
  var regions: [String: String]
  var findings: [Found]
}

extension Site {
  /// Checks a text that is being typed; nothing is saved.
  func checkPlan(_ incoming: Incoming, _ entry: PlanLibrary.Entry) throws -> Response {
    var draft = entry.draft
    draft.text = Self.lineFeeds(incoming.form["text"])
    guard draft.text.utf8.count <= PlanUpload.textLimit else {
      throw PageError(
        .contentTooLarge, "upload.tooLarge", [draft.file, "\(PlanUpload.textLimit >> 20) MiB"])
    }
    let read = read(draft: draft)
    let language = incoming.language
    var model = planParts(draft, read, id: entry.id, in: language)
    model["action"] = Route.plan(id: entry.id).path
    model["version"] = entry.version
    let places = TextLines(draft.text)
    let kits = kitPlaces(read.reading.findings, in: draft.text)
    let findings = read.reading.findings.lazy.filter { $0.range != .beginning }
      .prefix(Self.findingsShown)
      .compactMap { finding -> PlanCheck.Found? in
        guard let range = places.utf16Offsets(finding.range) else { return nil }
        var card = self.findingModel(
          finding, wantsKit: kits.contains(Self.place(finding)), in: language)
        card["action"] = Route.plan(id: entry.id).path
        card["version"] = entry.version
        return PlanCheck.Found(
          line: finding.range.start.line, from: range.lowerBound, to: range.upperBound,
          tone: finding.severity.rawValue,
          html: self.renderer.render("plan-finding", card, in: language),
          fix: finding.fix.flatMap { fix in
            places.utf16Offsets(fix.range).map {
              PlanCheck.Change(from: $0.lowerBound, to: $0.upperBound, text: fix.replacement)
            }
          })
      }
    return try .json(
      PlanCheck(
        regions: regions(
          [
            "counts": "plan-counts", "whole": "plan-whole", "outline": "plan-outline",
            "day": "plan-day",
          ], model, in: language),
        findings: Array(findings)))
  }
}
