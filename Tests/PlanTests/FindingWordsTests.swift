import Foundation
import Testing

@testable import Plan

/// Every finding and kind has its words in both languages, and an entry in the manual.
@Suite struct FindingWordsTests {
  private static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent()
    .appending(path: "../..").standardized

  private static func table(_ language: String) throws -> [String: String] {
    let file = root.appending(path: "Sources/Words/Tables/findings.\(language).strings")
    var table: [String: String] = [:]
    for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
      guard let equals = line.range(of: " = ") else { continue }
      table[String(line[..<equals.lowerBound])] = String(line[equals.upperBound...])
    }
    return table
  }

  @Test(arguments: ["zh-Hans", "en"])
  func hasASentenceForEverything(language: String) throws {
    let table = try Self.table(language)
    var keys = FindingID.allCases.map { "finding." + $0.rawValue }
    keys += Severity.allCases.map { "severity." + $0.rawValue }
    keys += SlotKind.allCases.map { "kind." + $0.rawValue }
    keys += CaseForm.allCases.map { "form." + $0.rawValue }
    keys += Method.allCases.map { "method." + $0.rawValue }
    keys += Member.allCases.map { "member." + $0.rawValue }
    for key in keys { #expect(table[key]?.isEmpty == false, "\(key)") }
    #expect(table.count == keys.count)
  }

  /// A time is not lost with its bracket.
  @Test(arguments: ["一、导语（25分钟", "一、导语(25分", "一、导语（约25分钟  "])
  func readsATimeWhoseBracketIsNeverClosed(line: String) throws {
    let plan = "题目\n【教学时长】1小时\n\(line)\n甲。\n二、证据的收集（35分钟）\n乙。\n"
    let reading = read(plan)
    #expect(reading.course.units.first?.title == "导语")
    #expect(reading.course.units.first?.statedMinutes == 25)
    let finding = try #require(reading.findings.first { $0.id == .bracketUnclosed })
    #expect(finding.range.start.line == 3 && finding.severity == .warning)
    let fix = try #require(finding.fix)
    #expect(fix.replacement == (line.contains("（") ? "）" : ")") && fix.range.start == fix.range.end)
    for other in ["一、导语（25", "一、导语（甲", "一、（25分钟）导语", "一、导语（25分钟）"] {
      let plan = "题目\n【教学时长】1小时\n\(other)\n甲。\n"
      #expect(!read(plan).findings.contains { $0.id == .bracketUnclosed }, "\(other)")
    }
  }

  /// A slip is no time, and is said to be none.
  @Test(arguments: ["-5分钟", "－5分钟", "负5分钟", "0分钟", "十来分钟", "几小时", "-5 min", "０ 学时"])
  func saysWhatTimeCannotBeRead(time: String) throws {
    for line in ["二、小结（\(time)）", "（一）丁（\(time)）", "[案例研讨：戊]（\(time)）"] {
      let plan = "题目\n【教学时长】1小时\n一、导语（25分钟）\n甲。\n\(line)\n乙。\n"
      let reading = read(plan)
      let found = reading.findings.filter { $0.id == .timeUnreadable }
      #expect(found.map(\.arguments) == [["（\(time)）"]], "\(line)")
      #expect(found.first?.range.start.line == 5 && found.first?.severity == .warning)
      #expect(reading.course.units.map(\.statedMinutes) != [25, 5], "\(line)")
    }
    for other in ["5分钟", "约5分钟", "5-10分钟", "1.5小时", "不超过36小时", "每月36小时", "第3学时用", "2周"] {
      let plan = "题目\n【教学时长】1小时\n一、导语（\(other)）\n甲。\n"
      #expect(!read(plan).findings.contains { $0.id == .timeUnreadable }, "\(other)")
    }
    let whole = read("题目\n【教学时长】\(time)\n一、导语\n甲。\n")
    #expect(whole.findings.contains { $0.id == .durationUnreadable || $0.id == .durationMissing })
  }

  /// What has no title is called as it stands.
  @Test func callsAnUntitledCaseAsItStands() throws {
    let plan = "题目\n【教学时长】2小时\n一、甲\n（一）乙\n丙。\n【案例】\n（二）丁\n戊。\n"
    let finding = try #require(read(plan).findings.first { $0.id == .caseWithoutMaterial })
    #expect(finding.arguments == ["【案例】"])
    #expect(finding.range.start.line == 6)
  }

  /// A sentence names no argument that its finding does not bring.
  @Test(arguments: Fixtures.names)
  func fillsItsSentences(name: String) throws {
    let tables = try [Self.table("zh-Hans"), Self.table("en")]
    for finding in read(try Fixtures.text(name)).findings {
      for table in tables {
        let sentence = table["finding." + finding.id.rawValue] ?? ""
        for place in 0..<6 where sentence.contains("{\(place)}") {
          #expect(place < finding.arguments.count, "\(finding.id.rawValue)")
        }
      }
    }
  }

  @Test func hasAnEntryInTheManual() throws {
    let manual = try String(
      contentsOf: Self.root.appending(path: "docs/DIAGNOSTICS.md"), encoding: .utf8)
    for id in FindingID.allCases {
      let head = "### `\(id.rawValue)`\n"
      guard let start = manual.range(of: head) else {
        Issue.record("\(id.rawValue) has no entry")
        continue
      }
      let rest = manual[start.upperBound...]
      let entry = rest[..<(rest.range(of: "\n#")?.lowerBound ?? rest.endIndex)]
      #expect(entry.contains("*Example:*"), "\(id.rawValue) has no example")
      #expect(entry.contains("*Mend:*") || entry.contains("*Fix:*"), "\(id.rawValue): how to mend")
    }
  }
}
