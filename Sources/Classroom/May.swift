/// Whether a role may give a command at all; `decide` says whether it is possible now.
///
/// The one table of rights. The organizer may do what a trainer may, because whoever holds the desk
/// helps out at the console. Only phones answer, ask and rate; for those without
/// one the trainer counts hands and types in paper sheets.
public func may(_ role: CourseRole, _ command: Command) -> Bool {
  switch command {
  case .createSection, .chooseEvaluationForm: role == .organizer
  // A learner enrols nobody but the person of the phone's own cookie (`LearnerRoutes`).
  case .enroll: role == .organizer || role == .assistant || role == .learner
  case .recordLeave, .recordLeftEarly: role == .organizer || role == .assistant
  case .attachDeck, .removeDeck, .closeSection: role.leads
  case .checkIn(_, by: .desk): role.leads || role == .assistant
  case .checkIn(_, by: .phone): role == .learner
  case .next, .back, .jump, .undo, .blank, .pauseClock, .resumeClock, .addMaterial, .addItem,
    .openItems, .closeItem, .revealItem, .approveText, .approveQuestion, .answerQuestion,
    .hideQuestion, .pinQuestion, .screenQuestions, .replan, .openEvaluation, .closeEvaluation,
    .handOver:
    role.leads
  case .discuss, .openSecondRound, .proposeCloud, .approveCloud, .startTimer, .stopTimer,
    .formGroups, .formGroupsByRoster, .moveToGroup, .openReports, .closeReports, .releaseReport,
    .pickGroups, .pickGroup:
    role.leads
  // What somebody without a phone said with a raised hand or on paper.
  case .countHands, .enterSheet, .enterSheetText, .castSheet, .castEvaluationSheet,
    .noteEvaluationOnPaper:
    role.leads
  case .respond, .respondText, .answer, .castBallot, .ask, .support, .returnEvaluation,
    .writeReport:
    role == .learner
  // A member takes it, or whoever leads passes it on.
  case .takePen: role == .learner || role.leads
  case .countBallots, .countEvaluation: false
  case .roll(let command):
    switch command {
    case .open(_, let author), .mark(_, _, _, let author, _), .correct(_, _, _, _, let author):
      // Nobody signs for another role.
      author.role == role && (role.leads || role == .assistant)
    case .enroll(_, as: .walkIn): role.leads || role == .assistant || role == .learner
    // Who is on the roster at all is the organizer's.
    case .enroll(_, as: .removed), .merge: role == .organizer
    case .enroll, .substitute: role == .organizer || role == .assistant
    case .setGrace: role == .organizer
    }
  case .setCompletion: role == .organizer
  case .upon(_, let command): may(role, command)
  // A stage is led by whoever leads; `may(_:in:_:)` says in which room.
  case .inRoom(_, let command): role.leads && command.isOfStage && may(role, command)
  case .room(let command):
    switch command {
    case .open, .rename, .close, .detach, .follow: role.leads
    // A learner seats nobody but the person of the phone's own cookie (`LearnerRoutes`).
    case .seat: role.leads || role == .assistant || role == .learner
    }
  case .followUp(let command):
    switch command {
    case .setDays, .close: role == .organizer
    case .write, .answer: role == .learner
    case .countIntentions, .count: false
    }
  case .link(let command):
    switch command {
    case .issue(_, role: .trainer, _, _): role == .organizer
    case .issue: role.leads
    case .revoke: role == .organizer
    }
  }
}

/// Whether a role may give a command, when it was invited to one room only.
///
/// - Parameter room: the further room that the invitation names; `nil` for one to the whole class. A
///   trainer of a room leads that room's stage and types in its paper sheets, nothing else.
public func may(_ role: CourseRole, in room: RoomID?, _ command: Command) -> Bool {
  guard may(role, command) else { return false }
  guard let room, role == .trainer else { return true }
  switch command {
  case .inRoom(room, _), .room(.detach(room)), .room(.follow(room)): return true
  default: return command.isSheet
  }
}

extension CourseRole {
  var leads: Bool { self == .organizer || self == .trainer }
}
