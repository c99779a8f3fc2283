/// Words that a text may begin with. Where one word begins another, the longer one stands first.
struct WordList: Sendable {
  private let words: [[Unicode.Scalar]]
  /// One bit for each word's first scalar: most texts begin with none of them.
  private var heads: UInt64 = 0

  init(_ words: [String]) {
    self.words = words.map { $0.unicodeScalars.map(\.folded) }
    for word in self.words {
      if let first = word.first { heads |= Self.bit(first) }
    }
  }

  private static func bit(_ scalar: Unicode.Scalar) -> UInt64 {
    1 << UInt64((scalar.value ^ scalar.value >> 6) & 63)
  }

  /// The first word that the text begins with, whatever the case and width, by its place.
  func opening(_ text: Scalars) -> (index: Int, rest: Scalars)? {
    guard let first = text.first?.folded, heads & Self.bit(first) != 0 else { return nil }
    for (index, word) in words.enumerated() where word[0] == first && text.count >= word.count {
      var place = 1
      let start = text.startIndex
      while place < word.count, text[start + place].folded == word[place] { place += 1 }
      if place == word.count { return (index, text.dropFirst(place)) }
    }
    return nil
  }

  /// Whether any of the words stands anywhere in the text.
  func occurs(in text: Scalars) -> Bool {
    text.indices.contains { opening(text[$0...]) != nil }
  }

  func index(of word: String) -> Int? { words.firstIndex(of: Array(word.unicodeScalars)) }
}

/// What names stand for, compared without case, width and blanks.
struct NameTable<Value: Sendable>: Sendable {
  private struct Entry {
    var key: [Unicode.Scalar]
    var value: Value
  }

  private var slots: [Entry?]
  private let mask: Int
  private var longest = 0
  /// Bits of the first scalars.
  private var heads: [UInt64] = Array(repeating: 0, count: 16)

  /// Of equal names the last one counts.
  init(_ pairs: [(name: String, value: Value)]) {
    var size = 16
    while size < pairs.count * 3 { size *= 2 }
    slots = Array(repeating: nil, count: size)
    mask = size - 1
    for (name, value) in pairs {
      let key = name.unicodeScalars.filter { !$0.isBlank }.map(\.folded)
      guard let first = key.first else { continue }
      longest = max(longest, key.count)
      heads[Int(first.value >> 6 & 15)] |= 1 << UInt64(first.value & 63)
      var hash = Hash()
      for scalar in key { hash.add(scalar) }
      var slot = hash.value & mask
      while let entry = slots[slot], entry.key != key { slot = (slot + 1) & mask }
      slots[slot] = Entry(key: key, value: value)
    }
  }

  private struct Hash {
    private var state: UInt64 = 0xCBF2_9CE4_8422_2325
    mutating func add(_ scalar: Unicode.Scalar) {
      state = (state ^ UInt64(scalar.value)) &* 0x100_0000_01B3
    }
    var value: Int { Int(truncatingIfNeeded: state ^ state >> 29) }
  }

  subscript(name: Scalars) -> Value? {
    var hash = Hash()
    var count = 0
    for scalar in name where !scalar.isBlank {
      let folded = scalar.folded
      if count == 0,
        heads[Int(folded.value >> 6 & 15)] & 1 << UInt64(folded.value & 63) == 0
      {
        return nil
      }
      hash.add(folded)
      count += 1
      if count > longest { return nil }
    }
    guard count > 0 else { return nil }
    var slot = hash.value & mask
    while let entry = slots[slot] {
      if matches(entry.key, name, count) { return entry.value }
      slot = (slot + 1) & mask
    }
    return nil
  }

  private func matches(_ key: [Unicode.Scalar], _ name: Scalars, _ count: Int) -> Bool {
    guard key.count == count else { return false }
    var place = 0
    for scalar in name where !scalar.isBlank {
      if key[place] != scalar.folded { return false }
      place += 1
    }
    return true
  }
}

extension WordList {
  /// Words that a name may end with.
  struct Endings: Sendable {
    private let words: [[Unicode.Scalar]]

    init(_ words: [String]) { self.words = words.map { Array($0.unicodeScalars) } }

    /// The first value that `body` finds for the text without one of the endings; blanks within
    /// the text do not count.
    func first<T>(in text: Scalars, _ body: (Scalars) -> T?) -> T? {
      guard let last = text.last else { return nil }
      for word in words where word.last == last {
        if let rest = dropping(word, from: text), let found = body(rest) { return found }
      }
      return nil
    }

    private func dropping(_ word: [Unicode.Scalar], from text: Scalars) -> Scalars? {
      var rest = text
      for scalar in word.reversed() {
        while let last = rest.last, last.isBlank { rest = rest.dropLast() }
        guard rest.last == scalar else { return nil }
        rest = rest.dropLast()
      }
      return rest
    }
  }
}
