import Classroom
import Foundation
import Hummingbird
import Identity
import Plan
import Runtime
import Words

/// The desk 班主任工作台: classes and plans. And what the organizer's pages have in common.
extension Site {
  func deskPage(
    _ incoming: Incoming, problems: [PlanUpload.Problem] = [], pasted: String = ""
  ) async throws -> String {
    let language = incoming.language
    var model = organizerModel(incoming, title: word("desk.title", in: language))
    model["classes"] = try await listModel(incoming)
    let plans = try await library.plans()
    model["plans"] = plans.map { planRow($0, in: language) }
    model["hasPlans"] = !plans.isEmpty
    if let due = try await dueModel(in: language) { model["due"] = due }
    model["upload"] = Route.newPlan.path
    model["pasted"] = pasted
    model["wantsPlan"] = plans.isEmpty || !problems.isEmpty
    model["pastedOpen"] = !pasted.isEmpty
    wrong(problems.map { word($0.key, $0.arguments, in: language) }, into: &model)
    return renderer.render("desk", model, in: language)
  }

  private func planRow(_ entry: PlanLibrary.Entry, in language: Language) -> [String: Any] {
    let read = read(draft: entry.draft)
    return [
      "title": read.reading.course.title ?? word("plan.untitled", in: language),
      "file": entry.draft.file, "saved": momentText(entry.saved),
      "href": Route.plan(id: entry.id).path,
      "errors": read.count(.error), "warnings": read.count(.warning), "notes": read.count(.note),
      "hasErrors": read.count(.error) > 0,
      "make": Route.newSection(plan: entry.id).path,
    ]
  }

  // MARK: - Parts

  /// What every page of the organizer has: the way to the desk, out, and to the other language.
  func organizerModel(_ incoming: Incoming, title: String) -> [String: Any] {
    [
      "pageTitle": title, "desk": Route.desk.path, "signOut": Route.signOut.path,
      "account": Route.account.path,
      "onDesk": incoming.route == .desk || incoming.route == .newPlan,
    ]
  }

  /// What was wrong with a form, above it: one line or several.
  func wrong(_ sentences: [String], into model: inout [String: Any]) {
    guard !sentences.isEmpty else { return }
    model["wrong"] =
      sentences.count == 1 ? ["one": sentences[0]] : ["several": sentences] as [String: Any]
  }

  /// A finding's sentence in the reader's language.
  func sentence(_ finding: Finding, in language: Language) -> String {
    word("finding.\(finding.id.rawValue)", finding.arguments, in: language)
  }

  /// The hall's calendar date, `2026-12-01`.
  func dateText(_ moment: Moment) -> String {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = timeZone
    let date = Date(timeIntervalSince1970: TimeInterval(moment.milliseconds / 1000))
    let parts = calendar.dateComponents([.year, .month, .day], from: date)
    func two(_ number: Int?) -> String { (number ?? 0) < 10 ? "0\(number ?? 0)" : "\(number ?? 0)" }
    return "\(parts.year ?? 0)-\(two(parts.month))-\(two(parts.day))"
  }

  var today: String { dateText(clock()) }

  /// `10:42` for today, `2026-12-01 10:42` for another day.
  func momentText(_ moment: Moment) -> String {
    let date = dateText(moment)
    return (date == today ? "" : date + " ") + clockTime(moment)
  }
}
