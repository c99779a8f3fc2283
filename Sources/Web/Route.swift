/// Every address of the site. Parses requests and writes links, so that no template holds a URL.
public enum Route: Equatable, Sendable {
  case home
  case asset(String)
  /// A probe for supervisors: answers as soon as the server listens.
  case health

  // Learner
  case joinByCode
  case join(code: String)
  case learner(code: String)
  case learnerStream(code: String)
  case learnerView(code: String)
  case learnerOwn(code: String)
  case learnerSend(code: String)
  /// The text of the case that the room reads.
  case learnerText(code: String)
  case counts(code: String)
  /// What is kept of the person of this phone, as a file.
  case ownData(code: String)
  /// Writing one thing to do.
  case intention(code: String)
  /// What became of it: the class's address, one's own, and a reminder for a calendar.
  case followUp(section: String)
  case followUpOwn(section: String, key: String)
  case followUpReminder(section: String, key: String)

  // Big screen
  case screen(code: String)
  case screenStream(code: String)
  case screenView(code: String)

  // Trainer
  case trainerEnter(section: String, secret: String)
  case trainer(section: String)
  case trainerStream(section: String)
  case trainerView(section: String)
  case trainerSend(section: String)
  /// A new timetable for the rest of the day, to accept or leave.
  case replan(section: String)
  /// Typing in paper answer sheets.
  case sheets(section: String)

  // The door, and invitations
  case invite(section: String, link: String, secret: String)
  case door(section: String)
  case doorStream(section: String)
  case doorView(section: String)
  case doorSend(section: String)

  // Certificates
  /// A learner's own, to print.
  case ownCertificate(code: String)
  /// The same as a signed credential.
  case ownCredential(code: String)
  /// Where a number is typed to be verified.
  case verify
  /// Whether a number is valid, and nothing else.
  case verification(number: String)
  /// All certificates of a class, to print.
  case certificates(id: String)

  // Organizer
  case start(secret: String)
  case signIn
  case signOut
  case account
  case desk
  /// The list of the desk as a file.
  case classList
  /// Classes side by side.
  case compare
  /// Questions that several classes were asked, and one of them.
  case questions
  case question(key: String)
  case years
  case year(Int, format: TableFormat)
  case newPlan
  case plan(id: String)
  case planSlides(id: String)
  /// Checks the text of an editor.
  case planCheck(id: String)
  case newSection(plan: String)
  case section(id: String)
  case sectionStream(id: String)
  case sectionView(id: String)
  case sectionSend(id: String)
  case sectionSlides(id: String)
  /// The picture of one slide, from 1.
  case deckPage(deck: String, page: Int)
  /// The roster of a class: taking one, adding by hand, merging walk-ins.
  case roster(id: String)
  /// One person of a class: what is known, and erasing it.
  case person(section: String, person: String)
  /// The same as a file for that person.
  case personData(section: String, person: String)
  /// How long a class keeps names, and who opened them.
  case privacy(id: String)
  /// One line of it, to be put right.
  case rosterPerson(id: String, person: String)
  /// Days, address and close of the follow-up.
  case followUpDesk(id: String)
  /// What the evaluation of a class asks.
  case evaluation(id: String)
  /// Personal cards to print, a code each.
  case cards(id: String)
  /// A personal card: this browser is that learner.
  case personal(section: String, person: String, secret: String)
  /// What completing the class takes, and who has completed it.
  case completion(id: String)
  case report(id: String, format: ReportFormat)
  /// Everything of a class to take elsewhere, and the files.
  case export(id: String)
  case exportFile(id: String, file: ExportFile)
  /// Where learning records are sent.
  case recordStore
  /// What was understood: for the organizer and the trainer.
  case analysis(id: String)
  case paper(id: String, paper: Paper)
  /// A paper as a file; `html` is the page.
  case paperFile(id: String, paper: Paper, format: ReportFormat)

  /// What can be taken elsewhere.
  public enum ExportFile: String, CaseIterable, Sendable {
    /// xAPI, a statement a line.
    case statements = "statements.jsonl"
    /// A CSV file a table.
    case tables = "tables.zip"
    case archive = "archive.zip"
    case archiveWithoutNames = "archive-without-names.zip"
  }

  /// In what the report and every paper come.
  public enum ReportFormat: String, CaseIterable, Sendable { case html, json, csv, xlsx, pdf, docx }

  /// In what a table comes.
  public enum TableFormat: String, CaseIterable, Sendable { case html, json, csv, xlsx }

  /// What can be printed for a class: what reimbursement needs comes first.
  public enum Paper: String, CaseIterable, Sendable {
    /// The approved plan 教案: the text that the class pinned.
    case plan
    /// The notice of the class 培训通知 with its timetable, and the reply slip 回执.
    case notice
    /// The sign-in sheet 签到表 of those really present, for signatures per half-day.
    case presentSheet = "present-sheet"
    /// The fee receipt 讲课费签收单, by half-day.
    case feeReceipt = "fee-receipt"
    /// The trainer's fee sheet 授课时间核对表 with actual hours.
    case feeSheet = "fee-sheet"
    /// The roster 学员名册.
    case roster
    /// The attendance summary 考勤汇总.
    case attendance = "attendance-summary"
    /// The evaluation summary 教学评估汇总.
    case evaluation = "evaluation-summary"
    /// The blank sign-in sheet 签到表, for signatures per half-day.
    case signInSheet = "sign-in-sheet"
    /// Who sits in which group 分组名单.
    case groupList = "group-list"
    /// What a group writes down 小组讨论记录.
    case groupRecord = "group-record"
    /// Who sits where 座次表, on A3.
    case seatTable = "seat-table"
    /// Names to stand on the desks 席卡.
    case namePlates = "name-plates"
    /// Desk cards with two QR codes: Wi-Fi, page.
    case deskCards = "desk-cards"
    /// A, B, C, D to hold up 选项牌.
    case answerCards = "answer-cards"
    /// Answer sheets 答题卡: boxes by code; with a name for quizzes, without for polls.
    case answerSheet = "answer-sheet"
    /// The evaluation form 教学评估表.
    case evaluationForm = "evaluation-form"
    /// The trainer's run sheet with clock times.
    case runSheet = "run-sheet"

    /// When it is wanted.
    public enum Use: String, CaseIterable, Sendable { case reimbursement, summary, room }

    public var use: Use {
      switch self {
      case .plan, .notice, .presentSheet, .feeReceipt, .feeSheet: .reimbursement
      case .roster, .attendance, .evaluation: .summary
      default: .room
      }
    }

    /// Whether only the organizer may see it: a roster's personal fields, who was away and why, and what
    /// people thought are not the trainer's.
    var isOrganizers: Bool {
      switch self {
      case .roster, .attendance, .evaluation, .presentSheet: true
      default: false
      }
    }

    /// The template that shows it.
    var template: String {
      switch self {
      case .roster, .attendance, .evaluation, .feeSheet: "summary-paper"
      // The organizer's page of a plan has the bare word.
      case .plan: "plan-paper"
      default: rawValue
      }
    }
  }

  /// - Parameter path: percent-decoded, without the query.
  public init?(path: String) {
    let parts = path.split(separator: "/").map(String.init)
    switch (parts.count, parts.first ?? "") {
    case (0, _): self = .home
    case (1, "health"): self = .health
    case (1, "join"): self = .joinByCode
    case (1, "sign-in"): self = .signIn
    case (1, "sign-out"): self = .signOut
    case (1, "desk"): self = .desk
    case (1, "classes.csv"): self = .classList
    case (1, "compare"): self = .compare
    case (1, "questions"): self = .questions
    case (2, "questions"): self = .question(key: parts[1])
    case (1, "years"): self = .years
    case (2, "years"):
      let name = parts[1].split(separator: ".", omittingEmptySubsequences: false)
      let format = name.count == 2 ? TableFormat(rawValue: String(name[1])) : .html
      guard let year = Int(name[0]), name[0].count == 4, name.count < 3, let format,
        name.count == 1 || format != .html
      else { return nil }
      self = .year(year, format: format)
    case (1, "account"): self = .account
    case (1, "record-store"): self = .recordStore
    case (1, "verify"): self = .verify
    case (2, "verify"): self = .verification(number: parts[1])
    case (1, "plans"): self = .newPlan
    case (2, "j"): self = .join(code: parts[1])
    case (2, "c"): self = .learner(code: parts[1])
    case (2, "s"): self = .screen(code: parts[1])
    case (2, "f"): self = .followUp(section: parts[1])
    case (3, "f"): self = .followUpOwn(section: parts[1], key: parts[2])
    case (4, "f") where parts[3] == "reminder.ics":
      self = .followUpReminder(section: parts[1], key: parts[2])
    case (2, "t"): self = .trainer(section: parts[1])
    case (2, "start"): self = .start(secret: parts[1])
    case (2, "plans"): self = .plan(id: parts[1])
    case (2, "classes"): self = .section(id: parts[1])
    case (3, "-"): self = .asset(parts[2])
    case (3, "c"):
      switch parts[2] {
      case "stream": self = .learnerStream(code: parts[1])
      case "view": self = .learnerView(code: parts[1])
      case "own": self = .learnerOwn(code: parts[1])
      case "send": self = .learnerSend(code: parts[1])
      case "text": self = .learnerText(code: parts[1])
      case "counts": self = .counts(code: parts[1])
      case "data": self = .ownData(code: parts[1])
      case "intention": self = .intention(code: parts[1])
      case "certificate": self = .ownCertificate(code: parts[1])
      case "credential": self = .ownCredential(code: parts[1])
      default: return nil
      }
    case (3, "s"):
      switch parts[2] {
      case "stream": self = .screenStream(code: parts[1])
      case "view": self = .screenView(code: parts[1])
      default: return nil
      }
    case (3, "t"):
      switch parts[2] {
      case "stream": self = .trainerStream(section: parts[1])
      case "view": self = .trainerView(section: parts[1])
      case "send": self = .trainerSend(section: parts[1])
      case "sheets": self = .sheets(section: parts[1])
      case "replan": self = .replan(section: parts[1])
      default: return nil
      }
    case (4, "t") where parts[2] == "enter":
      self = .trainerEnter(section: parts[1], secret: parts[3])
    case (4, "l"): self = .invite(section: parts[1], link: parts[2], secret: parts[3])
    case (4, "p"): self = .personal(section: parts[1], person: parts[2], secret: parts[3])
    case (2, "door"): self = .door(section: parts[1])
    case (3, "door"):
      switch parts[2] {
      case "stream": self = .doorStream(section: parts[1])
      case "view": self = .doorView(section: parts[1])
      case "send": self = .doorSend(section: parts[1])
      default: return nil
      }
    case (3, "d"):
      guard let page = Int(parts[2]), page > 0 else { return nil }
      self = .deckPage(deck: parts[1], page: page)
    case (3, "plans") where parts[2] == "check": self = .planCheck(id: parts[1])
    case (3, "plans") where parts[2] == "slides": self = .planSlides(id: parts[1])
    case (3, "plans") where parts[2] == "class": self = .newSection(plan: parts[1])
    case (3, "classes"):
      switch parts[2] {
      case "stream": self = .sectionStream(id: parts[1])
      case "view": self = .sectionView(id: parts[1])
      case "send": self = .sectionSend(id: parts[1])
      case "slides": self = .sectionSlides(id: parts[1])
      case "roster": self = .roster(id: parts[1])
      case "cards": self = .cards(id: parts[1])
      case "privacy": self = .privacy(id: parts[1])
      case "evaluation": self = .evaluation(id: parts[1])
      case "follow-up": self = .followUpDesk(id: parts[1])
      case "certificates": self = .certificates(id: parts[1])
      case "completion": self = .completion(id: parts[1])
      case "analysis": self = .analysis(id: parts[1])
      case "export": self = .export(id: parts[1])
      case "report": self = .report(id: parts[1], format: .html)
      default:
        guard let (name, format) = Self.file(parts[2]), name == "report" else { return nil }
        self = .report(id: parts[1], format: format)
      }
    case (4, "classes") where parts[2] == "people":
      self = .person(section: parts[1], person: parts[3])
    case (5, "classes") where parts[2] == "people" && parts[4] == "data.json":
      self = .personData(section: parts[1], person: parts[3])
    case (4, "classes") where parts[2] == "roster":
      self = .rosterPerson(id: parts[1], person: parts[3])
    case (4, "classes") where parts[2] == "export":
      guard let file = ExportFile(rawValue: parts[3]) else { return nil }
      self = .exportFile(id: parts[1], file: file)
    case (4, "classes") where parts[2] == "papers":
      if let paper = Paper(rawValue: parts[3]) {
        self = .paper(id: parts[1], paper: paper)
      } else if let (name, format) = Self.file(parts[3]), let paper = Paper(rawValue: name) {
        self = .paperFile(id: parts[1], paper: paper, format: format)
      } else {
        return nil
      }
    default: return nil
    }
  }

  /// `report.xlsx` as its name and its format; a page has no ending.
  private static func file(_ text: String) -> (name: String, format: ReportFormat)? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, let format = ReportFormat(rawValue: parts[1]), format != .html else {
      return nil
    }
    return (parts[0], format)
  }

  public var path: String {
    switch self {
    case .home: "/"
    case .asset(let name): "/-/\(Site.build)/\(name)"
    case .health: "/health"
    case .joinByCode: "/join"
    case .join(let code): "/j/\(code)"
    case .learner(let code): "/c/\(code)"
    case .learnerStream(let code): "/c/\(code)/stream"
    case .learnerView(let code): "/c/\(code)/view"
    case .learnerOwn(let code): "/c/\(code)/own"
    case .learnerSend(let code): "/c/\(code)/send"
    case .learnerText(let code): "/c/\(code)/text"
    case .counts(let code): "/c/\(code)/counts"
    case .ownData(let code): "/c/\(code)/data"
    case .intention(let code): "/c/\(code)/intention"
    case .followUp(let section): "/f/\(section)"
    case .followUpOwn(let section, let key): "/f/\(section)/\(key)"
    case .followUpReminder(let section, let key): "/f/\(section)/\(key)/reminder.ics"
    case .screen(let code): "/s/\(code)"
    case .screenStream(let code): "/s/\(code)/stream"
    case .screenView(let code): "/s/\(code)/view"
    case .trainerEnter(let section, let secret): "/t/\(section)/enter/\(secret)"
    case .trainer(let section): "/t/\(section)"
    case .trainerStream(let section): "/t/\(section)/stream"
    case .trainerView(let section): "/t/\(section)/view"
    case .trainerSend(let section): "/t/\(section)/send"
    case .sheets(let section): "/t/\(section)/sheets"
    case .replan(let section): "/t/\(section)/replan"
    case .invite(let section, let link, let secret): "/l/\(section)/\(link)/\(secret)"
    case .door(let section): "/door/\(section)"
    case .doorStream(let section): "/door/\(section)/stream"
    case .doorView(let section): "/door/\(section)/view"
    case .doorSend(let section): "/door/\(section)/send"
    case .start(let secret): "/start/\(secret)"
    case .signIn: "/sign-in"
    case .signOut: "/sign-out"
    case .desk: "/desk"
    case .classList: "/classes.csv"
    case .compare: "/compare"
    case .questions: "/questions"
    case .question(let key): "/questions/\(key)"
    case .years: "/years"
    case .year(let year, .html): "/years/\(year)"
    case .year(let year, let format): "/years/\(year).\(format.rawValue)"
    case .account: "/account"
    case .newPlan: "/plans"
    case .plan(let id): "/plans/\(id)"
    case .planCheck(let id): "/plans/\(id)/check"
    case .planSlides(let id): "/plans/\(id)/slides"
    case .newSection(let plan): "/plans/\(plan)/class"
    case .section(let id): "/classes/\(id)"
    case .sectionStream(let id): "/classes/\(id)/stream"
    case .sectionView(let id): "/classes/\(id)/view"
    case .sectionSlides(let id): "/classes/\(id)/slides"
    case .deckPage(let deck, let page): "/d/\(deck)/\(page)"
    case .sectionSend(let id): "/classes/\(id)/send"
    case .roster(let id): "/classes/\(id)/roster"
    case .rosterPerson(let id, let person): "/classes/\(id)/roster/\(person)"
    case .cards(let id): "/classes/\(id)/cards"
    case .person(let section, let person): "/classes/\(section)/people/\(person)"
    case .personData(let section, let person): "/classes/\(section)/people/\(person)/data.json"
    case .privacy(let id): "/classes/\(id)/privacy"
    case .evaluation(let id): "/classes/\(id)/evaluation"
    case .followUpDesk(let id): "/classes/\(id)/follow-up"
    case .personal(let section, let person, let secret): "/p/\(section)/\(person)/\(secret)"
    case .ownCertificate(let code): "/c/\(code)/certificate"
    case .ownCredential(let code): "/c/\(code)/credential"
    case .verify: "/verify"
    case .verification(let number): "/verify/\(number)"
    case .certificates(let id): "/classes/\(id)/certificates"
    case .completion(let id): "/classes/\(id)/completion"
    case .analysis(let id): "/classes/\(id)/analysis"
    case .export(let id): "/classes/\(id)/export"
    case .exportFile(let id, let file): "/classes/\(id)/export/\(file.rawValue)"
    case .recordStore: "/record-store"
    case .report(let id, .html): "/classes/\(id)/report"
    case .report(let id, let format): "/classes/\(id)/report.\(format.rawValue)"
    case .paper(let id, let paper), .paperFile(let id, let paper, .html):
      "/classes/\(id)/papers/\(paper.rawValue)"
    case .paperFile(let id, let paper, let format):
      "/classes/\(id)/papers/\(paper.rawValue).\(format.rawValue)"
    }
  }

  /// The page to which a form's address belongs; where to go on after trouble.
  public var page: Route? {
    switch self {
    case .learnerSend(let code), .learnerOwn(let code), .intention(let code), .ownData(let code),
      .ownCertificate(let code), .ownCredential(let code):
      .learner(code: code)
    case .trainerSend(let section): .trainer(section: section)
    case .doorSend(let section): .door(section: section)
    case .sectionSend(let id), .sectionSlides(let id): .section(id: id)
    case .planSlides(let id), .planCheck(let id): .plan(id: id)
    default: nil
    }
  }
}
