import Classroom
import Documents
import Identity
import Plan
import Words

/// The papers that are tables and charts, and those that are cards.
extension PaperPage {
  // MARK: - Summaries

  /// What the template `summary-paper` shows.
  ///
  /// - Parameter signatures: keys of the string tables.
  private func summary(_ tables: [DataTable], signatures: [String]) -> [String: Any] {
    [
      "place": say.whereAndWhen(profile, trainer: record.trainer),
      "parts": tables.map { table -> [String: Any] in
        var part: [String: Any] = ["id": "t-" + table.name, "heading": table.title]
        if table.rows.isEmpty {
          part["none"] = true
        } else {
          part["table"] = table.pageModel(on: profile.date)
        }
        return part
      },
      "signatures": signatures.map { say($0) }, "hasSignatures": !signatures.isEmpty,
    ]
  }

  func rosterPage() -> [String: Any] { summary([rosterTable()], signatures: []) }

  func attendancePage() -> [String: Any] {
    // The chart brings its own table.
    let tables = attendanceTables().filter { $0.name != "chart-attendance" }
    var model = summary(tables, signatures: ["paper.signedBy"])
    if let chart = record.attendanceChart(say) { model["chart"] = chart.model() }
    return model
  }

  func feePage() -> [String: Any] {
    summary(
      [feeByHalfDay(), feeByActivity()],
      signatures: ["paper.fee.trainerSigned", "paper.feeHandled"])
  }

  func evaluationPage() -> [String: Any] {
    var model = summary(evaluationTables(), signatures: [])
    if let chart = record.ratingChart(say) { model["chart"] = chart.model(elsewhere: "t-aspects") }
    if record.report.evaluation.phase == .waiting { model["note"] = say("report.noEvaluation") }
    return model
  }

  // MARK: - The plan

  /// The pinned plan as the author ordered it: fields, units, topics, activities with their texts.
  func planPage() -> [String: Any] {
    let course = read(state.plan.source).course
    return [
      "place": say.whereAndWhen(profile, trainer: record.trainer),
      "pinned": say("paper.plan.pinned", state.plan.file, shortDigest),
      "none": state.plan.source.isEmpty,
      "fields": course.fields.filter { $0.member != .content || !$0.value.isEmpty }.map { field in
        ["name": field.name, "html": markdownHTML(field.value, headingOffset: 3)]
      },
      "opening": course.opening.map(planActivity),
      "units": course.units.map { unit -> [String: Any] in
        [
          "title": joined(label: unit.label, title: unit.title), "minutes": minutes(unit.minutes),
          "activities": unit.activities.map(planActivity),
          "topics": unit.topics.map { topic -> [String: Any] in
            var model: [String: Any] = ["activities": topic.activities.map(planActivity)]
            if !topic.isUnit {
              model["heading"] = [
                "title": joined(label: topic.label, title: topic.title),
                "minutes": minutes(topic.minutes),
              ]
            }
            return model
          },
        ]
      },
    ]
  }

  /// The same as a page for pandoc.
  func planDocument() -> String {
    let course = read(state.plan.source).course
    func headed(_ level: Int, _ title: String, _ minutes: Int?) -> String {
      let time = self.minutes(minutes)
      let words = [title, time.isEmpty ? nil : say.bracketed(time)].compactMap { $0 }.joined()
      return words.isEmpty ? "" : "<h\(level)>\(escapedHTML(words))</h\(level)>\n"
    }
    func text(_ activity: Activity) -> String {
      let kind = activity.kind == .lecture ? "" : say.opening(say.kind(activity))
      let title = [kind, activity.title].filter { !$0.isEmpty }.joined(separator: " ")
      var html = headed(3, title, activity.minutes) + markdownHTML(activity.body, headingOffset: 3)
      if case .link(let file) = activity.material {
        html += "<p>\(escapedHTML(say("paper.plan.file", file)))</p>\n"
      }
      for (number, item) in activity.items.enumerated() {
        html += "<p>\(number + 1). \(escapedHTML(item.prompt))</p>\n"
        let lines =
          item.choices.enumerated().map { index, choice in
            "\(choiceLetter(index))　\(choice.text)"
              + (choice.correct && item.form == .options
                ? say.bracketed(say("report.rightChoice")) : "")
          } + item.pairs.map { "\($0.left) — \($0.right)" }
          + (item.answers.isEmpty
            ? [] : [say("paper.key") + " " + item.answers.joined(separator: say.comma)])
          + [item.explanation].compactMap { $0 }
        html += lines.map { "<p>\(escapedHTML($0))</p>\n" }.joined()
      }
      return html
    }
    let facts =
      [say.whereAndWhen(profile, trainer: record.trainer)]
      + (profile.trial ? [say("report.trial")] : [])
    let fields = course.fields.map { field in
      "<p><strong>\(escapedHTML(field.name))</strong></p>\n"
        + markdownHTML(field.value, headingOffset: 3)
    }
    let units = course.units.map { unit in
      headed(1, joined(label: unit.label, title: unit.title), unit.minutes)
        + unit.activities.map(text).joined()
        + unit.topics.map { topic in
          (topic.isUnit
            ? "" : headed(2, joined(label: topic.label, title: topic.title), topic.minutes))
            + topic.activities.map(text).joined()
        }.joined()
    }
    return """
      <!DOCTYPE html>
      <html lang="\(language.rawValue)"><head><meta charset="utf-8">
      <title>\(escapedHTML(profile.title))</title></head><body>
      <div custom-style="Kind"><p>\(escapedHTML(title(.plan)))</p></div>
      <div custom-style="Facts">\(facts.map { "<p>\(escapedHTML($0))</p>" }.joined())</div>
      \(fields.joined())\(course.opening.map(text).joined())\(units.joined())
      <p>\(escapedHTML(say("paper.plan.pinned", state.plan.file, shortDigest)))</p>
      </body></html>

      """
  }

  private func minutes(_ minutes: Int?) -> String {
    minutes.map { say("paper.plan.minutes", "\($0)") } ?? ""
  }

  private func planActivity(_ activity: Activity) -> [String: Any] {
    var model: [String: Any] = [
      "title": activity.title, "minutes": minutes(activity.minutes),
      "html": markdownHTML(activity.body, headingOffset: 4),
      "items": activity.items.enumerated().map { index, item -> [String: Any] in
        var asked: [String: Any] = [
          "number": index + 1, "prompt": item.prompt,
          "choices": item.choices.enumerated().map { index, choice -> [String: Any] in
            [
              "letter": choiceLetter(index), "text": choice.text,
              "right": choice.correct && item.form == .options,
            ]
          },
          "pairs": item.pairs.map { "\($0.left) — \($0.right)" },
        ]
        if !item.answers.isEmpty { asked["answer"] = item.answers.joined(separator: say.comma) }
        if let why = item.explanation { asked["why"] = why }
        return asked
      },
    ]
    // Plain lecture text is what a plan mostly is: it needs no word for it.
    if activity.kind != .lecture { model["kind"] = say.opening(say.kind(activity)) }
    if case .link(let file) = activity.material { model["file"] = say("paper.plan.file", file) }
    model["headed"] =
      activity.kind != .lecture || !activity.title.isEmpty || activity.minutes != nil
    return model
  }

  // MARK: - Seats

  /// By the seats of the roster, else by group, with the rows and columns that the reader chose.
  var seatPlan: SeatPlan {
    let order = groups.flatMap(\.members)
    let people = seated.sorted { a, b in
      func place(_ id: PersonID) -> Int { order.firstIndex(of: id) ?? order.count }
      return place(a.person) < place(b.person)
    }
    return SeatPlan(
      people.map { learner in
        let entry = record.entry(learner.person)
        return SeatPlan.Person(
          name: person(learner.person), unit: entry?.unit ?? "",
          group: groupName(of: learner), seat: entry?.details[.seat] ?? "")
      }, rows: query["rows"].flatMap { Int($0) }, columns: query["columns"].flatMap { Int($0) })
  }

  private func groupName(of learner: SectionReport.Attendee) -> String {
    groups.first { $0.members.contains(learner.person) }?.name ?? learner.group
  }

  /// How large a seat is printed: so that 13 rows of 16 fill one sheet of A3, and three people are not
  /// blown up to it.
  static func density(columns: Int, rows: Int) -> String {
    if columns > 12 || rows > 9 { return "dense" }
    return (columns > 8 ? "middle" : "few") + (rows <= 6 ? " tall" : "")
  }

  func seatPage() -> [String: Any] {
    let plan = seatPlan
    let columns = plan.rows.first?.count ?? 1
    var model: [String: Any] = [
      "place": say.whereAndWhen(profile, trainer: record.trainer), "none": seated.isEmpty,
      "action": Route.paper(id: profile.id.rawValue, paper: .seatTable).path,
      "lang": language.rawValue, "rowCount": plan.rows.count, "columnCount": columns,
      "from": say("paper.seat.from.\(plan.origin.rawValue)"),
      "density": Self.density(columns: columns, rows: plan.rows.count),
      "heads": (1...max(1, columns)).map { "\($0)" }, "span": columns,
      "rows": plan.rows.enumerated().map { row, seats -> [String: Any] in
        [
          "row": row + 1,
          "seats": seats.map { person -> [String: Any] in
            guard let person else { return [:] }
            return [
              "person": [
                "name": person.name, "unit": person.unit, "group": person.group,
                "long": textWidth(person.name) > 4.5,
              ]
            ]
          },
        ]
      },
    ]
    if plan.origin == .groups { model["choose"] = true }
    if !plan.unplaced.isEmpty {
      model["hasUnplaced"] = true
      model["unplaced"] = plan.unplaced.map { person -> [String: Any] in
        var row: [String: Any] = ["name": person.name]
        if !person.seat.isEmpty { row["seat"] = person.seat }
        if !person.unit.isEmpty { row["unit"] = person.unit }
        return row
      }
    }
    return model
  }

  // MARK: - Cards

  /// The letters to hold up 举牌.
  static let cardLetters = ["A", "B", "C", "D"]

  func answerCards() -> [String: Any] { ["letters": Self.cardLetters] }

  /// Names to stand on the desks 席卡: folded, so each stands on both sides.
  func namePlates() -> [String: Any] {
    [
      "none": seated.isEmpty,
      "plates": seated.compactMap { learner -> [String: Any]? in
        guard let name = record.name(learner.person) else { return nil }
        let width = textWidth(name)
        return [
          "name": name, "unit": record.entry(learner.person)?.unit ?? "",
          "size": width <= 4.2 ? "short" : width <= 8 ? "long" : "longest",
        ]
      },
    ]
  }
}
