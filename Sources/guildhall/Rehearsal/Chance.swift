import Identity
import Runtime

/// Chance that belongs to one thing of one learner: whatever the order of events, the same seed
/// makes the same learner do the same.
struct Chance {
  private var source: SplitMix64

  init(_ parts: String...) {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in parts.joined(separator: "/").utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
    }
    source = SplitMix64(seed: hash)
  }

  /// A number in `0..<bound`.
  mutating func below(_ bound: Int) -> Int { Int(source.next() % UInt64(max(1, bound))) }
  mutating func percent(_ share: Int) -> Bool { below(100) < share }
  /// In `0..<1`.
  mutating func share() -> Double { Double(source.next() >> 11) / Double(1 << 53) }
  mutating func between(_ low: Double, _ high: Double) -> Double { low + (high - low) * share() }

  mutating func hex(_ digits: Int) -> String {
    let letters = Array("0123456789abcdef")
    return String((0..<digits).map { _ in letters[below(16)] })
  }
}
