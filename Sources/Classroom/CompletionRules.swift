import Identity

/// One thing that a class asks of everybody who is to complete it 结业条件. Rules are combined: all must be met.
///
/// Assignments 作业 will be one more; there are none yet.
public enum CompletionRule: Hashable, Sendable, Codable {
  /// Present for at least so much of the planned teaching time, in per cent; being late and leaving
  /// early take what they took of it.
  case presence(percent: Int)
  /// Signed in at no fewer than so many half-days 签到点.
  case halfDays(fewest: Int)
  /// Late or left early at no more than so many half-days.
  case punctual(most: Int)
  /// On leave for at most one part in so many of the planned teaching time: `7` is 1/7.
  case leave(oneIn: Int)
  /// Of the post-test 课后测 at least so many of 100 points.
  case postTest(points: Int)
  /// The evaluation 教学评估 was returned. What it said, nobody knows.
  case evaluation

  /// One word for each kind; a class has at most one rule of each.
  public var kind: Kind {
    switch self {
    case .presence: .presence
    case .halfDays: .halfDays
    case .punctual: .punctual
    case .leave: .leave
    case .postTest: .postTest
    case .evaluation: .evaluation
    }
  }
  public enum Kind: String, Sendable, Codable, CaseIterable {
    case presence, halfDays, punctual, leave, postTest, evaluation
  }
}

/// What the paper is called that those get who complete the class.
public enum CertificateKind: String, Sendable, Codable, CaseIterable {
  /// 培训证明
  case attendance
  /// 结业证书, only where the class says so.
  case completion
}

/// What completing a class takes, and what it gives 结业与学时.
public struct CompletionSettings: Equatable, Sendable, Codable {
  /// In the order of `CompletionRule.Kind`, one of each kind at most; never empty.
  public var rules: [CompletionRule] = [.presence(percent: 90)]
  /// `nil`: no credit hours are counted.
  public var credit: CreditTable?
  /// The document of one's own office that chose the table 依据; may be empty.
  public var authority = ""
  /// Hours of the lecture fee 讲课费学时, as the office writes them; `nil` when nobody has.
  public var feeHours: CreditHours?
  public var certificate = CertificateKind.attendance
  /// Who issues the certificates 发证单位; empty until said.
  public var issuer = ""

  public init() {}
}

/// Once shipped, a case is for ever.
public enum CompletionEvent: Equatable, Sendable, Codable {
  case set(CompletionSettings)

  /// One word for each shape, for the log.
  public var tag: String {
    switch self {
    case .set: "completionSet"
    }
  }
  public static let tags: Set<String> = ["completionSet"]
}

extension Limits {
  public static let completionIssuer = 60
  public static let completionAuthority = 120
  public static let feeHours = 100...100_000
  public static let creditSource = 200
  public static let creditBands = 20
  public static let creditMinutes = 1...10_000
  public static let creditHundredths = 1...10_000
  /// Fractions of the hours that leave may take: from a half to a twentieth.
  public static let leaveOneIn = 2...20
}

extension State {
  /// Also of a class that has ended: it puts the record in order.
  func decide(completion settings: CompletionSettings) throws(Rejection) -> Decision {
    var settings = settings
    settings.issuer = visible(settings.issuer)
    settings.authority = visible(settings.authority)
    guard !settings.rules.isEmpty else { throw .completionRuleMissing }
    guard Set(settings.rules.map(\.kind)).count == settings.rules.count,
      settings.rules.allSatisfy(isPossible),
      settings.credit.map({ $0.isSound || $0 == completion.credit }) ?? true,
      settings.feeHours.map({ Limits.feeHours.contains($0.hundredths) }) ?? true
    else { throw .completionOutOfRange }
    guard settings.issuer.count <= Limits.completionIssuer,
      settings.authority.count <= Limits.completionAuthority
    else { throw .textTooLong }
    let order = CompletionRule.Kind.allCases
    settings.rules.sort {
      (order.firstIndex(of: $0.kind) ?? 0) < (order.firstIndex(of: $1.kind) ?? 0)
    }
    return Decision(completion == settings ? [] : [.completion(.set(settings))])
  }

  /// Whether somebody could meet the rule at all.
  private func isPossible(_ rule: CompletionRule) -> Bool {
    switch rule {
    case .presence(let percent): (1...100).contains(percent)
    case .halfDays(let fewest): (1...roll.checkpoints.count).contains(fewest)
    case .punctual(let most): (0...roll.checkpoints.count).contains(most)
    case .leave(let oneIn): Limits.leaveOneIn.contains(oneIn)
    case .postTest(let points): (1...100).contains(points)
    case .evaluation: true
    }
  }

  mutating func apply(completion event: CompletionEvent) {
    switch event {
    case .set(let settings): completion = settings
    }
  }
}
