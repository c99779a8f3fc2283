/// Takes the time in brackets off a heading or an activity.
enum Times {
  struct Split {
    var title: Scalars
    var stated: Durations.Stated?
    /// The words of the time, for a total that speaks of days.
    var words: Scalars?

    var minutes: Int? {
      if case .minutes(let minutes) = stated { return minutes }
      return nil
    }
  }

  /// `标题（30分钟）`, `（约8分钟）标题`, `Title - 20 min`, `标题 2课时`.
  static func split(_ text: Scalars, creditHourMinutes: Int) -> Split {
    var title = text.trimmed
    var stated: Durations.Stated?
    var words: Scalars?
    func note(_ time: Durations.Stated, _ inner: Scalars) {
      if case .minutes = stated { return }
      stated = time
      words = inner
    }
    if let (open, time) = unclosed(title, creditHourMinutes: creditHourMinutes) {
      note(time, title[(open + 1)...])
      title = withoutTail(title[..<open])
    }
    for _ in 0..<3 {
      guard let last = title.last, last == "）" || last == ")" || last == "］" || last == "]",
        let open = opening(of: title)
      else { break }
      let inner = title[(open + 1)..<(title.endIndex - 1)]
      guard let time = Durations.stated(inner, creditHourMinutes: creditHourMinutes) else { break }
      note(time, inner)
      title = withoutTail(title[..<open])
    }
    if let first = title.first, first == "（" || first == "(",
      let close = title.prefix(42).firstIndex(where: { $0 == "）" || $0 == ")" }),
      let time = Durations.stated(
        title[(title.startIndex + 1)..<close], creditHourMinutes: creditHourMinutes)
    {
      note(time, title[(title.startIndex + 1)..<close])
      title = Numbering.afterDelimiters(title[(close + 1)...])
    }
    if stated == nil {
      // The last one or two words, when they begin with a figure.
      let tail = title.suffix(24)
      var blanks = 0
      for index in tail.indices.reversed() where tail[index].isBlank && index > title.startIndex {
        blanks += 1
        let word = title[(index + 1)...].trimmed
        if let first = word.first, first.digit != nil || first == "约",
          let time = Durations.stated(word, creditHourMinutes: creditHourMinutes)
        {
          let rest = withoutTail(title[..<index])
          if !rest.isEmpty {
            note(time, word)
            title = rest
          }
          break
        }
        if blanks == 2 { break }
      }
    }
    return Split(title: title, stated: stated, words: words)
  }

  /// A time at the end of a line whose bracket is never closed: `导语（25分钟`.
  ///
  /// - Returns: where the bracket stands, and the time.
  static func unclosed(
    _ text: Scalars, creditHourMinutes: Int
  ) -> (open: Int, time: Durations.Stated)? {
    let tail = text.suffix(24)
    guard let mark = tail.lastIndex(where: { "（(）)".unicodeScalars.contains($0) }),
      tail[mark] == "（" || tail[mark] == "(", mark > text.startIndex,
      let time = Durations.stated(
        text[(mark + 1)...].trimmed, creditHourMinutes: creditHourMinutes)
    else { return nil }
    return (mark, time)
  }

  /// The bracket at the end of a line that is meant as a time and says none: `小结（-5分钟）`.
  static func failed(_ text: Scalars, creditHourMinutes: Int) -> Scalars? {
    guard let last = text.last, last == "）" || last == ")", let open = opening(of: text),
      Durations.isFailed(
        text[(open + 1)..<(text.endIndex - 1)], creditHourMinutes: creditHourMinutes)
    else { return nil }
    return text[open...]
  }

  private static func withoutTail(_ text: Scalars) -> Scalars {
    var slice = text.trimmed
    while let last = slice.last, "-–—｜|·，,：:".unicodeScalars.contains(last) {
      slice = slice.dropLast().trimmed
    }
    return slice
  }

  /// The bracket that the last scalar closes, looked for in 42 scalars at most.
  private static func opening(of text: Scalars) -> Int? {
    var depth = 0
    for index in text.suffix(42).indices.reversed() {
      switch text[index] {
      case "）", ")", "］", "]": depth += 1
      case "（", "(", "［", "[":
        depth -= 1
        if depth == 0 { return index }
      default: break
      }
    }
    return nil
  }
}
