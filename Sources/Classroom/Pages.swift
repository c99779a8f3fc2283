/// Splits text for the big screen: at sentence ends, at most seven short lines a page.
///
/// A line holds about 24 Chinese characters, 48 columns of half a character; a sentence that would
/// not fit one page is broken at a comma, and if it has none, by length.
public func pages(of markdown: String, role: Page.Role = .text) -> [Page] {
  var pages: [Page] = []
  var lines: [String] = []
  var used = 0
  for sentence in sentences(of: markdown) {
    let needed = lineCount(sentence)
    if used + needed > linesPerPage, !lines.isEmpty {
      pages.append(Page(role: role, lines: lines))
      lines = []
      used = 0
    }
    lines.append(sentence)
    used += needed
  }
  if !lines.isEmpty { pages.append(Page(role: role, lines: lines)) }
  return pages
}

let linesPerPage = 7
let columnsPerLine = 48

/// Visual lines that a sentence takes on the big screen.
func lineCount(_ sentence: String) -> Int {
  max(1, (columns(sentence) + columnsPerLine - 1) / columnsPerLine)
}

/// Width in half characters: wide scripts count two.
func columns(_ text: String) -> Int {
  text.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x2E80 ? 2 : 1) }
}

/// The sentences of a CommonMark text, without its marks. A list item or a table row is a sentence.
func sentences(of markdown: String) -> [String] {
  var found: [String] = []
  var paragraph = ""
  func flush() {
    found += split(paragraph)
    paragraph = ""
  }
  for raw in markdown.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
    let line = trim(raw)
    if line.isEmpty {
      flush()
    } else if line.first == "|" {
      flush()
      let cells = line.split(separator: "|").map { trim($0) }
      if !cells.allSatisfy({ $0.allSatisfy { "-: ".contains($0) } }) {
        found.append(plain(cells.filter { !$0.isEmpty }.joined(separator: "　")))
      }
    } else if let item = listItem(line) {
      flush()
      paragraph = item
    } else if line.first == "#" || line.first == ">" {
      flush()
      paragraph = trim(line.drop { $0 == "#" || $0 == ">" || $0 == " " })
      if line.first == "#" { flush() }
    } else {
      // Two lines of Chinese join without a space, two of Latin with one.
      let joint = paragraph.isEmpty || (paragraph.unicodeScalars.last?.value ?? 0) >= 0x2E80
      paragraph += (joint ? "" : " ") + line
    }
  }
  flush()
  return found
}

/// The text of a bullet or numbered item, its mark kept readable; `nil` when it is none.
private func listItem(_ line: String) -> String? {
  for mark in ["- ", "* ", "+ "] where line.hasPrefix(mark) {
    return "· " + trim(line.dropFirst(2))
  }
  let digits = line.prefix { $0.isASCII && $0.isNumber }
  guard !digits.isEmpty, digits.count <= 3 else { return nil }
  let rest = line.dropFirst(digits.count)
  guard let dot = rest.first, ".、)）．".contains(dot) else { return nil }
  // 3.5亿 is a number, not the third item.
  if dot == ".", rest.dropFirst().first?.isNumber == true { return nil }
  return digits + ". " + trim(rest.dropFirst())
}

private func split(_ paragraph: String) -> [String] {
  let text = Array(plain(paragraph))
  var result: [String] = []
  var current: [Character] = []
  for (index, character) in text.enumerated() {
    current.append(character)
    let next = index + 1 < text.count ? text[index + 1] : nil
    let closes = next.map { "”’」』）)\"'".contains($0) } ?? false
    let wide = "。！？；".contains(character) && !closes
    let quoted =
      "”’」』".contains(character) && index > 0 && "。！？；".contains(text[index - 1]) && !closes
    let latin = ".!?;".contains(character) && next == " " && !endsWithNumber(current)
    if wide || quoted || latin {
      result.append(contentsOf: fit(trim(String(current))))
      current = []
    }
  }
  result.append(contentsOf: fit(trim(String(current))))
  return result.filter { !$0.isEmpty }
}

/// `3.` is a list mark, not the end of a sentence.
private func endsWithNumber(_ text: [Character]) -> Bool {
  let body = text.dropLast()
  return !body.isEmpty && body.count <= 3 && body.allSatisfy { $0.isNumber }
}

/// A sentence longer than a page, in pieces of at most a page.
private func fit(_ sentence: String) -> [String] {
  let limit = linesPerPage * columnsPerLine
  guard columns(sentence) > limit else { return [sentence] }
  var pieces: [String] = []
  var current = ""
  var width = 0
  var comma: String.Index?
  for character in sentence {
    let step = columns(String(character))
    if width + step > limit {
      if let cut = comma {
        pieces.append(trim(current[..<cut]))
        current = trim(current[cut...])
      } else {
        pieces.append(current)
        current = ""
      }
      width = columns(current)
      comma = nil
    }
    current.append(character)
    width += step
    if "，、：,:".contains(character) { comma = current.endIndex }
  }
  pieces.append(current)
  return pieces
}

/// Drops the inline marks of CommonMark: emphasis, code, links (their text stays).
func plain(_ markdown: String) -> String {
  let source = Array(markdown)
  let square = closings(source, "[", "]")
  let round = square.isEmpty ? [:] : closings(source, "(", ")")
  var out = ""
  var index = 0
  while index < source.count {
    let character = source[index]
    switch character {
    case "\\" where index + 1 < source.count && isASCIIPunctuation(source[index + 1]):
      out.append(source[index + 1])
      index += 2
    case "*", "`":
      index += 1
    case "[":
      if let close = square[index], close - index <= 2_000, close + 1 < source.count,
        source[close + 1] == "(", let end = round[close + 1]
      {
        out += plain(String(source[(index + 1)..<close]))
        index = end + 1
      } else {
        out.append(character)
        index += 1
      }
    default:
      out.append(character)
      index += 1
    }
  }
  return out
}

/// Where each opening bracket is closed, by its place; found in one pass, so that a page of open
/// brackets stays linear.
private func closings(
  _ text: [Character], _ open: Character, _ close: Character
) -> [Int: Int] {
  var opened: [Int] = []
  var found: [Int: Int] = [:]
  for (index, character) in text.enumerated() {
    if character == open { opened.append(index) }
    if character == close, let start = opened.popLast() { found[start] = index }
  }
  return found
}

/// What a backslash may escape in CommonMark.
private func isASCIIPunctuation(_ character: Character) -> Bool {
  guard let value = character.asciiValue else { return false }
  return (33...126).contains(value) && !character.isLetter && !character.isNumber
}

func trim(_ text: some StringProtocol) -> String {
  var slice = text[...]
  while let first = slice.first, first.isWhitespace { slice = slice.dropFirst() }
  while let last = slice.last, last.isWhitespace { slice = slice.dropLast() }
  return String(slice)
}
