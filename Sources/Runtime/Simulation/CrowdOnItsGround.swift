import Classroom

extension Intentions {
  /// An order of the console as its form sends it: upon the ground that the console showed, which is not
  /// always the one on which the order arrives.
  func onItsGround(_ command: Command) -> Command {
    switch command {
    case .inRoom(let room, let command):
      .inRoom(room, command.upon(state.seen(from: room).ground))
    default: command.upon(state.seen(from: nil).ground)
    }
  }
}

extension Command {
  fileprivate func upon(_ ground: Ground) -> Command {
    switch self {
    case .next, .back, .jump, .undo, .blank, .openItems, .closeItem, .revealItem, .discuss,
      .openSecondRound, .startTimer, .openEvaluation, .closeEvaluation, .closeSection:
      .upon(ground, self)
    default: self
    }
  }
}
