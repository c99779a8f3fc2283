import Classroom
import Foundation
import Identity
import People
import Runtime
import Testing

@testable import Web

/// The number on the paper and the number that is typed in are one, however the paper was printed.
@Suite struct SheetNumbersTests {
  private static let roster = [
    ("a", "王芳", "一车间", "一组"), ("b", "李强", "二车间", "二组"), ("c", "赵敏", "一车间", "二组"),
    ("d", "孙权", "二车间", "一组"), ("e", "周瑜", "一车间", "一组"),
  ].map { RosterEntry(person: PersonID($0.0), name: $0.1, unit: $0.2, group: $0.3) }

  /// By name, as the sheet has them.
  private func numbers(_ page: String) -> [String: Int] {
    var found: [String: Int] = [:]
    for match in page.matches(of: /<td class="num">([0-9]+)<\/td><th scope="row">([^<]+)<\/th>/) {
      found[String(match.2)] = Int(match.1)
    }
    return found
  }

  private func typed(_ page: String) -> [String: Int] {
    var found: [String: Int] = [:]
    for match in page.matches(of: #/<option>([0-9]+) ([^ ]+) /#) {
      found[String(match.2)] = Int(match.1)
    }
    return found
  }

  @Test func oneNumberOnEveryListAndForEver() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall, roster: Self.roster)
    let session = room.session
    let paper = Route.paper(id: room.section, paper: .signInSheet).path
    let sheets = "/t/\(room.section)/sheets"
    try await session.handle(.next)
    try await session.handle(.openItems(["i1"]))
    let trainer = await room.trainerPath
    try await hall.organize { browser in
      _ = try await browser.get(trainer)
      let printed = numbers(try await browser.get(paper).body)
      #expect(printed.count == 5)
      #expect(numbers(try await browser.get(paper + "?by=unit").body) == printed)
      #expect(typed(try await browser.get(sheets).body) == printed)
      // An observer, a walk-in, somebody added, somebody replaced and somebody taken off later.
      try await session.handle(.roll(.enroll(PersonID("b"), as: .observer)))
      let late = [
        RosterEntry(person: PersonID("f"), name: "外人", unit: "外", walkIn: true),
        RosterEntry(person: PersonID("g"), name: "后来", unit: "一车间", group: "一组"),
      ]
      try await hall.people.add(late, to: session.section)
      try await session.handle(.enroll(person: PersonID("f"), group: ""))
      try await session.handle(.roll(.enroll(PersonID("f"), as: .walkIn)))
      try await session.handle(.enroll(person: PersonID("g"), group: "一组"))
      try await session.handle(.roll(.substitute(for: PersonID("c"), by: PersonID("f"))))
      try await session.handle(.roll(.enroll(PersonID("d"), as: .removed)))
      let after = typed(try await browser.get(sheets).body)
      for (name, number) in after where printed[name] != nil {
        #expect(number == printed[name], "\(name)")
      }
      #expect(after["后来"] == 7 && after["外人"] == 6)
      #expect(after["李强"] == nil && after["孙权"] == nil && after["赵敏"] == nil)
      let again = numbers(try await browser.get(paper).body)
      #expect(again == after)
      // What was written on the old paper is still that person's.
      try await session.handle(.checkIn(person: PersonID("e"), by: .desk))
      let number = try #require(printed["周瑜"])
      let entered = try await browser.post(
        sheets, ["item": "i1", "who": "\(number)", "letters": "B"])
      #expect(entered.body.contains("周瑜"))
      #expect(await session.state.items["i1"]?.responses[PersonID("e")] == [1])
      let gone = try #require(printed["孙权"])
      let wrong = try await browser.post(
        sheets, ["item": "i1", "who": "\(gone)", "letters": "B"])
      #expect(wrong.status == .notFound)
    }
  }

  /// Groups stand under one another, in whatever order their people were enrolled.
  @Test func everyFileHasTheNumbersOfTheSheet() async throws {
    let day = try await RecordedDay(
      roster: [("赵一", "厂", "二组"), ("钱二", "厂", "一组"), ("孙三", "厂", "二组"), ("李四", "厂", "一组")])
    for number in 1...4 {
      try await day.session.handle(.checkIn(person: day.person(number), by: .desk))
    }
    let record = try await day.record()
    let page = PaperPage(
      record: record, state: await day.session.state, joinAddress: "", language: .chinese)
    let right = ["赵一": 1, "钱二": 2, "孙三": 3, "李四": 4]
    let tables =
      [Route.Paper.signInSheet, .presentSheet, .roster, .groupList].map { page.tables($0)[0] }
      + record.tables(in: .chinese).filter { ["attendance", "completion"].contains($0.name) }
    #expect(tables.count == 6)
    for table in tables {
      let heads = table.columns.map(\.name)
      let number = try #require(heads.firstIndex(of: "序号"))
      let name = try #require(heads.firstIndex(of: "姓名"))
      let found = table.rows.map { ($0[name].shown, Int($0[number].shown) ?? 0) }
      #expect(Dictionary(uniqueKeysWithValues: found) == right, "\(table.name)")
    }
    let renderer = try Renderer()
    for paper in [Route.Paper.signInSheet, .presentSheet] {
      #expect(numbers(page.file(paper, renderer)) == right)
    }
    let report = record.file(renderer, in: .chinese)
    for (name, number) in right {
      #expect(
        report.contains(try Regex("<td class=\"num[^\"]*\">\(number)</td>\\s*<t[dh][^>]*>\(name)")))
    }
  }

  @Test func theNumberOfAnEntryThatWasMergedIsOfWhoStayed() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall, roster: Self.roster)
    let session = room.session
    try await session.handle(.next)
    try await session.handle(.openItems(["i1"]))
    try await hall.people.add(
      [RosterEntry(person: PersonID("f"), name: "王方", unit: "", walkIn: true)],
      to: session.section)
    try await session.handle(.enroll(person: PersonID("f"), group: ""))
    try await session.handle(.roll(.enroll(PersonID("f"), as: .walkIn)))
    try await session.handle(.checkIn(person: PersonID("f"), by: .desk))
    try await session.handle(.roll(.merge(PersonID("f"), into: PersonID("a"))))
    let trainer = await room.trainerPath
    try await hall.organize { browser in
      _ = try await browser.get(trainer)
      let entered = try await browser.post(
        "/t/\(room.section)/sheets", ["item": "i1", "who": "6", "letters": "B"])
      #expect(entered.status == .ok && entered.body.contains("王芳"))
      #expect(await session.state.items["i1"]?.responses[PersonID("a")] == [1])
    }
  }
}
