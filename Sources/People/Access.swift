import Identity

/// That somebody opened what is personal 查阅记录: who, what, of whom, when. Never what it said.
public struct Access: Sendable, Equatable {
  public enum What: String, Sendable, CaseIterable, Codable {
    /// The roster of a class, with details.
    case roster
    /// One person's page.
    case person
    /// A person's own data as a file.
    case data
    /// The record of a class with names, on a page or as a file.
    case report
    /// Who met the rules of a class.
    case completion
    /// Personal cards, papers with names, certificates: to print.
    case cards, paper, certificates
    /// The page for typing in paper sheets, which lists the learners.
    case sheets
    /// What was exported for other programs.
    case export
    /// A person was erased, or what a class knew of all after its time.
    case erasure, retention
  }
  public var time: Moment
  public var section: SectionID
  /// `nil` for everybody in the class.
  public var person: PersonID?
  public var what: What
  /// `organizer`, `trainer`, `learner` …, or `terminal` for the command line.
  public var role: String
  /// The invitation by which somebody came; empty for the organizer.
  public var link: String
  /// The reason of an erasure, as it was typed.
  public var note: String

  public init(
    time: Moment, section: SectionID, person: PersonID? = nil, what: What, role: String,
    link: String = "", note: String = ""
  ) {
    self.time = time
    self.section = section
    self.person = person
    self.what = what
    self.role = role
    self.link = link
    self.note = note
  }
}

/// How long a class keeps names 保存期限.
public struct Retention: Sendable, Equatable {
  /// Months after the class has ended, `1...240`.
  public var months: Int
  /// Whether names stay on certificates 证书 when the time is over.
  public var keepsCertificates: Bool
  /// When it was last carried out; to be shown.
  public var done: Moment?

  public static let range = 1...240

  public init(months: Int, keepsCertificates: Bool, done: Moment? = nil) {
    self.months = months
    self.keepsCertificates = keepsCertificates
    self.done = done
  }
}

/// What a People store knows beside names: who opened them, and how long they are kept.
public protocol PrivacyStore: Sendable {
  /// Notes it for good; the oldest are forgotten when there are very many (100,000). A retention that is
  /// noted is `done`.
  func note(_ access: Access) async throws

  /// What was opened of a class, newest first: with a person, only what concerns that person
  /// (whoever opened a whole roster opened that person's line, too).
  func accesses(
    of section: SectionID, concerning person: PersonID?, limit: Int
  ) async throws -> [Access]

  /// `nil` where names are kept until somebody erases them.
  func retention(of section: SectionID) async throws -> Retention?

  func setRetention(_ retention: Retention?, of section: SectionID) async throws

  /// Those of all classes.
  func retentions() async throws -> [SectionID: Retention]

  /// Whether a name stands in the roster of a class beside its trainers', or on one of its certificates.
  func namesStand(in section: SectionID, onCertificates: Bool) async throws -> Bool
}
