import Identity

/// What lists, comparisons and yearly summaries are read from: rows that a class leaves when it ends,
/// written anew whenever its record changes. They may be thrown away at any time: the log is the
/// truth, and makes them again (docs/decisions/0023-read-tables.md).
///
/// Rows hold no name. What people said is in them only as far as it may be published (decision 18),
/// and nothing of a poll.
public protocol ReadTables: Sendable {
  /// Puts the rows of a class in the place of its earlier ones, all or nothing; durable on return.
  ///
  /// - Throws: `EventLogError.unavailable`.
  func keep(_ record: ClassRecord) async throws

  /// Takes out all rows of a class; harmless where there are none.
  func forget(_ section: SectionID) async throws

  /// What the rows of each class were made from.
  func recordMarks() async throws -> [SectionID: RecordMark]
  func recordMark(of section: SectionID) async throws -> RecordMark?

  func classRow(_ section: SectionID) async throws -> ClassRow?
  /// The class that learners join by this code.
  func section(code: String) async throws -> SectionID?
  /// Classes of one plan, newest first.
  func classes(digest: String) async throws -> [ClassRow]
  /// The classes that a query asks for, by date, newest first.
  func classes(_ query: ClassQuery) async throws -> ClassPage
  /// Units and topics of a class, in its order.
  func topics(of section: SectionID) async throws -> [TopicRow]
  /// Attendance of a class: how many stood how at each half-day, in order.
  func attendance(of section: SectionID) async throws -> [AttendanceCount]
  /// Scored questions of a class, in the order asked.
  func items(of section: SectionID) async throws -> [ItemRow]

  /// Questions that two or more classes were asked, the most frequent first.
  func questions(offset: Int, limit: Int) async throws -> QuestionPage
  /// Where and how one question was asked: the newest, the oldest of those first, and all together.
  func askings(of key: String, limit: Int) async throws -> AskingPage

  /// Years with classes that ended, newest first.
  func years() async throws -> [YearCount]
  /// The classes of a year that ended, by month; months without any are left out.
  func months(of year: Int) async throws -> [MonthSum]
}

/// What rows were made from.
public struct RecordMark: Sendable, Equatable {
  /// The last record of the log that went into them.
  public var position: Int
  /// The hash of that record: rows of another history are not used.
  public var hash: [UInt8]
  /// Which shape and meaning they have.
  public var codec: String
  /// The phase of the class then.
  public var phase: String

  public init(position: Int, hash: [UInt8], codec: String, phase: String) {
    self.position = position
    self.hash = hash
    self.codec = codec
    self.phase = phase
  }
}

/// All rows of one class. One that has not ended, and a trial class, has its own row alone.
public struct ClassRecord: Sendable, Equatable {
  public var mark: RecordMark
  public var row: ClassRow
  public var topics: [TopicRow]
  public var attendance: [AttendanceRow]
  public var items: [ItemRow]

  public init(
    mark: RecordMark, row: ClassRow, topics: [TopicRow] = [], attendance: [AttendanceRow] = [],
    items: [ItemRow] = []
  ) {
    self.mark = mark
    self.row = row
    self.topics = topics
    self.attendance = attendance
    self.items = items
  }
}

/// One class in a list.
public struct ClassRow: Sendable, Equatable {
  /// The phase of a class that has ended.
  public static let over = "closed"

  public var section: SectionID
  public var title: String
  /// ISO 8601, `2026-12-01`; may be anything that was typed.
  public var date: String
  public var code: String
  public var room: String
  /// Further rooms 分会场.
  public var sideRooms: [String]
  public var trainer: PersonID?
  public var trial: Bool
  public var phase: String
  /// Names the version of the plan.
  public var digest: String
  public var created: Moment
  public var figures: Figures

  public init(
    section: SectionID, title: String, date: String, code: String, room: String = "",
    sideRooms: [String] = [], trainer: PersonID? = nil, trial: Bool = false, phase: String,
    digest: String, created: Moment, figures: Figures = Figures()
  ) {
    self.section = section
    self.title = title
    self.date = date
    self.code = code
    self.room = room
    self.sideRooms = sideRooms
    self.trainer = trainer
    self.trial = trial
    self.phase = phase
    self.digest = digest
    self.created = created
    self.figures = figures
  }

  public var isOver: Bool { phase == Self.over }

  /// Year and month of the date; zeros where it is none.
  public var yearAndMonth: (year: Int, month: Int) {
    let parts = date.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].utf8.count == 4, parts[1].utf8.count == 2,
      let year = Int(parts[0]), let month = Int(parts[1]), year > 0, (1...12).contains(month)
    else { return (0, 0) }
    return (year, month)
  }
}

/// A unit or topic of a class.
public struct TopicRow: Sendable, Equatable {
  /// As the author numbered it.
  public var label: String
  public var title: String

  public init(label: String, title: String) {
    self.label = label
    self.title = title
  }
}

/// One person at one half-day.
public struct AttendanceRow: Sendable, Equatable {
  /// Twice the day, counted from 1, and one more for an afternoon: in the order of time.
  public var halfDay: Int
  public var person: PersonID
  /// Tokens of the roll.
  public var enrolment: String
  public var standing: String

  public init(halfDay: Int, person: PersonID, enrolment: String, standing: String) {
    self.halfDay = halfDay
    self.person = person
    self.enrolment = enrolment
    self.standing = standing
  }
}

/// How many of one enrolment stood alike at a half-day.
public struct AttendanceCount: Sendable, Equatable {
  public var halfDay: Int
  public var enrolment: String
  public var standing: String
  public var count: Int

  public init(halfDay: Int, enrolment: String, standing: String, count: Int) {
    self.halfDay = halfDay
    self.enrolment = enrolment
    self.standing = standing
    self.count = count
  }
}

/// One scored question as one class answered it.
public struct ItemRow: Sendable, Equatable {
  public struct Choice: Sendable, Equatable, Codable {
    public var letter: String
    public var text: String
    public var right: Bool
    public var count: Int

    public init(letter: String, text: String, right: Bool, count: Int) {
      self.letter = letter
      self.text = text
      self.right = right
      self.count = count
    }
  }
  /// The same for the same question in any class.
  public var key: String
  /// `quiz`, `preTest`, `postTest`.
  public var kind: String
  public var prompt: String
  /// The topic or unit under which it stood; empty for none.
  public var topic: String
  public var answers: Int
  /// Of how many it is known whether they were right, and how many were.
  public var scored: Int
  public var correct: Int
  /// The corrected point-biserial coefficient; `nil` where there is none.
  public var discrimination: Double?
  /// Empty for a form without choices.
  public var choices: [Choice]

  public init(
    key: String, kind: String, prompt: String, topic: String = "", answers: Int, scored: Int,
    correct: Int, discrimination: Double? = nil, choices: [Choice] = []
  ) {
    self.key = key
    self.kind = kind
    self.prompt = prompt
    self.topic = topic
    self.answers = answers
    self.scored = scored
    self.correct = correct
    self.discrimination = discrimination
    self.choices = choices
  }

  /// Difficulty 难度: the share of right answers, `0...1`; `nil` where nobody answered.
  public var difficulty: Double? { scored == 0 ? nil : Double(correct) / Double(scored) }
}

/// One question in one class.
public struct Asking: Sendable, Equatable {
  public var row: ClassRow
  public var item: ItemRow

  public init(row: ClassRow, item: ItemRow) {
    self.row = row
    self.item = item
  }
}

public struct AskingPage: Sendable, Equatable {
  /// Oldest first.
  public var rows: [Asking]
  /// How often it was asked, in how many classes; answers that could be scored, and right ones, of all.
  public var total: Int
  public var classes: Int
  public var scored: Int
  public var correct: Int

  public init(rows: [Asking], total: Int, classes: Int, scored: Int, correct: Int) {
    self.rows = rows
    self.total = total
    self.classes = classes
    self.scored = scored
    self.correct = correct
  }
}

/// A question that several classes were asked.
public struct QuestionRow: Sendable, Equatable {
  public var key: String
  public var prompt: String
  /// How many classes.
  public var classes: Int

  public init(key: String, prompt: String, classes: Int) {
    self.key = key
    self.prompt = prompt
    self.classes = classes
  }
}

public struct QuestionPage: Sendable, Equatable {
  public var rows: [QuestionRow]
  public var total: Int

  public init(rows: [QuestionRow], total: Int) {
    self.rows = rows
    self.total = total
  }
}

public struct YearCount: Sendable, Equatable {
  public var year: Int
  public var classes: Int

  public init(year: Int, classes: Int) {
    self.year = year
    self.classes = classes
  }
}

/// The classes of a month together.
public struct MonthSum: Sendable, Equatable {
  /// `1...12`
  public var month: Int
  public var classes: Int
  public var figures: Figures

  public init(month: Int, classes: Int, figures: Figures) {
    self.month = month
    self.classes = classes
    self.figures = figures
  }
}

/// Which classes are asked for; what is `nil` or empty does not matter.
public struct ClassQuery: Sendable, Equatable {
  /// Folded by `searchFold`: each must be part of the title or of a topic …
  public var terms: [String] = []
  /// … unless the class is one of these, found by a name.
  public var named: [SectionID] = []
  public var year: Int?
  /// `1...12`; counts only with a year.
  public var month: Int?
  public var phase: String?
  /// The whole title of a unit or topic, folded.
  public var topic: String?
  /// Trial classes 试讲 alone, or the others alone; `nil` for both.
  public var trial: Bool? = false
  public var offset = 0
  public var limit = 50

  public init() {}

  /// Dates from the first to before the second, as text; `nil` without a year.
  public var dates: (from: String, before: String)? {
    guard let year, (1...9998).contains(year) else { return nil }
    func four(_ number: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: 4 - digits.count) + digits
    }
    guard let month, (1...12).contains(month) else { return (four(year), four(year + 1)) }
    func two(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number)" }
    // "-13" sorts behind every day of December.
    return ("\(four(year))-\(two(month))", "\(four(year))-\(two(month + 1))")
  }
}

public struct ClassPage: Sendable, Equatable {
  public var rows: [ClassRow]
  /// How many there are on all pages.
  public var total: Int

  public init(rows: [ClassRow], total: Int) {
    self.rows = rows
    self.total = total
  }
}
