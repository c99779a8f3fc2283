/// A stretch of one line. Its indexes are those of the line, so it knows where it stands.
///
/// It points into a `ScalarBuffer` that its user keeps alive, so that it is a plain value without
/// reference counting: slicing is two additions. Every access is within its bounds or traps.
struct Scalars: RandomAccessCollection {
  typealias Element = Unicode.Scalar
  typealias Indices = Range<Int>
  typealias SubSequence = Scalars

  /// The start of the line, not of the slice.
  private let base: UnsafePointer<Unicode.Scalar>?
  private let low: Int32
  private let high: Int32

  static var empty: Scalars { Scalars(base: nil, low: 0, high: 0) }

  fileprivate init(base: UnsafePointer<Unicode.Scalar>?, low: Int32, high: Int32) {
    self.base = base
    self.low = low
    self.high = high
  }

  var startIndex: Int { Int(low) }
  var endIndex: Int { Int(high) }
  var count: Int { Int(high &- low) }
  var isEmpty: Bool { low == high }

  subscript(position: Int) -> Unicode.Scalar {
    precondition(position >= startIndex && position < endIndex, "outside the text")
    return base.unsafelyUnwrapped[position]
  }

  subscript(bounds: Range<Int>) -> Scalars {
    precondition(
      bounds.lowerBound >= startIndex && bounds.upperBound <= endIndex, "outside the text")
    return Scalars(
      base: base, low: Int32(truncatingIfNeeded: bounds.lowerBound),
      high: Int32(truncatingIfNeeded: bounds.upperBound))
  }

  func index(after index: Int) -> Int { index + 1 }
  func index(before index: Int) -> Int { index - 1 }
  func index(_ index: Int, offsetBy distance: Int) -> Int { index + distance }
  func distance(from start: Int, to end: Int) -> Int { end - start }

  func withContiguousStorageIfAvailable<R>(
    _ body: (UnsafeBufferPointer<Unicode.Scalar>) throws -> R
  ) rethrows -> R? {
    try body(UnsafeBufferPointer(start: base.map { $0 + startIndex }, count: count))
  }
}

/// Owns the scalars that `Scalars` point to.
final class ScalarBuffer {
  /// Each place is written once before a slice covers it.
  let base: UnsafeMutablePointer<Unicode.Scalar>
  private let capacity: Int

  /// - Parameter capacity: At least as many as there will be scalars.
  init(capacity: Int) {
    precondition(capacity < Int32.max, "a text of two gigabytes")
    base = .allocate(capacity: Swift.max(capacity, 1))
    self.capacity = capacity
  }

  deinit { base.deallocate() }

  /// A line of its own, counted from 0.
  func slice(_ range: Range<Int>) -> Scalars {
    precondition(range.lowerBound >= 0 && range.upperBound <= capacity)
    return Scalars(
      base: UnsafePointer(base + range.lowerBound), low: 0,
      high: Int32(truncatingIfNeeded: range.count))
  }
}

extension String {
  /// The string's scalars for the time of `body`; no slice of them may leave it.
  func withScalars<R>(_ body: (Scalars) throws -> R) rethrows -> R {
    try withUnsafeTemporaryAllocation(of: Unicode.Scalar.self, capacity: utf8.count) { buffer in
      let (_, count) = buffer.initialize(from: unicodeScalars)
      return try body(
        Scalars(
          base: UnsafePointer(buffer.baseAddress), low: 0, high: Int32(truncatingIfNeeded: count)))
    }
  }
}
