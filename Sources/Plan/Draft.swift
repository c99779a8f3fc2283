/// The plan's lines put in order, before they become a course: headings as a tree, and what stands
/// under them.
struct Draft {
  struct TextLine {
    var text: Scalars
    /// Of a code block: kept as it is.
    var isCode: Bool
    /// Half the size of an `Int`: a plan is mostly lines of text.
    private var number: Int32

    /// From 0.
    var line: Int { Int(number) }

    init(line: Int, text: Scalars, isCode: Bool = false) {
      self.text = text
      self.isCode = isCode
      number = Int32(line)
    }
  }

  struct ActivityDraft {
    var line: Int
    var opening: ActivityLine
    var lines: [TextLine] = []
  }

  struct FieldDraft {
    var line: Int
    var name: Scalars
    var member: Member?
    var range: SourceRange
    var inline: Scalars
    var lines: [TextLine] = []
  }

  enum Entry {
    case text(TextLine)
    /// By its place in `activities`.
    case activity(Int)
    /// By its place in `nodes`.
    case node(Int)
  }

  struct Node {
    var parent: Int
    var line: Int
    /// Its place in `headings`.
    var heading: Int?
    /// The number of its `#`; 0 for none.
    var hash = 0
    var bold = false
    var family: Mark.Family?
    var value = 0
    var entries: [Entry] = []
    /// Turned out to be a numbered statement: its heading line is text of its parent.
    var isStatement = false
    /// Made from a row of a table: its place in `rows`.
    var row: Int?

    mutating func add(_ entry: Entry) {
      // Most headings have a blank line or two and a few lines of text.
      if entries.isEmpty { entries.reserveCapacity(4) }
      entries.append(entry)
    }
  }

  /// A unit that is a row of a table.
  struct Row {
    var title: String
    var minutes: Int?
    var body: String
  }

  /// A mark that counts: of a heading, or of a numbered statement that stands among headings.
  struct Counted {
    /// 0 for a statement.
    var node: Int
    var parent: Int
    /// Its place in `headings`.
    var heading: Int
    var line: Int
  }

  /// The root is the first.
  var nodes: [Node] = [Node(parent: 0, line: 0)]
  var headings: [HeadingLine] = []
  var rows: [Row] = []
  var activities: [ActivityDraft] = []
  var fields: [FieldDraft] = []
  var counted: [Counted] = []
  /// The line and text of the title, its time taken off.
  var title: (line: Int, text: Scalars)?
  /// The time in the title's brackets.
  var titleTime: Scalars?
  var unreadTables: [Int] = []

  /// The marks that count, in the order of the plan.
  func marks() -> some Sequence<(counted: Counted, mark: Mark)> {
    counted.lazy.compactMap { counted in
      guard counted.node == 0 || !nodes[counted.node].isStatement else { return nil }
      return headings[counted.heading].mark.map { (counted, $0) }
    }
  }

  func heading(_ node: Int) -> HeadingLine? { nodes[node].heading.map { headings[$0] } }

  func title(_ node: Int) -> Scalars { nodes[node].heading.map { headings[$0].title } ?? .empty }

  /// The field that a heading's title names.
  func member(_ node: Int) -> Member? { nodes[node].heading.flatMap { headings[$0].member } }

  func childNodes(_ node: Int) -> [Int] {
    nodes[node].entries.compactMap {
      if case .node(let child) = $0, !nodes[child].isStatement { return child }
      return nil
    }
  }

  func hasChildren(_ node: Int) -> Bool {
    nodes[node].entries.contains {
      if case .node(let child) = $0 { return !nodes[child].isStatement }
      return false
    }
  }
}
