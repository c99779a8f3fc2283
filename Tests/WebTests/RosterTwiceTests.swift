import Classroom
import Foundation
import Identity
import People
import Runtime
import Testing

@testable import Web

/// A roster that is sent twice is taken once: double clicks, resends, two pages at once.
@Suite struct RosterTwiceTests {
  private static let table =
    "姓名,单位\n" + (1...40).map { "学员\($0),铸造厂" }.joined(separator: "\n") + "\n"

  /// The fields of a page's form, as a browser sends them back.
  static func fields(_ page: String, do action: String) -> [(String, String)] {
    var pairs = [("do", action)]
    for match in page.matches(of: /<input type="hidden" name="([^"]+)" value="([^"]*)">/)
    where !["do", "person"].contains(match.1) {
      pairs.append((String(match.1), String(match.2).replacing("&quot;", with: "\"")))
    }
    for match in page.matches(of: /name="skip" value="([0-9]+)" checked/) {
      pairs.append(("skip", String(match.1)))
    }
    for match in page.matches(of: /<select name="([^"]+)">(.*?)<\/select>/) {
      let chosen = match.2.firstMatch(of: /value="([^"]*)" selected/).map { String($0.1) }
      let first = match.2.firstMatch(of: /value="([^"]*)"/).map { String($0.1) }
      pairs.append((String(match.1), chosen ?? first ?? ""))
    }
    return pairs
  }

  private static func names(_ hall: TestSite, _ room: TestRoom) async throws -> [String] {
    try await hall.people.roster(of: room.session.section).filter { $0.role == .learner }
      .map(\.name)
  }

  @Test func aDoubleClickTakesTheRosterOnce() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall)
    let path = Route.roster(id: room.section).path
    try await hall.organize { browser in
      let preview = try await browser.upload(
        path, ["do": "read"], files: [("a.csv", Array(Self.table.utf8))])
      let form = Self.fields(preview.body, do: "take")
      let places = try await withThrowingTaskGroup(of: String.self) { group in
        for _ in 0..<4 {
          group.addTask { try await browser.post(path, pairs: form).location }
        }
        return try await group.reduce(into: Set<String>()) { $0.insert($1) }
      }
      #expect(places.count == 1 && places.first?.contains("added=40") == true)
    }
    let names = try await Self.names(hall, room).filter { $0.hasPrefix("学员") }
    #expect(names.count == 40 && Set(names).count == 40)
    #expect(await room.session.state.rollCount(at: "1-morning").expected >= 40)
  }

  @Test func twoPagesOfOneRosterTakeItOnce() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall)
    let path = Route.roster(id: room.section).path
    try await hall.organize { browser in
      var forms: [[(String, String)]] = []
      for _ in 0..<2 {
        let preview = try await browser.upload(
          path, ["do": "read"], files: [("a.csv", Array(Self.table.utf8))])
        forms.append(Self.fields(preview.body, do: "take"))
      }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for form in forms { group.addTask { _ = try await browser.post(path, pairs: form) } }
        try await group.waitForAll()
      }
    }
    #expect(try await Self.names(hall, room).count { $0.hasPrefix("学员") } == 40)
  }

  @Test func aResendAddsTheSameNamesakeOnceAlsoAfterARestart() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall)
    let rows = parseRoster("姓名,单位\n王伟,铸造厂\n").rows
    try await room.session.take(rows, people: hall.people)
    // One more of that name, as the organizer says: under one token it is one, whatever is remembered.
    for _ in 0..<3 {
      try await room.session.take(
        rows, choices: [2: nil], token: "00112233445566778899aabbccddeeff", people: hall.people)
    }
    #expect(try await Self.names(hall, room).count { $0 == "王伟" } == 2)
    try await room.session.take(
      rows, choices: [2: nil], token: "10112233445566778899aabbccddeeff", people: hall.people)
    #expect(try await Self.names(hall, room).count { $0 == "王伟" } == 3)
  }

  @Test func simultaneousAddsOnTheClassPageAddOnePerson() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall)
    let send = Route.sectionSend(id: room.section).path
    try await hall.organize { browser in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<4 {
          group.addTask {
            _ = try await browser.post(send, ["do": "add", "name": "孙权", "unit": "码头"])
          }
        }
        try await group.waitForAll()
      }
      // A form sent twice succeeds twice.
      let form = ["do": "add", "name": "周瑜", "id": "0123456789abcdef"]
      for _ in 0..<2 { #expect(try await browser.post(send, form).status == .seeOther) }
    }
    #expect(try await Self.names(hall, room).count { $0 == "孙权" } == 1)
    #expect(try await Self.names(hall, room).count { $0 == "周瑜" } == 1)
  }

  // MARK: Leaving lines out

  @Test func offersToLeaveOutSumsAndTakesWhatIsUnticked() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall)
    let path = Route.roster(id: room.section).path
    let table = "姓名,单位\n张三,铸造厂\n合计 2人,\n李四,码头\n填表人：王芳,\n"
    try await hall.organize { browser in
      let preview = try await browser.upload(
        path, ["do": "read"], files: [("a.csv", Array(table.utf8))])
      #expect(structuralProblems(of: preview.body) == [])
      #expect(preview.body.contains("新增 2 人") && preview.body.contains("有 2 行不读入"))
      var form = Self.fields(preview.body, do: "take").filter {
        !($0.0 == "skip" && $0.1 == "5")
      }
      form.append(("skip", "4"))
      #expect(try await browser.post(path, pairs: form).location.contains("added=2"))
    }
    let names = try await Self.names(hall, room)
    #expect(names.contains("张三") && names.contains("填表人：王芳"))
    #expect(!names.contains("李四") && !names.contains("合计 2人"))
  }

  @Test func readsAnewBelowTheHeadRowThatIsChosen() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall)
    let path = Route.roster(id: room.section).path
    let table = "姓名,单位\n一期名册,\n姓名,部门,姓名\n张三,铸造厂,代\n"
    try await hall.organize { browser in
      let preview = try await browser.upload(
        path, ["do": "read"], files: [("a.csv", Array(table.utf8))])
      let form = Self.fields(preview.body, do: "take").map { $0.0 == "head" ? ("head", "3") : $0 }
      // The columns below another head row were not looked at yet: nothing is taken.
      let again = try await browser.post(path, pairs: form)
      #expect(again.status == .ok && again.body.contains("新增 1 人"))
      #expect(again.body.contains("第 3 列的表头也是“姓名”"))
      #expect(
        try await browser.post(path, pairs: Self.fields(again.body, do: "take")).status
          == .seeOther)
    }
    #expect(try await Self.names(hall, room).contains("张三"))
    #expect(try await !Self.names(hall, room).contains("一期名册"))
  }

  @Test func aTableWithoutNamesShowsNoNumbers() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall)
    try await hall.organize { browser in
      let preview = try await browser.upload(
        Route.roster(id: room.section).path, ["do": "read"],
        files: [("a.csv", Array("编号,电话\n1,13800001234\n".utf8))])
      #expect(preview.body.contains("没有认出哪一列是姓名"))
      #expect(preview.body.contains("138****1234"))
      // Hidden fields carry the table back; nothing that is shown has the number.
      let shown = preview.body.replacing(/<input type="hidden"[^>]*>/, with: "")
      #expect(!shown.contains("13800001234"))
    }
  }

  @Test func makesObserversAndGuestsOfThatRole() async throws {
    let hall = try await TestSite()
    let room = try await TestRoom(hall)
    let table = "姓名,角色\n甲某,听课\n乙某,来宾\n丙某,班委\n丁某,听课人员\n"
    try await room.session.take(parseRoster(table).rows, people: hall.people)
    let entries = try await hall.people.roster(of: room.session.section)
    let state = await room.session.state
    func part(_ name: String) -> Enrolment? {
      entries.first { $0.name == name }.map { state.roll.enrolment(of: $0.person) }
    }
    #expect(part("甲某") == .observer && part("乙某") == .guest && part("丁某") == .observer)
    #expect(part("丙某") == .listed)
    #expect(entries.first { $0.name == "丙某" }?.details[.duty] == "班委")
  }
}
