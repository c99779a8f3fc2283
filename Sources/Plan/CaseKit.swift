/// A case kit 案例材料: everything a trainer needs to use a case in class. All CommonMark source.
public struct CaseKit: Equatable, Sendable {
  public var title: String?
  /// 案例背景
  public var background: String
  /// 案例正文
  public var text: String
  /// 思考题
  public var questions: [String]
  /// 教学提示: only the trainer sees them.
  public var teachingNotes: String
  /// 教师点评
  public var debrief: String
  /// 来源
  public var source: String?
  /// 日期
  public var date: String?

  public init(
    title: String? = nil, background: String = "", text: String = "", questions: [String] = [],
    teachingNotes: String = "", debrief: String = "", source: String? = nil, date: String? = nil
  ) {
    self.title = title
    self.background = background
    self.text = text
    self.questions = questions
    self.teachingNotes = teachingNotes
    self.debrief = debrief
    self.source = source
    self.date = date
  }
}

/// Reads a case kit from Markdown; a file without its headings is all `text`.
public func readCaseKit(_ markdown: String) -> CaseKit {
  CaseKit(text: markdown)
}

/// An empty case kit to be filled in, with a line of help under each heading.
public func caseKitSkeleton(title: String, chinese: Bool) -> String {
  title
}
