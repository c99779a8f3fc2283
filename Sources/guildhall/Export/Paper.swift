/// A paper to be printed 纸质材料: what stands on it, in order, whatever it is written as.
struct Paper {
  /// What kind of paper: 学员讲义, 授课流程单.
  var kind: String
  var title: String
  /// Lines under the title.
  var facts: [String] = []
  var blocks: [Block] = []

  enum Block {
    /// A unit is of level 1.
    case heading(Int, String)
    case paragraph(String)
    /// CommonMark from the plan; its own headings go below this level.
    case markdown(String, below: Int)
    case list([String], isOrdered: Bool)
    /// A., B., C. …
    case choices([String])
    case table(Table)
    /// Empty lines for a pen.
    case ruled(Int)
    case pageBreak
  }

  struct Table {
    var head: [String]
    /// Shares of the width in per cent.
    var widths: [Int]
    var rows: [Row]
  }

  enum Row {
    /// Each cell has paragraphs.
    case cells([[String]], isPause: Bool = false)
    /// Over the whole width.
    case group(String)
  }
}
