/// How much a finding matters.
public enum Severity: String, CaseIterable, Hashable, Sendable {
  /// 必须改
  case error
  /// 建议改
  case warning
  /// 提示
  case note
}

/// What can be found in a plan; the raw values are stable and have entries in `DIAGNOSTICS.md`.
public enum FindingID: String, CaseIterable, Hashable, Sendable {
  case encodingUnreadable = "encoding-unreadable"
  case encodingAmbiguous = "encoding-ambiguous"
  case tooLarge = "too-large"
  case titleMissing = "title-missing"
  case contentMissing = "content-missing"
  case durationUnreadable = "duration-unreadable"
  case minutesExceedTotal = "minutes-exceed-total"
  case dayDoesNotFit = "day-does-not-fit"
  case quizWithoutKey = "quiz-without-key"
  case linkOutsidePlan = "link-outside-plan"
  case linkMissing = "link-missing"

  case caseWithoutMaterial = "case-without-material"
  case numberGap = "number-gap"
  case numberRepeated = "number-repeated"
  case numberBack = "number-back"
  case mixedBrackets = "mixed-brackets"
  case bracketUnclosed = "bracket-unclosed"
  case timeUnreadable = "time-unreadable"
  case durationMissing = "duration-missing"
  case methodContradicted = "method-contradicted"
  case emptyTopic = "empty-topic"
  case duplicateTitle = "duplicate-title"
  case fieldRepeated = "field-repeated"
  case quizWithoutExplanation = "quiz-without-explanation"
  case pollWithOneOption = "poll-with-one-option"
  case statedMinutesShort = "stated-minutes-short"

  case fieldUnknown = "field-unknown"
  case objectivesMissing = "objectives-missing"
  case audienceMissing = "audience-missing"
  case assessmentMissing = "assessment-missing"
  case unitWithoutActivity = "unit-without-activity"
  case notesShorterThanSlot = "notes-shorter-than-slot"
  case reservedOpeningClosing = "reserved-opening-closing"
  case caseNamesPerson = "case-names-person"
  case datedReference = "dated-reference"
  case durationFromParts = "duration-from-parts"
  case countContradicted = "count-contradicted"
  case tableUnread = "table-unread"

  public var severity: Severity {
    switch self {
    case .encodingUnreadable, .encodingAmbiguous, .tooLarge, .titleMissing, .contentMissing,
      .durationUnreadable, .minutesExceedTotal, .dayDoesNotFit, .quizWithoutKey, .linkOutsidePlan,
      .linkMissing:
      .error
    case .caseWithoutMaterial, .numberGap, .numberRepeated, .numberBack, .mixedBrackets,
      .bracketUnclosed, .timeUnreadable, .durationMissing, .methodContradicted, .emptyTopic,
      .duplicateTitle, .fieldRepeated,
      .quizWithoutExplanation, .pollWithOneOption, .statedMinutesShort:
      .warning
    case .fieldUnknown, .objectivesMissing, .audienceMissing, .assessmentMissing,
      .unitWithoutActivity, .notesShorterThanSlot, .reservedOpeningClosing, .caseNamesPerson,
      .datedReference, .durationFromParts, .countContradicted, .tableUnread:
      .note
    }
  }
}

/// Something to mend or to know 检查结果. Its sentence comes from the string tables, as
/// `finding.<id>` with `{0}`, `{1}` … for the arguments.
public struct Finding: Equatable, Sendable {
  public var id: FindingID
  public var severity: Severity
  public var arguments: [String]
  public var range: SourceRange
  /// Only where the mend is certain.
  public var fix: Fix?

  public init(
    _ id: FindingID, _ arguments: [String] = [], at range: SourceRange, fix: Fix? = nil
  ) {
    self.id = id
    self.severity = id.severity
    self.arguments = arguments
    self.range = range
    self.fix = fix
  }
}

/// A certain mend 修改: put `replacement` in the place of `range`.
public struct Fix: Equatable, Sendable {
  public var range: SourceRange
  public var replacement: String

  public init(range: SourceRange, replacement: String) {
    self.range = range
    self.replacement = replacement
  }
}

/// What stands beside the plan 随附材料.
public struct Resources: Equatable, Sendable {
  /// The relative paths that exist; `nil` when unknown, and then no link is called missing.
  public var files: Set<String>?

  public init(files: Set<String>? = nil) { self.files = files }

  /// Nothing is known about files.
  public static let unknown = Resources()
}
