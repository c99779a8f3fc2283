import Identity

/// The number of each person on every paper list 名册序号, from 1: the place in the order of enrolment.
///
/// One number for the sign-in sheet by group or by unit and for typing in paper answers, and for ever:
/// whoever is added later, replaced or taken off moves nobody.
public struct SignInNumbers: Sendable {
  private let holders: [PersonID]
  private let places: [PersonID: Int]

  public init(_ state: State) {
    holders = state.roster.map(state.roll.kept)
    places = Dictionary(
      state.roster.enumerated().map { ($1, $0 + 1) }, uniquingKeysWith: { first, _ in first })
  }

  /// `nil` for somebody who is not of the class.
  public subscript(_ person: PersonID) -> Int? { places[person] }

  /// Whose number it is: of an entry that was merged into another one, who stayed; `nil` for one that
  /// nobody has.
  public func person(_ number: Int) -> PersonID? {
    holders.indices.contains(number - 1) ? holders[number - 1] : nil
  }
}

extension State {
  /// Who may hand in a paper by name: those on the roster and walk-ins, with their numbers, in order.
  public var signInList: [(number: Int, person: PersonID)] {
    roster.enumerated().filter { takesPart($0.element) }.map { ($0.offset + 1, $0.element) }
  }
}
