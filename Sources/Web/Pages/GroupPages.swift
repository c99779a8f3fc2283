import Classroom
import Foundation
import Identity
import People
import Runtime
import Words

/// Groups 小组 and their reports on every page.
extension Site {
  /// What all see of the groups' task, and on a page for one person, that person's group.
  func taskModel(
    _ task: PublicTask?, own: OwnGroup?, send: String, in language: Language
  ) -> [String: Any]? {
    guard let task else { return nil }
    var model: [String: Any] = [
      "id": task.id, "title": task.title, "send": send,
      "reports": task.reports.map {
        [
          "name": groupName($0.number, task.names[$0.number], in: language), "text": $0.text,
          "picked": task.picked.contains($0.number),
        ] as [String: Any]
      },
      "count": word("group.reported", ["\(task.reported)", "\(task.groups)"], in: language),
    ]
    if !task.picked.isEmpty {
      let names = task.picked.map { groupName($0, task.names[$0], in: language) }
      model["speaking"] = word(
        "group.speaking", [names.joined(separator: Wording(language: language).comma)], in: language
      )
    }
    if task.isOpen {
      var open: [String: Any] = ["id": task.id, "send": send, "written": own?.report ?? ""]
      open["commandID"] = own == nil ? "" : Token.random(16)
      open["mayWrite"] = own?.isScribe ?? false
      open["pen"] = penText(own, in: language)
      model["open"] = open
    }
    return model
  }

  /// As the roster calls a group, else by its number.
  func groupName(_ number: Int, _ listed: String? = nil, in language: Language) -> String {
    guard let listed, listed.contains(where: { !$0.isASCII || !$0.isNumber }) else {
      return word("group.name", [listed ?? "\(number)"], in: language)
    }
    return hidingNumbers(listed)
  }

  private func penText(_ own: OwnGroup?, in language: Language) -> String {
    guard let own else { return "" }
    return word(
      own.isScribe ? "group.youWrite" : own.hasScribe ? "group.otherWrites" : "group.nobodyWrites",
      in: language)
  }

  /// The groups on the console: all at once, with what each reported.
  func groupsModel(
    _ view: TrainerView, send: String, names: [PersonID: RosterEntry], in language: Language
  ) -> [String: Any] {
    let task = view.task
    func name(_ person: PersonID) -> String { names[person]?.name ?? person.rawValue }
    var model: [String: Any] = [
      "send": send, "isOpen": view.phase != .closed,
      "mayForm": view.mayFormGroups,
      "rows": view.groups.map { group -> [String: Any] in
        var row: [String: Any] = [
          "index": group.number - 1, "name": groupName(group.number, in: language), "send": send,
          "size": word("group.size", ["\(group.size)"], in: language),
          "scribe": group.scribe.map { word("group.scribe", [name($0)], in: language) } ?? "",
          "picked": group.picked, "spoken": word("group.spoken", ["\(group.spoken)"], in: language),
          "task": task?.id ?? "", "mayPick": task != nil && !group.picked,
          "members": group.members.map {
            ["person": $0.rawValue, "name": name($0), "chosen": $0 == group.scribe]
              as [String: Any]
          },
        ]
        if let listed = group.name { row["listed"] = listed }
        if let report = group.report { row["report"] = report }
        if group.report != nil && !group.released { row["mayRelease"] = true }
        if group.released { row["released"] = true }
        return row
      },
    ]
    if !view.groups.isEmpty { model["made"] = true }
    if let task {
      model["task"] = [
        "title": task.title, "isOpen": task.isOpen,
        "count": word("group.reported", ["\(task.reported)", "\(task.groups)"], in: language),
      ]
    }
    return model
  }

  /// Carries out what the console wants of the groups; `false` when it is about something else.
  func carryOutGroups(_ form: Form, _ session: Acting, id: CommandID?) async throws -> Bool {
    let state = await session.state
    switch form["do"] {
    case "formGroups" where form["by"] == "roster":
      try await session.handle(.formGroupsByRoster, id: id)
    case "formGroups":
      guard let count = Int(form["count"]), (2...Limits.groups).contains(count) else {
        throw Rejection.groupsMalformed
      }
      let names = try await names(session.section)
      let people = state.groupable.map { (person: $0, unit: names[$0]?.unit ?? "") }
      guard count <= people.count else { throw Rejection.groupsMalformed }
      let seed = form["by"] == "unit" ? nil : UInt64.random(in: 0 ... .max)
      try await session.handle(
        .formGroups(state.groupsByRoom(people, count: count, seed: seed)), id: id)
    case "openReports":
      try await session.handle(.openReports(task: Token.random(8), title: form["title"]), id: id)
    case "closeReports": try await session.handle(.closeReports, id: id)
    case "releaseReport":
      try await session.handle(
        .releaseReport(
          task: form["task"], group: Int(form["group"]) ?? -1, text: form["text"]), id: id)
    case "pickFour":
      try await session.handle(.pickGroups(count: 4, seed: .random(in: 0 ... .max)), id: id)
    case "pickGroup":
      try await session.handle(.pickGroup(Int(form["group"]) ?? -1), id: id)
    case "passPen":
      try await session.handle(.takePen(person: PersonID(form["person"])), id: id)
    case "moveToGroup":
      guard let number = Int(form["number"]), (1...Limits.groups).contains(number) else {
        throw Rejection.groupUnknown
      }
      try await session.handle(
        .moveToGroup(person: PersonID(form["person"]), group: number - 1), id: id)
    default: return false
    }
    return true
  }
}
