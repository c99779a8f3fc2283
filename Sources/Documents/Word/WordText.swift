/// A Word document 文档 as the text of a plan, in the notation that `Plan` reads, and where in the
/// document each part of it stands.
public struct WordText: Equatable, Sendable {
  /// Lines end in LF.
  public var text: String
  /// What the document holds that is not in the text, in the order of `WordNote.Kind`.
  public var notes: [WordNote]
  /// For each line of the text, the paragraphs it was made of.
  var lines: [[Span]]
  /// Where each line begins, and where the next one would.
  private var starts: [Int]

  /// Where a paragraph begins in a line.
  struct Span: Equatable, Sendable {
    /// In UTF-8 bytes from 0.
    var offset: Int
    /// Counted from 1 through the whole document, empty ones and those in tables too.
    var paragraph: Int
  }

  init(lines: [WordLine], notes: [WordNote]) {
    text = lines.map { $0.text + "\n" }.joined()
    self.lines = lines.map(\.spans)
    starts = lines.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.text.utf8.count + 1) }
    self.notes = notes
  }

  /// The paragraph that a place of the text came from.
  ///
  /// - Parameters:
  ///   - line: From 1.
  ///   - column: From 1, in UTF-8 bytes.
  /// - Returns: `nil` where the text has no such line.
  public func place(line: Int, column: Int) -> WordPlace? {
    guard lines.indices.contains(line - 1) else { return nil }
    let spans = lines[line - 1]
    let from = text.utf8.index(text.startIndex, offsetBy: starts[line - 1])
    let row = Array(text.utf8[from...].prefix(starts[line] - starts[line - 1] - 1))
    let index = spans.lastIndex { $0.offset < max(column, 1) } ?? 0
    guard spans.indices.contains(index) else { return nil }
    // The first part of a line begins with what is not of any paragraph: `## `, `| `.
    let start = index == 0 ? 0 : min(spans[index].offset, row.count)
    let end = index + 1 < spans.count ? min(spans[index + 1].offset, row.count) : row.count
    var part = String(decoding: row[start..<max(start, end)], as: UTF8.self)
    if spans.count > 1 {
      while let last = part.last, last == " " || last == "|" { part.removeLast() }
    }
    return WordPlace(
      paragraph: spans[index].paragraph, text: part,
      column: min(max(column - start, 1), part.utf8.count + 1))
  }
}

/// A place in a Word document 段落位置.
public struct WordPlace: Equatable, Sendable {
  /// From 1, empty paragraphs and those in tables counted, text boxes not.
  public var paragraph: Int
  /// What stands there, with its number, in the notation of a plan.
  public var text: String
  /// In `text`, from 1, in UTF-8 bytes.
  public var column: Int

  public init(paragraph: Int, text: String, column: Int) {
    self.paragraph = paragraph
    self.text = text
    self.column = column
  }
}

/// Something in a Word document that is not in its text.
public struct WordNote: Equatable, Sendable {
  public enum Kind: String, CaseIterable, Sendable {
    /// 文本框
    case textBoxes
    /// 图片
    case images
    /// Tracked insertions, deletions and moves 修订, taken as accepted.
    case trackedChanges
    /// 目录
    case tablesOfContents
    /// Footnotes and endnotes 脚注.
    case footnotes
    /// Runs of hidden text 隐藏文字.
    case hiddenText
    /// Other files put into the document.
    case embedded
  }
  public var kind: Kind
  public var count: Int

  public init(_ kind: Kind, _ count: Int) {
    self.kind = kind
    self.count = count
  }
}

/// What a Word document may hold. Sizes are of what comes out, in bytes.
public struct WordLimits: Equatable, Sendable {
  /// Files in the zip that are read: each part, all parts together, and how many.
  public var zip = ZipLimits(entries: 200, totalBytes: 48 << 20, entryBytes: 32 << 20)
  /// Elements of one part.
  public var elements = 1_000_000
  /// Elements inside one another.
  public var depth = 200
  public var textBytes = 16 << 20

  public init() {}
}

/// Why a Word document was refused.
public enum WordProblem: Error, Equatable, Sendable {
  /// A file of another kind; `nil` for one that looks like a text.
  case notWord(FileKind?)
  /// It breaks off or contradicts itself; with the part, where one is to blame.
  case damaged(part: String?)
  /// With a password.
  case encrypted
  /// It declares document types or entities, which no Word document does (ECMA-376 Part 2, 7.2.1).
  case declaresEntities(part: String)
  case tooDeep(limit: Int)
  /// More parts, elements or bytes than `WordLimits` allow.
  case tooLarge
}

/// Reads a Word document (.docx).
///
/// Automatic numbers are in the text as Word shows them. Titles and headings become `#`, lists
/// `- `, tables GFM tables, links `[text](address)`, bold `**…**`. Tracked changes count as
/// accepted. Tables of contents, text boxes, footnotes, comments, headers and footers are left out.
///
/// - Parameters:
///   - bytes: The whole file.
/// - Throws: `WordProblem`; never for what a document says, only for what it is.
///
/// Source: ECMA-376, 5th edition, Part 1 (17: WordprocessingML) and Part 2 (packages); the
/// namespaces of Part 4 (transitional) and of the strict form.
public func readWord(
  _ bytes: [UInt8], limits: WordLimits = WordLimits()
) throws(WordProblem) -> WordText {
  let package = try WordPackage(bytes, limits)
  var reader = WordReader(package, limits)
  let blocks = try reader.blocks()
  return WordText(
    lines: try compose(blocks, atMost: limits.textBytes),
    notes: WordNote.Kind.allCases.compactMap { kind in
      reader.counts[kind].map { WordNote(kind, $0) }
    })
}
