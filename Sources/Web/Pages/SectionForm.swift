import Foundation
import Hummingbird
import People
import Plan
import Runtime
import Words

/// The form that makes a class 开一个班, as it was sent.
struct SectionForm {
  var date: String
  var dayStart = "08:45"
  var lunchStart = "12:00"
  var lunchEnd = "14:00"
  var room = ""
  var trainer = ""
  var trial = false
  var roster = ""
  /// The outline and the times were looked through, in this version of the plan.
  var approved = ""
  /// The organizer knows that some lines of the roster will be left out.
  var confirmed = false

  init(today: String) { date = today }

  init(_ form: Form) {
    date = String(form["date"].prefix(40))
    dayStart = String(form["dayStart"].prefix(20))
    lunchStart = String(form["lunchStart"].prefix(20))
    lunchEnd = String(form["lunchEnd"].prefix(20))
    room = String(form["room"].prefix(200))
    trainer = String(form["trainer"].prefix(200))
    trial = form["trial"] == "yes"
    roster = Site.lineFeeds(form["roster"])
    confirmed = form["confirmed"] == "yes"
    approved = String(form["approved"].prefix(20))
  }

  struct Values {
    var date: String
    var room: String
    var trainer: String
    var options: TimetableOptions
  }
  struct Trouble: Error { var keys: [String] }

  /// What was meant, or every field that is wrong.
  func values() -> Result<Values, Trouble> {
    var wrong: [String] = []
    func name(_ text: String, _ key: String) -> String {
      if text.allSatisfy(\.isWhitespace) { return "" }
      if case .success(let clean) = cleanName(text) { return clean }
      wrong.append(key)
      return ""
    }
    if !Self.isDate(date) { wrong.append("sectionForm.wrong.date") }
    let start = Self.minutes(dayStart)
    let lunch = (Self.minutes(lunchStart), Self.minutes(lunchEnd))
    var options = TimetableOptions()
    if let start {
      options.dayStart = start
      if let from = lunch.0, let to = lunch.1, start < from, from < to {
        options.lunchStart = from
        options.lunchEnd = to
      } else {
        wrong.append("sectionForm.wrong.lunch")
      }
    } else {
      wrong.append("sectionForm.wrong.dayStart")
    }
    let values = Values(
      date: date, room: name(room, "sectionForm.wrong.room"),
      trainer: name(trainer, "sectionForm.wrong.trainer"), options: options)
    return wrong.isEmpty ? .success(values) : .failure(Trouble(keys: wrong))
  }

  /// Minutes since midnight of `08:45`.
  private static func minutes(_ text: String) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
    guard (2...3).contains(parts.count), let hour = parts[0], let minute = parts[1],
      (0..<24).contains(hour), (0..<60).contains(minute)
    else { return nil }
    return hour * 60 + minute
  }

  /// A day of the calendar as `2026-12-01`.
  private static func isDate(_ text: String) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.map(\.utf8.count) == [4, 2, 2],
      parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } })
    else { return false }
    let date = DateComponents(
      calendar: Calendar(identifier: .gregorian), year: Int(parts[0]), month: Int(parts[1]),
      day: Int(parts[2]))
    return date.isValidDate
  }
}

extension Site {
  func sectionFormPage(
    _ incoming: Incoming, _ entry: PlanLibrary.Entry, _ form: SectionForm, wrong: [String] = [],
    roster: [RosterProblem] = []
  ) -> String {
    let language = incoming.language
    let read = read(draft: entry.draft)
    var model = organizerModel(incoming, title: word("sectionForm.title", in: language))
    model["title"] = read.reading.course.title ?? word("plan.untitled", in: language)
    model["plan"] = Route.plan(id: entry.id).path
    model["action"] = Route.newSection(plan: entry.id).path
    model["form"] =
      [
        "date": form.date, "dayStart": form.dayStart, "lunchStart": form.lunchStart,
        "lunchEnd": form.lunchEnd, "room": form.room, "trainer": form.trainer,
        "trial": form.trial, "roster": form.roster,
      ] as [String: Any]
    let errors = read.errors.map { finding -> [String: Any] in
      [
        "sentence": sentence(finding, in: language), "line": finding.range.start.line,
        "href": Route.plan(id: entry.id).path + "#L\(finding.range.start.line)",
      ]
    }
    if !errors.isEmpty {
      model["errors"] = errors
      model["blocked"] = word("plan.blocked", ["\(errors.count)"], in: language)
    } else if read.agenda.isEmpty {
      model["blocked"] = word("plan.noTimetable", in: language)
    }
    if !roster.isEmpty {
      let rows = parseRoster(form.roster).rows.count
      model["rosterProblems"] = rosterProblems(roster, count: rows, in: language)
    }
    model["version"] = entry.version
    model["isApproved"] = form.approved == "\(entry.version)"
    model.merge(dayModel(read, in: language)) { $1 }
    self.wrong(wrong, into: &model)
    return renderer.render("section-form", model, in: language)
  }

  /// What is wrong in a pasted roster, line by line, and the question whether to go on without.
  func rosterProblems(
    _ problems: [RosterProblem], count: Int, in language: Language
  ) -> [String: Any] {
    let rows = problems.prefix(50).map { problem -> String in
      let what = rosterWord(problem.kind, in: language)
      return word("roster.line", ["\(problem.line)", what], in: language)
    }
    return [
      "lines": rows, "head": word("roster.problems", ["\(problems.count)"], in: language),
      "goOn": word("roster.goOn", ["\(problems.count)", "\(count)"], in: language),
    ]
  }
}
