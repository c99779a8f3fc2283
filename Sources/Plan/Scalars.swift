extension Unicode.Scalar {
  var isBlank: Bool {
    // Nearly all scalars are letters or Han, so these come first.
    if value > 0x20, value < 0xA0 { return false }
    if value > 0x3000 { return value == 0xFEFF }
    switch value {
    case 0x09, 0x20, 0xA0, 0x3000, 0x200B...0x200D, 0x2060, 0x0B, 0x0C, 0x2002...0x200A: return true
    default: return false
    }
  }

  /// What items of a list begin with.
  var isBullet: Bool { self == "-" || self == "*" || self == "+" || self == "•" }

  /// A Han character, or another that is written without spaces between words.
  var isHan: Bool {
    switch value {
    case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFF, 0x3005...0x3007:
      true
    default: false
    }
  }

  /// A pictogram that decorates a name: 📌 ⏰ ★
  var isOrnament: Bool {
    switch value {
    case 0x2190...0x23FF, 0x25A0...0x2BFF, 0xFE0E, 0xFE0F, 0x1F000...0x1FAFF: true
    default: false
    }
  }

  /// Takes two columns of a terminal.
  var isWide: Bool {
    switch value {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFF, 0x2018...0x201D:
      true
    default: false
    }
  }

  /// The digit 0…9, also full width.
  var digit: Int? {
    switch value {
    case 0x30...0x39: Int(value) - 0x30
    case 0xFF10...0xFF19: Int(value) - 0xFF10
    default: nil
    }
  }

  var isLatin: Bool {
    switch value {
    case 0x41...0x5A, 0x61...0x7A: true
    default: false
    }
  }

  /// Full-width forms and upper case folded away, for comparing with tables of names.
  var folded: Unicode.Scalar {
    switch value {
    case 0x41...0x5A: Unicode.Scalar(value + 0x20) ?? self
    case 0xFF21...0xFF3A: Unicode.Scalar(value - 0xFF21 + 0x61) ?? self
    case 0xFF41...0xFF5A: Unicode.Scalar(value - 0xFF41 + 0x61) ?? self
    case 0xFF10...0xFF19: Unicode.Scalar(value - 0xFF10 + 0x30) ?? self
    default: self
    }
  }

  var utf8Count: Int {
    switch value {
    case 0..<0x80: 1
    case 0x80..<0x800: 2
    case 0x800..<0x10000: 3
    default: 4
    }
  }
}

extension Scalars {
  /// Without blanks at either end.
  var trimmed: Scalars {
    var low = startIndex
    var high = endIndex
    while low < high, self[low].isBlank { low += 1 }
    while high > low, self[high - 1].isBlank { high -= 1 }
    return self[low..<high]
  }

  var string: String {
    var length = 0
    for scalar in self { length += scalar.utf8Count }
    return String(unsafeUninitializedCapacity: length) { bytes in
      var place = 0
      for scalar in self {
        for byte in Unicode.UTF8.encode(scalar).unsafelyUnwrapped {
          bytes[place] = byte
          place += 1
        }
      }
      return place
    }
  }

  /// Lower case, half width, without blanks: what names are compared by.
  var key: String {
    var view = String.UnicodeScalarView()
    for scalar in self where !scalar.isBlank { view.append(scalar.folded) }
    return String(view)
  }

  /// Like `key`, but words stay apart by one space.
  var spacedKey: String {
    var view = String.UnicodeScalarView()
    var gap = false
    for scalar in self {
      if scalar.isBlank {
        gap = !view.isEmpty
      } else {
        if gap { view.append(" ") }
        gap = false
        view.append(scalar.folded)
      }
    }
    return String(view)
  }

  /// Columns of a terminal, counted only as far as `limit`.
  func width(upTo limit: Int = Int.max) -> Int {
    var sum = 0
    for scalar in self {
      sum += scalar.isWide ? 2 : 1
      if sum > limit { return sum }
    }
    return sum
  }

  func hasPrefix(_ text: String) -> Bool { dropping(text) != nil }

  /// What follows `text`, when the slice begins with it, whatever the case and width.
  func dropping(_ text: String) -> Scalars? {
    var index = startIndex
    for scalar in text.unicodeScalars {
      guard index < endIndex, self[index].folded == scalar.folded else { return nil }
      index += 1
    }
    return self[index...]
  }

  func contains(_ text: String) -> Bool { find(text) != nil }

  /// The index of the first occurrence. For short needles.
  func find(_ text: String, from: Int? = nil) -> Int? {
    guard let head = text.unicodeScalars.first?.folded else { return startIndex }
    var index = from ?? startIndex
    while index < endIndex {
      if self[index].folded == head, self[index...].dropping(text) != nil { return index }
      index += 1
    }
    return nil
  }

  /// Split at any scalar that `isSeparator` accepts; empty parts are kept.
  func parts(_ isSeparator: (Unicode.Scalar) -> Bool) -> [Scalars] {
    var result: [Scalars] = []
    var start = startIndex
    for index in indices where isSeparator(self[index]) {
      result.append(self[start..<index])
      start = index + 1
    }
    result.append(self[start..<endIndex])
    return result
  }

  /// Without emphasis around the whole: `**…**`, `__…__`, `*…*`.
  var unemphasized: Scalars {
    var slice = trimmed
    guard let first = slice.first, first == "*" || first == "_" else { return slice }
    // A longer line is no title.
    guard slice.count <= 2000 else { return slice }
    while slice.count > 2, let mark = slice.first, mark == "*" || mark == "_", slice.last == mark,
      let inner = slice.inside(mark)
    {
      slice = inner
    }
    return slice.trimmed
  }

  /// What stands between the marks at both ends; `nil` when `*a* and *b*` is not emphasis around
  /// the whole.
  private func inside(_ mark: Unicode.Scalar) -> Scalars? {
    let leading = prefix { $0 == mark }.count
    guard leading < count else { return dropFirst((count - 1) / 2).prefix(2 - count % 2) }
    let trailing = reversed().prefix { $0 == mark }.count
    guard trailing <= leading else { return nil }
    let middle = dropFirst(leading).dropLast(trailing)
    if middle.dropLast(leading - trailing).contains(mark) { return nil }
    return dropFirst(trailing).dropLast(trailing)
  }

  /// Whether the whole is set in bold.
  var isWhollyBold: Bool {
    let slice = trimmed
    guard slice.count > 4, let mark = slice.first, mark == "*" || mark == "_",
      slice[slice.startIndex + 1] == mark, slice[slice.endIndex - 1] == mark,
      slice[slice.endIndex - 2] == mark
    else { return false }
    return slice.unemphasized.count <= slice.count - 4
  }
}
