/// A seeded generator of our own: one seed means one day, on every machine and with every version
/// of Swift. The standard library promises that for no generator and for none of its `random(in:)`.
///
/// Source: Steele, Lea, Flood, *Fast splittable pseudorandom number generators*, OOPSLA 2014.
public struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number in `0..<bound`; the bias of the remainder is far below what a simulation notices.
  public mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  public mutating func between(_ low: Int, _ high: Int) -> Int { low + below(high - low + 1) }

  public mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

  public mutating func pick<Element>(_ list: [Element]) -> Element? {
    list.isEmpty ? nil : list[below(list.count)]
  }

  /// One of the choices, each as likely as its weight.
  public mutating func weighted<Choice>(_ choices: [(weight: Int, choice: Choice)]) -> Choice? {
    let total = choices.reduce(0) { $0 + $1.weight }
    guard total > 0 else { return nil }
    var left = below(total)
    for (weight, choice) in choices {
      left -= weight
      if left < 0 { return choice }
    }
    return nil
  }

  /// The list in another order (Fisher and Yates).
  public mutating func shuffled<Element>(_ list: [Element]) -> [Element] {
    var list = list
    for index in list.indices.dropFirst().reversed() { list.swapAt(index, below(index + 1)) }
    return list
  }
}

/// A number that a text gives, the same on every machine: a seed or a name, and no secret.
///
/// Source: FNV-1a of 64 bits (Fowler, Noll, Vo).
public func fingerprint(of text: String) -> UInt64 {
  text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
}
