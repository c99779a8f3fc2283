/// What an order of a trainer rests upon: where the stage stood, and how what it asks stood, when the
/// console showed the button.
///
/// A finger that taps twice, or four times while there is no line, means what was under it the first
/// time. An order that names its ground is carried out upon that ground alone (`Command.upon`).
public struct Ground: Equatable, Sendable {
  /// As forms carry it; says nothing to anybody but `State.ground`.
  public var text: String

  /// - Parameter text: from a form; whatever it is, it is only compared.
  public init(_ text: String) { self.text = text }
}

extension State {
  /// The ground as it is now, on the stage in place.
  public var ground: Ground {
    var parts = [phase.rawValue, cursor.map { "\($0.segment).\($0.page)" } ?? "-"]
    if let id = focus ?? page?.item, let asked = items[id] {
      parts += [
        id, isDiscussed(id) ? Stage.Asking.discussing.rawValue : asked.phase.rawValue,
        asked.first == nil ? "1" : "2",
      ]
    }
    parts.append(evaluation.phase.rawValue)
    if blanked { parts.append("blank") }
    if timer != nil { parts.append("timer") }
    return Ground(parts.joined(separator: "/"))
  }
}
