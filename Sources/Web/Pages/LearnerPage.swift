import Classroom
import Crypto
import Foundation
import Identity
import People
import Runtime
import Words

/// The learner's phone 学员手机: join, one thing to do, truthfully saved.
extension Site {
  /// What a page rendered for one person adds to what all see: ids for plain forms, own answers.
  struct Personal {
    var own: OwnView
    /// Makes the ballot key of a plain form from a secret that only this phone holds.
    var key: (String) -> String
  }

  func learnerFrame(_ state: State, in language: Language) -> Frame {
    let view = learnerView(of: state)
    let model = learnerModel(view, code: state.profile.code, personal: nil, in: language)
    return Frame(
      regions: regions(
        [
          "clock": "learner-clock", "ask": "learner-ask", "shown": "learner-shown",
          "slide": "learner-slide", "wall": "learner-wall",
          "task": "learner-task", "guide": "learner-guide",
        ], model, in: language),
      facts: [
        "phase": view.phase.rawValue, "evaluation": view.evaluation.rawValue,
        // Asks for what is one's own: what became of the groups, and who changed rooms.
        "groups": view.seatChanges == 0
          ? "\(view.groupChanges)" : "\(view.groupChanges)/\(view.seatChanges)",
        "say": announcement(view, in: language),
        // For programs (rehearse): item:do:choices:how:targets:round, question:supporters,
        // item:answers:counts.
        "open": view.open.map { item in
          let order = item.kind.isAnonymous ? "cast" : "respond"
          return "\(item.id):\(order):\(item.choices.count):\(Self.how(item))"
            + ":\(item.targets.count):\(item.round ?? 1)"
        }.joined(separator: " "),
        "questions": view.questions.filter { $0.phase == .approved }
          .map { "\($0.id):\($0.supporters)" }.joined(separator: " "),
        "result": view.shown.flatMap { shown in
          shown.answers.map { answers in
            let counts = shown.choices.map { String($0.count ?? 0) }.joined(separator: ",")
            return "\(shown.id):\(answers):\(counts)"
          }
        } ?? "",
      ])
  }

  /// What an answer consists of, for programs.
  private static func how(_ item: PublicItem) -> String {
    switch item.form {
    case .choice: item.multiple ? "multiple" : "single"
    case .slider: "scale"
    case .order: "order"
    case .match: "match"
    case .numericEntry: "number"
    case .textEntry: "entry"
    case .extendedText: "text"
    }
  }

  func regions(
    _ templates: [String: String], _ model: [String: Any], in language: Language
  ) -> [String: String] {
    templates.mapValues { renderer.render($0, model, in: language) }
  }

  func learnerModel(
    _ view: LearnerView, code: String, personal: Personal?, in language: Language
  ) -> [String: Any] {
    var model: [String: Any] = [
      "send": Route.learnerSend(code: code).path, "title": view.title,
      "live": view.phase == .live,
    ]
    let own = Dictionary(
      (personal?.own.answers ?? []).map { ($0.item, $0) }, uniquingKeysWith: { first, _ in first })
    let took = Set(personal?.own.took ?? [])
    func identity(_ name: String) -> [String: Any] {
      guard let personal else { return [:] }
      return ["commandID": Token.random(16), "key": personal.key(name)]
    }
    model["items"] = view.open.map { item -> [String: Any] in
      var row: [String: Any] = [
        "id": item.id, "prompt": item.prompt, "kind": kindWord(item.kind, in: language),
        "do": item.kind.isAnonymous ? "cast" : "respond",
        "anonymous": item.kind.isAnonymous, "multiple": item.multiple,
        "send": Route.learnerSend(code: code).path,
      ]
      if let round = item.round { row["round"] = round }
      row.merge(identity(item.id)) { $1 }
      if own[item.id] != nil || took.contains(item.id) {
        row["said"] = word("room.saved", in: language)
      }
      row.merge(entryModel(item, own: own[item.id], in: language)) { $1 }
      return row
    }
    if let shown = view.shown {
      var row: [String: Any] = [
        "id": shown.id, "prompt": shown.prompt,
        "kind": kindWord(shown.kind, in: language), "texts": shown.texts,
      ]
      row.merge(resultModel(shown, in: language)) { $1 }
      if let right = own[shown.id]?.right {
        row["own"] = word(right ? "act.ownRight" : "act.ownWrong", in: language)
      }
      if shown.phase == .revealed {
        row[shown.answers == nil ? "tooFew" : "answers"] = true
        if let hands = handsNote(shown.hands, in: language) { row["hands"] = hands }
        if let explanation = shown.explanation { row["explanation"] = explanation }
      } else if shown.discussing {
        row["discussing"] = true
      } else {
        row["pending"] = true
      }
      model["shown"] = row
    }
    if view.evaluation == .open {
      var row = evaluationModel(view.evaluationForm, in: language)
      row["send"] = Route.learnerSend(code: code).path
      row.merge(identity(evaluationBox)) { $1 }
      if personal?.own.rated == true { row["said"] = word("room.rated", in: language) }
      model["evaluation"] = row
    }
    if view.offersIntention {
      var row: [String: Any] = ["href": Route.intention(code: code).path]
      if personal?.own.intends == true { row["said"] = word("follow.said.written", in: language) }
      model["intention"] = row
    }
    if let checkpoint = view.checkpoint,
      personal.map({ !$0.own.here.contains(checkpoint.id) }) ?? true
    {
      var row: [String: Any] = [
        "id": checkpoint.id, "send": Route.learnerSend(code: code).path,
        "half": word("halfDay.\(checkpoint.half.rawValue)", in: language),
      ]
      row.merge(identity("checkIn")) { $1 }
      model["checkIn"] = row
    }
    model["questions"] = view.questions.map { question -> [String: Any] in
      var row: [String: Any] = [
        "id": question.id, "text": question.text,
        "answered": question.phase == .answered, "send": Route.learnerSend(code: code).path,
      ]
      row.merge(supporters(question, in: language)) { $1 }
      row.merge(identity("support/" + question.id)) { $1 }
      return row
    }
    if let task = taskModel(
      view.task, own: personal?.own.team, send: Route.learnerSend(code: code).path, in: language)
    {
      model["task"] = task
    }
    if let guide = guideModel(
      view.guide, title: view.place.map { title($0, in: language) } ?? "", code: code,
      whole: personal != nil, in: language)
    {
      model["guide"] = guide
    }
    if let place = view.place {
      model["place"] = ["heading": whereabouts(place, in: language)]
      model["placeKind"] = whereabouts(place, in: language)
      model["placeTitle"] = title(place, in: language)
    }
    model["lines"] = view.page?.lines ?? []
    if let slide = view.slide { model["deck"] = slideModel(slide, in: language) }
    switch view.phase {
    case .closed: model["closed"] = true
    case .planned, .absent: model["waiting"] = view.open.isEmpty
    case .live:
      if view.open.isEmpty && view.shown == nil && view.evaluation != .open && view.place != nil
        && view.guide == nil
      {
        model["quiet"] = true
      }
    }
    return model
  }

  /// The aspects of the evaluation 教学评估 in four grades, and its open question.
  func evaluationModel(_ form: EvaluationForm, in language: Language) -> [String: Any] {
    let say = Wording(language: language)
    var model: [String: Any] = [
      "aspects": form.aspects.enumerated().map { index, aspect -> [String: Any] in
        [
          "name": say.aspect(aspect),
          "grades": Grade.allCases.map { grade -> [String: Any] in
            [
              "field": "aspect\(index)", "value": grade.rawValue,
              "name": say("grade.\(grade.token)"),
            ]
          },
        ]
      }
    ]
    if let question = say.openQuestion(form) { model["question"] = question }
    return model
  }

  /// A ballot key for plain forms: the same phone gets the same key for the same box, and nobody
  /// who lacks the phone's cookie can make it.
  ///
  /// Several people may share one phone: each has keys of their own.
  static func plainKey(
    device: String, section: SectionID, person: PersonID, box: String
  ) -> String {
    let name = "\(device)/\(section.rawValue)/\(person.rawValue)/\(box)"
    let digest = SHA256.hash(data: Data(name.utf8))
    return digest.prefix(16).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  // MARK: - Pages

  func homePage(_ incoming: Incoming, wrong: String? = nil) -> String {
    var model: [String: Any] = [
      "pageTitle": word("home.title", in: incoming.language),
      "joinAction": Route.joinByCode.path, "signIn": Route.signIn.path,
      "code": String(incoming.query["code"]?.prefix(8) ?? ""),
    ]
    if let wrong { model["wrong"] = wrong }
    return renderer.render("home", model, in: incoming.language)
  }

  struct JoinTrouble {
    var wrong: String?
    var name = ""
    var unit = ""
    var confirm: (person: PersonID, question: String)?
    /// The room that was chosen; `nil` before.
    var room: RoomID??
  }

  func joinPage(
    _ incoming: Incoming, state: State, roster: [RosterEntryModel], room: RoomID? = nil,
    trouble: JoinTrouble = .init()
  ) -> String {
    let address = RoomAddress.text(state.profile.code, room)
    var order: [String] = []
    var groups: [String: [RosterEntryModel]] = [:]
    for entry in roster {
      if groups[entry.group] == nil { order.append(entry.group) }
      groups[entry.group, default: []].append(entry)
    }
    var model: [String: Any] = [
      "pageTitle": word("join.title", in: incoming.language), "title": state.profile.title,
      "code": state.profile.code, "action": Route.join(code: address).path,
      "name": trouble.name, "unit": trouble.unit, "hasRoster": !roster.isEmpty,
      "groups": order.map { name -> [String: Any] in
        let members = groups[name] ?? []
        return [
          "name": name.isEmpty ? word("join.noGroup", in: incoming.language) : name,
          "count": members.count, "open": order.count == 1,
          "members": members.map {
            ["person": $0.person, "name": $0.name, "unit": $0.unit] as [String: Any]
          },
        ]
      },
    ]
    let rooms = roomChoices(state, chosen: trouble.room ?? .some(room), in: incoming.language)
    if !rooms.isEmpty { model["roomChoice"] = ["rooms": rooms] }
    if let wrong = trouble.wrong { model["wrong"] = wrong }
    if let confirm = trouble.confirm {
      model["confirm"] = ["person": confirm.person.rawValue, "question": confirm.question]
    }
    return renderer.render("join", model, in: incoming.language)
  }

  struct RosterEntryModel {
    var person: String
    var name: String
    var unit: String
    var group: String
  }

  func learnerPage(
    _ incoming: Incoming, state: State, name: String, personal: Personal,
    was: [String] = [], others: [RosterEntry] = [], hasCertificate: Bool = false
  ) -> String {
    let code = state.profile.code
    let view = learnerView(of: state)
    var model = learnerModel(view, code: code, personal: personal, in: incoming.language)
    model["pageTitle"] = state.profile.title
    model["code"] = code
    model["phase"] = view.phase.rawValue
    model["stream"] = Route.learnerStream(code: code).path
    model["view"] = Route.learnerView(code: code).path
    model["ownURL"] = Route.learnerOwn(code: code).path
    model["self"] = Route.learner(code: code).path
    model["own"] = json(personal.own)
    // Names what the phone keeps for this person, so that two who share a phone stay apart.
    model["me"] = personal.key("me")
    model["was"] = was.joined(separator: " ")
    model["who"] = name
    if hasCertificate { model["certificate"] = Route.ownCertificate(code: code).path }
    model["again"] = Route.join(code: code).path + "?again=1"
    model["ownData"] = Route.ownData(code: code).path
    if !others.isEmpty {
      model["others"] = [
        "people": others.map { ["person": $0.person.rawValue, "name": $0.name] }
      ]
    }
    if let team = personal.own.team {
      model["group"] = groupName(team.number, team.name, in: incoming.language)
    } else if !personal.own.group.isEmpty {
      model["group"] = personal.own.group
    }
    model["commandID"] = Token.random(16)
    model["questionID"] = Token.random(8)
    model["words"] = scriptWords(
      [
        "room.saved", "room.saving", "room.retrying", "room.notSaved", "room.rated", "room.asked",
        "room.supported", "room.offline", "room.online", "room.polling", "room.resubmit",
        "room.submit", "room.paceUnsent", "room.unsent", "room.checkedIn",
        "act.ownRight", "act.ownWrong", "say.left", "say.over", "say.timer", "say.timeUp",
        "group.name", "group.youWrite", "group.otherWrites", "group.nobodyWrites",
      ], in: incoming.language)
    model["pace"] = paceChoices(in: incoming.language)
    if let left = pulse(of: state, at: clock()).segmentSeconds {
      model["remaining"] = countdownText(left)
    }
    if let seat = seatModel(incoming, state, personal.own) { model["seat"] = seat }
    if let said = incoming.query["said"],
      ["saved", "rated", "asked", "supported", "paced", "checkedIn", "pen", "seated"].contains(said)
    {
      model["flash"] = ["tone": "good", "text": word("room.\(said)", in: incoming.language)]
    }
    return renderer.render("learner", model, in: incoming.language)
  }
}
