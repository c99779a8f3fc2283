/// What rendering a text would cost, estimated in one pass over its bytes, always upwards.
///
/// cmark-gfm 0.29.0.gfm.6 takes time or memory with the square of some texts, and aborts the whole
/// process when memory runs out. Measured: 1 MB of references to one long address needs 60 GB, a
/// table of 60,000 columns as much, and a paragraph of 200,000 lines before a table takes 15 s.
/// Later versions bound some of this; Debian 12 has this one.
struct MarkdownLoad {
  /// Bytes of a text; times that grow with the square stay below a second up to here.
  static let byteLimit = 256 << 10
  /// Quotes and lists opened on one line. cmark walks down the open blocks for every line, and
  /// browsers have a limit of depth as well.
  static let nestingLimit = 64
  /// Columns of one table: 80,000 take half a minute.
  static let columnLimit = 500
  /// Table cells, those included that cmark adds to short rows.
  static let cellLimit = 100_000
  /// Steps cmark takes to find where a table begins in its paragraph: for every line below that
  /// might divide a head from its rows, lines times bytes, and the squares of the bars on a line.
  static let tableSearchLimit = 400_000_000
  /// Bytes of addresses and titles, copied for every reference to them.
  static let referenceLimit = 32 << 20

  private(set) var isUnreasonable = false

  private var cells = 0
  private var tableSearch = 0
  /// Columns of the table that this line may belong to.
  private var columns = 0
  /// Of the lines since the last blank one.
  private var paragraphLines = 0
  private var paragraphBytes = 0
  private var paragraphBars = 0  // squared line by line
  /// Bytes from a `]:` to the next blank line.
  private var definition: Int?
  private var definitionMax = 0
  private var brackets = 0

  init(_ source: String) {
    guard source.utf8.count <= Self.byteLimit else {
      isUnreasonable = true
      return
    }
    var line: [UInt8] = []
    for byte in source.utf8 {
      if byte == 0x0A || byte == 0x0D {
        add(line)
        line.removeAll(keepingCapacity: true)
        if isUnreasonable { return }
      } else {
        line.append(byte)
      }
    }
    add(line)
  }

  private mutating func add(_ line: [UInt8]) {
    addReferences(line)
    if line.allSatisfy({ $0 == UInt8(ascii: ">") || Self.isSpace($0) }) {
      columns = 0
      paragraphLines = 0
      paragraphBytes = 0
      paragraphBars = 0
    } else {
      let bars = line.reduce(into: 0) { if $1 == UInt8(ascii: "|") { $0 += 1 } }
      paragraphLines += 1
      paragraphBytes += line.count
      paragraphBars += bars * bars
      tableSearch += bars * bars
      if let found = delimitedColumns(line) {
        columns = max(columns, found)
        tableSearch += paragraphLines * paragraphBytes + paragraphBars
      }
      cells += columns
    }
    let referenceBytes = definitionMax * brackets
    let isTableUnreasonable =
      columns > Self.columnLimit || cells > Self.cellLimit || tableSearch > Self.tableSearchLimit
    if isTableUnreasonable || referenceBytes > Self.referenceLimit || isNestedBeyondReason(line) {
      isUnreasonable = true
    }
  }

  /// Definitions may run over several lines, up to a blank one.
  private mutating func addReferences(_ line: [UInt8]) {
    if line.allSatisfy(Self.isSpace) { definition = nil }
    var last: UInt8 = 0
    for byte in line {
      if byte == UInt8(ascii: "[") { brackets += 1 }
      if byte == UInt8(ascii: ":"), last == UInt8(ascii: "]") { definition = definition ?? 0 }
      last = byte
    }
    if let bytes = definition {
      definition = bytes + line.count
      definitionMax = max(definitionMax, bytes + line.count)
    }
  }

  /// The columns that the line would give a table, if it is the line below a table's head.
  private func delimitedColumns(_ line: [UInt8]) -> Int? {
    var bars = 0
    var hasDash = false
    // The line may stand in quotes and lists; their marks are taken for what they might be.
    for byte in line {
      switch byte {
      case UInt8(ascii: "|"): bars += 1
      case UInt8(ascii: "-"): hasDash = true
      case UInt8(ascii: ":"), UInt8(ascii: ">"), UInt8(ascii: "*"), UInt8(ascii: "+"),
        UInt8(ascii: "."), UInt8(ascii: ")"), UInt8(ascii: "0")...UInt8(ascii: "9"):
        break
      case _ where Self.isSpace(byte): break
      default: return nil
      }
    }
    return hasDash ? bars + 1 : nil
  }

  /// A line of nothing but `-` or `*` is a rule, however long.
  private func isNestedBeyondReason(_ line: [UInt8]) -> Bool {
    var depth = 0
    var bullet: UInt8?  // a mark that a space makes an item
    var firstKind: UInt8?
    var isRule = true
    scan: for byte in line {
      switch byte {
      case UInt8(ascii: ">"):
        depth += 1
        bullet = nil
        isRule = false
      case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "*"), UInt8(ascii: "."),
        UInt8(ascii: ")"):
        bullet = byte
        if byte != firstKind ?? byte { isRule = false }
        firstKind = firstKind ?? byte
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        bullet = nil
        isRule = false
      case _ where Self.isSpace(byte):
        if bullet != nil { depth += 1 }
        bullet = nil
      default:
        isRule = false
        break scan
      }
    }
    return depth > Self.nestingLimit && !isRule
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }
}
