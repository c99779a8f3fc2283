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
}
