/// A line that opens an activity.
struct ActivityLine {
  enum Form { case tag, link, label }

  var meaning: ActivityNames.Meaning
  var title: Scalars
  var minutes: Int?
  var form: Form
  /// The address of a link, as written.
  var address: Scalars?
  /// The whole opening, for places.
  var whole: Scalars

  /// Reads a line without indent and `#`; `labels` says whether `案例：` is enough.
  static func read(_ text: Scalars, labels: Bool, creditHourMinutes: Int) -> ActivityLine? {
    var slice = text.trimmed
    guard let first = slice.first else { return nil }
    if first == "-" || first == "*" || first == "+" || first == "•",
      slice.dropFirst().first?.isBlank == true
    {
      slice = slice.dropFirst().trimmed
      // A bullet `- 讨论：…` is a point of its list.
      guard let next = slice.first, next == "[" || next == "【" || next == "［" else { return nil }
    }
    let whole = slice
    slice = slice.unemphasized
    // `**【讨论】** 题目`
    var bold = false
    while slice.first == "*" {
      bold = true
      slice = slice.dropFirst()
    }
    guard let opener = slice.first else { return nil }
    let credit = creditHourMinutes
    func make(
      _ name: Scalars, _ title: Scalars, _ form: Form, minutes: Int? = nil, address: Scalars? = nil
    ) -> ActivityLine? {
      let nameTime = Times.split(name, creditHourMinutes: credit)
      guard let meaning = ActivityNames.meaning(nameTime.title) else { return nil }
      if form == .label, !meaning.asLabel { return nil }
      if form == .link, meaning.kind != .case { return nil }
      var clean = title
      if bold { while clean.first == "*" { clean = clean.dropFirst() } }
      let split = Times.split(Numbering.afterDelimiters(clean), creditHourMinutes: credit)
      return ActivityLine(
        meaning: meaning, title: split.title.unemphasized,
        minutes: minutes ?? split.minutes ?? nameTime.minutes, form: form, address: address,
        whole: whole)
    }
    if opener == "【" || opener == "［" || opener == "[" {
      let closer: Unicode.Scalar = opener == "【" ? "】" : opener == "［" ? "］" : "]"
      guard let close = matching(slice, closer) else { return nil }
      let inner = slice[(slice.startIndex + 1)..<close]
      let after = slice[(close + 1)...]
      if opener == "[", after.first == "(" {
        guard let end = after.prefix(2000).firstIndex(of: ")") else { return nil }
        let address = after[(after.startIndex + 1)..<end]
        let tail = Times.split(after[(end + 1)...], creditHourMinutes: credit)
        let (name, title) = halves(inner) ?? (inner, inner.suffix(0))
        // What follows the link on its line is text, unless it is a time.
        guard tail.title.isEmpty || tail.title.allSatisfy({ "。.；;*".unicodeScalars.contains($0) })
        else { return nil }
        return make(name, title, .link, minutes: tail.minutes, address: address)
      }
      if opener == "[", after.first == ":" || after.first == "[" { return nil }
      if let (name, title) = halves(inner), ActivityNames.meaning(name) != nil {
        return make(name, title, .tag, minutes: nil)
      }
      return make(inner, after, .tag)
    }
    guard labels, let (name, title) = halves(slice.prefix(40)) else { return nil }
    return make(name, slice[title.startIndex...], .label)
  }

  /// Before and after the first colon, when it comes within 30 scalars.
  private static func halves(_ text: Scalars) -> (Scalars, Scalars)? {
    guard let colon = text.prefix(30).firstIndex(where: { $0 == "：" || $0 == ":" }) else {
      return nil
    }
    return (text[..<colon], text[(colon + 1)...])
  }

  private static func matching(_ text: Scalars, _ closer: Unicode.Scalar) -> Int? {
    var depth = 0
    let opener = text.first
    for index in text.prefix(600).indices {
      if text[index] == opener { depth += 1 }
      if text[index] == closer {
        depth -= 1
        if depth == 0 { return index }
      }
    }
    return nil
  }
}
