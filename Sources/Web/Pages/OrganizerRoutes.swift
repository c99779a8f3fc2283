import Classroom
import Documents
import Foundation
import Hummingbird
import Identity
import People
import Plan
import Runtime
import Words

/// The organizer's desk 班主任: plans and classes. Every page of it needs the organizer's password.
extension Site {
  func answerOrganizer(_ incoming: Incoming) async throws -> Response {
    let back: Route =
      switch incoming.route {
      case .newSection(let plan): .newSection(plan: plan)
      case .plan(let id), .planCheck(let id): .plan(id: id)
      case .roster(let id): .roster(id: id)
      case .cards(let id): .cards(id: id)
      case .person(let section, let person), .personData(let section, let person):
        .person(section: section, person: person)
      case .privacy(let id): .privacy(id: id)
      case .evaluation(let id): .evaluation(id: id)
      case .followUpDesk(let id): .followUpDesk(id: id)
      case .completion(let id): .completion(id: id)
      case .section(let id), .sectionSend(let id), .sectionStream(let id), .sectionView(let id):
        .section(id: id)
      default: .desk
      }
    guard try await isOrganizer(incoming) else { return try signInFirst(incoming, back: back) }
    let isPost = incoming.method == .post
    switch incoming.route {
    case .desk: return .page(try await deskPage(incoming))
    case .newPlan: return isPost ? try await newPlan(incoming) : .seeOther(Route.desk.path)
    case .plan(let id):
      let entry = try await plan(id)
      return isPost
        ? try await changePlan(incoming, entry)
        : .page(try await planPage(incoming, entry, read(draft: entry.draft)))
    case .planCheck(let id):
      guard isPost else { return .seeOther(Route.plan(id: id).path) }
      return try checkPlan(incoming, try await plan(id))
    case .newSection(let id):
      let entry = try await plan(id)
      return isPost
        ? try await newSection(incoming, entry)
        : .page(sectionFormPage(incoming, entry, SectionForm(today: today)))
    case .section(let id):
      let session = try await section(id)
      return .page(try await sectionPage(incoming, state: await session.state))
    case .roster(let id): return try await answerRoster(incoming, try await section(id))
    case .completion(let id): return try await answerCompletion(incoming, try await section(id))
    case .cards(let id): return try await cardsPage(incoming, try await section(id))
    case .person(let id, _), .personData(let id, _):
      return try await answerPerson(incoming, try await section(id))
    case .privacy(let id): return try await answerPrivacy(incoming, try await section(id))
    case .evaluation(let id): return try await answerEvaluation(incoming, try await section(id))
    case .followUpDesk(let id): return try await answerFollowUpDesk(incoming, try await section(id))
    case .sectionStream(let id):
      let acting = Acting(session: try await section(id), author: Author(.organizer))
      return await stream(
        acting.session, .organizer, incoming, pass: await pass(of: acting, incoming))
    case .sectionView(let id): return await poll(try await section(id), .organizer, incoming)
    case .sectionSend(let id):
      guard isPost else { return .seeOther(Route.section(id: id).path) }
      return try await sectionSend(incoming, try await section(id))
    default: throw PageError.notFound
    }
  }

  private func plan(_ id: String) async throws -> PlanLibrary.Entry {
    guard let entry = try await library.plan(id) else {
      throw PageError(.notFound, "plan.unknown")
    }
    return entry
  }

  private func section(_ id: String) async throws -> LiveSession {
    guard let session = try await hall.session(SectionID(id)) else {
      throw PageError(.notFound, "reject.sectionUnknown")
    }
    return session
  }

  // MARK: - Plans

  /// Takes what was chosen or pasted. Pasted text is the plan, and then all files stand beside it.
  private func newPlan(_ incoming: Incoming) async throws -> Response {
    let pasted = Self.lineFeeds(incoming.form["text"])
    let isPasted = !pasted.allSatisfy(\.isWhitespace)
    var draft: PlanDraft?
    var problems: [PlanUpload.Problem] = []
    if !(isPasted && incoming.files.isEmpty) {
      let upload = PlanUpload(incoming.files)
      problems = upload.problems
      draft = upload.draft()
      if isPasted {
        let name = word("upload.pastedName", in: incoming.language)
        draft = PlanDraft(file: name, text: pasted)
        for file in upload.files { draft?.attachments[file.path] = file.text }
        draft = draft?.placingFiles()
      }
    } else {
      draft = PlanDraft(file: word("upload.pastedName", in: incoming.language), text: pasted)
    }
    if let draft, draft.text.utf8.count > PlanUpload.textLimit, problems.isEmpty {
      problems = [
        PlanUpload.Problem(
          key: "upload.tooLarge", arguments: [draft.file, "\(PlanUpload.textLimit >> 20) MiB"],
          tooLarge: true)
      ]
    }
    guard let draft, problems.isEmpty else {
      return .page(
        try await deskPage(incoming, problems: problems, pasted: pasted),
        status: problems.allSatisfy(\.tooLarge) ? .contentTooLarge : .unprocessableContent)
    }
    let id = try await library.save(draft)
    return .seeOther(Route.plan(id: id).path + "?said=saved")
  }

  /// A new version: edited text, one fix, files added or taken away.
  private func changePlan(
    _ incoming: Incoming, _ entry: PlanLibrary.Entry
  ) async throws -> Response {
    let form = incoming.form
    var draft = entry.draft
    func refuse(
      _ problems: [PlanUpload.Problem], typed: String? = nil, status: HTTPResponse.Status
    ) async throws -> Response {
      let page = try await planPage(
        incoming, entry, read(draft: entry.draft), problems: problems, typed: typed)
      return .page(page, status: status)
    }
    let typed = form["do"] == "save" ? Self.lineFeeds(form["text"]) : nil
    // Somebody saved in between: nothing of theirs is overwritten, nothing typed here is lost.
    guard form["version"] == String(entry.version) else {
      return try await refuse([.init(key: "plan.changed")], typed: typed, status: .conflict)
    }
    let said: String
    switch form["do"] {
    case "save":
      let text = typed ?? ""
      guard !text.allSatisfy(\.isWhitespace) else {
        return try await refuse(
          [.init(key: "plan.textMissing")], typed: text, status: .unprocessableContent)
      }
      guard text.utf8.count <= PlanUpload.textLimit else {
        let limit = "\(PlanUpload.textLimit >> 20) MiB"
        return try await refuse(
          [.init(key: "upload.tooLarge", arguments: [draft.file, limit])], typed: text,
          status: .contentTooLarge)
      }
      // A browser knows one line end only; the plan keeps its own.
      draft.text = Self.keepingLineEnds(text, of: draft.text)
      said = "saved"
    case "fix":
      guard let fix = finding(form, in: draft)?.fix else {
        return try await refuse([.init(key: "plan.changed")], status: .conflict)
      }
      draft.text = applying([fix], to: draft.text).text
      said = "fixed"
    case "kit":
      // A case without material: its outline to be filled in, or the file that was chosen.
      let upload = incoming.files.isEmpty ? nil : PlanUpload(incoming.files)
      if let upload, !upload.problems.isEmpty || upload.files.count != 1 {
        let problems = upload.problems.isEmpty ? [.init(key: "plan.oneFile")] : upload.problems
        return try await refuse(problems, status: .unprocessableContent)
      }
      // From the editor: the text as typed comes along.
      if !form["text"].isEmpty {
        draft.text = Self.keepingLineEnds(Self.lineFeeds(form["text"]), of: draft.text)
      }
      guard let finding = finding(form, in: draft),
        let mend = mends(
          of: [finding], in: draft.text, isTaken: { entry.draft.attachments[$0.path] != nil })[0],
        let kit = mend.newFile
      else { return try await refuse([.init(key: "plan.changed")], status: .conflict) }
      let file = upload?.files[0]
      let path = file?.path ?? kit.path
      var edit = mend.edit
      edit.replacement = edit.replacement.replacing(kit.path, with: Self.linkText(path))
      draft.text = applying([edit], to: draft.text).text
      draft.attachments[path] = file?.text ?? kit.text
      said = file == nil ? "kit&file=" + Self.queryText(path) : "attached"
    case "write":
      let path = form["path"]
      guard draft.attachments[path] != nil else {
        return try await refuse([.init(key: "plan.changed")], status: .conflict)
      }
      draft.attachments[path] = Self.lineFeeds(form["text"])
      said = "saved"
    case "attach":
      let upload = PlanUpload(incoming.files)
      guard upload.problems.isEmpty else {
        let large = upload.problems.allSatisfy(\.tooLarge)
        return try await refuse(
          upload.problems, status: large ? .contentTooLarge : .unprocessableContent)
      }
      for file in upload.files { draft.attachments[file.path] = file.text }
      draft = draft.placingFiles()
      said = "attached"
    case "detach":
      draft.attachments[form["path"]] = nil
      said = "detached"
    default: throw PageError(.unprocessableContent, "error.formUnreadable")
    }
    if draft != entry.draft { _ = try await library.save(draft, as: entry.id) }
    return .seeOther(Route.plan(id: entry.id).path + "?said=\(said)")
  }

  /// The finding that a form names by its id and place.
  private func finding(_ form: Form, in draft: PlanDraft) -> Finding? {
    read(draft: draft).reading.findings.first {
      $0.id.rawValue == form["finding"] && Self.place($0) == form["at"]
    }
  }

  /// A path as a Markdown link takes it.
  private static func linkText(_ path: String) -> String {
    path.replacing("(", with: "%28").replacing(")", with: "%29")
  }

  /// A text with line feeds, with the line ends of an older one.
  private static func keepingLineEnds(_ text: String, of old: String) -> String {
    old.contains("\r\n") ? text.replacing("\n", with: "\r\n") : text
  }

  static func queryText(_ text: String) -> String {
    let safe = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "/-._"))
    return text.addingPercentEncoding(withAllowedCharacters: safe) ?? ""
  }

  /// Browsers send the lines of a text field with CR LF.
  static func lineFeeds(_ text: String) -> String {
    text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
  }

  // MARK: - Classes

  private func newSection(
    _ incoming: Incoming, _ entry: PlanLibrary.Entry
  ) async throws -> Response {
    let form = SectionForm(incoming.form)
    func refuse(_ wrong: [String], _ roster: [RosterProblem] = []) -> Response {
      .page(
        sectionFormPage(incoming, entry, form, wrong: wrong, roster: roster),
        status: .unprocessableContent)
    }
    let values: SectionForm.Values
    switch form.values() {
    case .success(let found): values = found
    case .failure(let trouble):
      return refuse(trouble.keys.map { word($0, in: incoming.language) })
    }
    // What is approved is one version: a plan that somebody changed meanwhile is looked at again.
    guard form.approved == String(entry.version) else {
      let key = form.approved.isEmpty ? "sectionForm.wrong.approve" : "sectionForm.wrong.changed"
      return refuse([word(key, in: incoming.language)])
    }
    let (rows, problems) = parseRoster(form.roster)
    let leftOut = problems.filter(\.isLeftOut)
    guard leftOut.isEmpty || form.confirmed else { return refuse([], leftOut) }
    let agenda = read(draft: entry.draft, options: values.options).agenda
    let decks: [(deck: Deck, scope: DeckScope)]
    switch try await self.decks(of: entry.draft, for: agenda, in: incoming.language) {
    case .success(let ready): decks = ready
    case .failure(let trouble): return refuse(trouble.words)
    }
    do {
      let session = try await makeSection(
        draft: entry.draft, date: values.date, room: values.room, trainerName: values.trainer,
        roster: rows, decks: decks, trial: form.trial, options: values.options, hall: hall,
        people: people)
      return .seeOther(Route.section(id: session.section.rawValue).path)
    } catch SectionTrouble.planHasErrors(let findings) {
      return refuse(findings.map { sentence($0, in: incoming.language) })
    } catch SectionTrouble.noTimetable {
      return refuse([word("plan.noTimetable", in: incoming.language)])
    }
  }

  private func sectionSend(_ incoming: Incoming, _ live: LiveSession) async throws -> Response {
    let session = Acting(session: live, author: Author(.organizer))
    let form = incoming.form
    let id = form["id"].isEmpty ? nil : CommandID(String(form["id"].prefix(64)))
    let here = Route.section(id: session.section.rawValue).path
    func refuse(_ typed: SectionTyped) async throws -> Response {
      .page(
        try await sectionPage(incoming, state: await session.state, typed: typed),
        status: .unprocessableContent)
    }
    var said = ""
    // The buttons of the roll name what to do and carry the person: one form holds them all.
    let rollActions: [(name: String, command: (PersonID) -> Command)] = [
      ("checkIn", { .checkIn(person: $0, by: .desk) }),
      ("leave", { .recordLeave(person: $0) }),
      ("leftEarly", { .recordLeftEarly(person: $0) }),
    ]
    if let action = rollActions.first(where: { !form[$0.name].isEmpty }) {
      try await session.handle(action.command(PersonID(form[action.name])), id: id)
    } else {
      switch form["do"] {
      case "checkIn", "leave", "leftEarly":
        guard let action = rollActions.first(where: { $0.name == form["do"] }) else { break }
        try await session.handle(action.command(PersonID(form["person"])), id: id)
      case "add":
        var typed = SectionTyped(
          name: String(form["name"].prefix(200)), unit: String(form["unit"].prefix(200)),
          group: String(form["group"].prefix(200)))
        if let wrong = try await add(incoming, live) {
          typed.addWrong = wrong
          return try await refuse(typed)
        }
        said = "added"
      case "grace":
        guard let minutes = Int(form["minutes"]) else { throw Rejection.graceOutOfRange }
        try await session.handle(.roll(.setGrace(minutes: minutes)), id: id)
        said = "grace"
      case "invite":
        try await invite(incoming, session)
        said = "invited"
      case "revoke":
        try await session.handle(.link(.revoke(form["link"])), id: id)
        said = "revoked"
      case "close":
        guard form["confirm"] == "yes" else {
          return try await refuse(
            SectionTyped(closeWrong: word("section.closeConfirm", in: incoming.language)))
        }
        try await session.handle(.closeSection, id: id)
        said = "closed"
      default:
        guard let done = try await carryOutRooms(form, session, id: id) else {
          throw PageError(.unprocessableContent, "error.formUnreadable")
        }
        said = done
      }
    }
    if incoming.wantsJSON { return try .json(["ok": "true"]) }
    return .seeOther(said.isEmpty ? here + "#roll" : here + "?said=\(said)")
  }

  /// Adds one person by hand. Returns what is wrong, in words.
  private func add(_ incoming: Incoming, _ session: LiveSession) async throws -> String? {
    let form = incoming.form
    let language = incoming.language
    guard case .success(let name) = cleanName(form["name"]) else {
      if case .failure(let problem) = cleanName(form["name"]) {
        return word("join.nameProblem.\(problem)", in: language)
      }
      return nil
    }
    var rest: [String] = []
    for field in ["unit", "group"] {
      if form[field].allSatisfy(\.isWhitespace) {
        rest.append("")
      } else if case .success(let clean) = cleanName(form[field]) {
        rest.append(clean)
      } else {
        return word("section.\(field)Wrong", in: language)
      }
    }
    guard await session.state.isOpen else { throw Rejection.sectionClosed }
    let row = RosterRow(name: name, unit: rest[0], group: rest[1], line: 1)
    let known = try await people.find(name: name, unit: rest[0], in: session.section)
    guard !known.contains(where: { $0.role == .learner && !$0.walkIn && $0.group == rest[1] })
    else { return word("section.alreadyListed", [name], in: language) }
    // Never somebody who is known already: one more of that name.
    try await session.take([row], choices: [1: nil], people: people)
    let found = try await people.find(name: name, unit: rest[0], in: session.section)
    guard let person = found.last?.person else { return nil }
    let acting = Acting(session: session, author: Author(.organizer))
    if let enrolment = Enrolment(rawValue: form["enrolment"]),
      [.observer, .guest].contains(enrolment)
    {
      try await acting.handle(.roll(.enroll(person, as: enrolment)))
    }
    if form["present"] == "yes" {
      try await acting.handle(.checkIn(person: person, by: .desk))
    }
    return nil
  }
}
