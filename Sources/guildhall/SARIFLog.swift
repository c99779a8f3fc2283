import Documents
import Foundation
import Plan
import Words

/// The findings as a SARIF log, for code hosts and editors.
///
/// Source: OASIS, *Static Analysis Results Interchange Format (SARIF) Version 2.1.0*. Columns are
/// those of `utf16CodeUnits` (§3.14.17), counted from 1; an end column is just behind (§3.30.8).
struct SARIFLog {
  private let checked: [CheckedPlan]
  private let failures: [String]
  private let language: Language

  init(_ checked: [CheckedPlan], failures: [String], _ language: Language) {
    self.checked = checked
    self.failures = failures
    self.language = language
  }

  var value: [String: Any] {
    [
      "$schema":
        "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
      "version": "2.1.0",
      "runs": [
        [
          "tool": ["driver": driver],
          "translations": [translation(language.other)],
          "language": Self.tag(language),
          "columnKind": "utf16CodeUnits",
          "invocations": [invocation],
          "artifacts": checked.map(artifact),
          "results": checked.enumerated().flatMap { index, plan in results(plan, index) },
        ] as [String: Any]
      ],
    ]
  }

  // MARK: the tool

  private var driver: [String: Any] {
    [
      "name": "Guildhall", "version": Guildhall.configuration.version,
      "language": Self.tag(language),
      "rules": FindingID.allCases.map { id -> [String: Any] in
        rule(id, language).merging(["defaultConfiguration": ["level": id.severity.rawValue]]) { $1 }
      },
    ]
  }

  private func rule(_ id: FindingID, _ language: Language) -> [String: Any] {
    [
      "id": id.rawValue,
      "shortDescription": ["text": Words.text("cli.rule.\(id.rawValue)", in: language)],
    ]
  }

  /// The rules in the other language (§3.19.4).
  private func translation(_ language: Language) -> [String: Any] {
    [
      "name": "Guildhall", "language": Self.tag(language),
      "translationMetadata": ["name": language == .chinese ? "简体中文" : "English"],
      "contents": ["localizedData"], "rules": FindingID.allCases.map { rule($0, language) },
    ]
  }

  /// SARIF allows a language and a region, no script.
  private static func tag(_ language: Language) -> String {
    language == .chinese ? "zh-CN" : "en"
  }

  private var invocation: [String: Any] {
    [
      "executionSuccessful": failures.isEmpty,
      "toolExecutionNotifications": failures.map {
        ["level": "error", "message": ["text": $0]] as [String: Any]
      },
    ]
  }

  // MARK: the files

  /// A relative path as it was given, an absolute one with `file:`; percent-encoded (RFC 3986).
  private func uri(_ path: String) -> String {
    let allowed = CharacterSet(
      charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")
    let encoded = path.addingPercentEncoding(withAllowedCharacters: allowed) ?? path
    return path.hasPrefix("/") ? "file://" + encoded : encoded
  }

  private func artifact(_ plan: CheckedPlan) -> [String: Any] {
    var artifact: [String: Any] = ["location": ["uri": uri(plan.path)]]
    if let source = plan.source { artifact["encoding"] = source.decoded.encoding.name }
    return artifact
  }

  // MARK: the findings

  private func results(_ plan: CheckedPlan, _ index: Int) -> [[String: Any]] {
    let ruleIndexes = Dictionary(
      uniqueKeysWithValues: FindingID.allCases.enumerated().map { ($1, $0) })
    return zip(plan.findings, plan.mends).map { finding, mend in
      var location: [String: Any] = [
        "artifactLocation": ["uri": uri(plan.path), "index": index] as [String: Any]
      ]
      if plan.source != nil { location["region"] = region(finding.range, plan.lines) }
      var result: [String: Any] = [
        "ruleId": finding.id.rawValue, "ruleIndex": ruleIndexes[finding.id] ?? -1,
        "level": finding.severity.rawValue, "message": ["text": finding.sentence(language)],
        "locations": [["physicalLocation": location]],
      ]
      if let place = plan.word?.place(of: finding) {
        // Lines mean nothing in a Word document: the paragraph is the place.
        result["locations"] = [
          [
            "physicalLocation": location,
            "logicalLocations": [["name": String(place.paragraph), "kind": "paragraph"]],
          ] as [String: Any]
        ]
      }
      if let mend { result["fixes"] = [fix(mend, plan, index)] }
      return result
    }
  }

  private func fix(_ mend: Mend, _ plan: CheckedPlan, _ index: Int) -> [String: Any] {
    var changes: [[String: Any]] = [
      change(
        ["uri": uri(plan.path), "index": index], region(mend.edit.range, plan.lines),
        mend.edit.replacement)
    ]
    if let file = mend.newFile {
      let path = plan.source?.place(of: file.path) ?? file.path
      let beginning = ["startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 1]
      changes.append(change(["uri": uri(path)], beginning, file.text))
    }
    let words =
      mend.newFile.map { Words.text("cli.check.newFile", [$0.path], in: language) }
      ?? Words.text("cli.check.fix", [mend.edit.replacement], in: language)
    return ["description": ["text": words], "artifactChanges": changes]
  }

  private func change(
    _ location: [String: Any], _ deleted: [String: Int], _ inserted: String
  ) -> [String: Any] {
    [
      "artifactLocation": location,
      "replacements": [
        ["deletedRegion": deleted, "insertedContent": ["text": inserted]] as [String: Any]
      ],
    ]
  }

  private func region(_ range: SourceRange, _ lines: TextLines) -> [String: Int] {
    [
      "startLine": range.start.line, "startColumn": column(range.start, lines),
      "endLine": range.end.line, "endColumn": column(range.end, lines),
    ]
  }

  /// A column in UTF-16 code units from one in UTF-8 bytes.
  private func column(_ place: SourcePosition, _ lines: TextLines) -> Int {
    let bytes = lines.line(place.line).utf8.prefix(max(place.column - 1, 0))
    return String(decoding: bytes, as: UTF8.self).utf16.count + 1
  }
}
