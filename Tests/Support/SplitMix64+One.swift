import Identity

extension SplitMix64 {
  /// Any of a list that is not empty.
  public mutating func one<Element>(of list: [Element]) -> Element { list[below(list.count)] }
}
