import Identity

/// The record of one class 班级 at its end, without names: persons by id, which the caller joins
/// with the People store.
///
/// It is for the organizer and the trainer: it holds the keys of quizzes. Of a poll or an
/// evaluation with fewer than `fewestBallots` ballots it says how many took part and nothing else.
public struct SectionReport: Equatable, Sendable, Encodable {
  /// One person's day.
  public struct Attendee: Equatable, Sendable, Encodable {
    public enum Standing: String, Sendable, Encodable {
      case present, leftEarly, onLeave, notArrived
    }
    public var person: PersonID
    public var group: String
    public var standing: Standing
    public var timeIn: Moment?
    /// When the person left early, else when the class closed; `nil` while it runs and for whoever
    /// never came.
    public var timeOut: Moment?
    /// `desk` is a hand entry 补签; `nil` for whoever never came.
    public var witness: Witness?
    public var enrolment: Enrolment
    /// Whose place this person takes 替训.
    public var insteadOf: PersonID?
    /// One for each of `halfDays`.
    public var standings: [HalfDayStanding]
    /// Where this person sat last; `nil` for the main room.
    public var room: RoomID?
  }

  /// One half-day of attendance.
  public struct HalfDay: Equatable, Sendable, Encodable {
    public var checkpoint: Checkpoint
    /// When attendance was first taken; `nil` when never.
    public var opened: Moment?
    /// When its first teaching began.
    public var began: Moment?
    /// Whether it took place: attendance was taken, or somebody was noted as present afterwards.
    public var isHeld: Bool
    public var count: Roll.Count
  }

  /// One stretch of the timetable, planned against actual.
  public struct Activity: Equatable, Sendable, Encodable {
    public var segment: SegmentID
    public var kind: SegmentKind
    public var form: String?
    public var unit: Segment.Heading?
    public var topic: Segment.Heading?
    /// Empty where the viewer supplies the word in its own language (课间休息, 导入 …).
    public var title: String
    public var day: Int
    public var part: Int
    public var parts: Int
    public var teaching: Bool
    public var plannedMinutes: Int
    /// By the last timetable that the trainer made on the way; `nil` where the plan held.
    public var replannedMinutes: Int?
    /// Rounded to the nearest minute; `0` where the class never came.
    public var actualMinutes: Int
    /// Of the actual minutes, those that went to questions to the room beside the segment's own.
    public var askedMinutes: Int
    /// Whether the class was ever here: tells a skipped activity from a very short one.
    public var reached: Bool
  }

  /// One question put to the room.
  public struct Item: Equatable, Sendable, Encodable {
    public struct Choice: Equatable, Sendable, Encodable {
      public var letter: String
      public var text: String
      /// `nil` where nothing may be said.
      public var count: Int?
      public var right: Bool
      /// Of two rounds: the count of the first.
      public var before: Int?
    }
    public var id: ItemID
    public var kind: AssessmentItem.Kind
    public var prompt: String
    /// Whether it stood in the plan; otherwise it was made on the spot.
    public var planned: Bool
    /// `waiting` was never asked.
    public var phase: State.Asked.Phase
    public var choices: [Choice]
    /// How many answered.
    public var answers: Int
    /// How many were exactly right; `nil` for a poll.
    public var correct: Int?
    /// Of the answers whose right or wrong is known (raised hands only where they were counted by
    /// choice), `0...1`; `nil` for a poll and where there are none.
    public var shareCorrect: Double?
    public var form: Interaction.Form
    /// The right answer of a number or a short text.
    public var answer: String?
    /// Of two rounds: answers and right ones in the first; only the second counts as the score.
    public var answersBefore: Int?
    public var correctBefore: Int?
    /// The mean of a scale.
    public var mean: Double?
    /// Raised hands among the counts, by choice; empty where none were counted.
    public var hands: [Int]
    /// How many of the answers came on paper.
    public var sheets: Int
    /// Of how many the counts are; `nil` where nothing may be said.
    public var counted: Int?
    /// What was written to an open poll, in no order that tells who wrote it.
    public var texts: [String]
    /// The words of an open poll that the room saw as a cloud, most frequent first.
    public var cloud: [CountedWord]
  }

  /// A question from the floor. A hidden one counts, but its words and its asker are left out.
  public struct Question: Equatable, Sendable, Encodable {
    public var id: QuestionID
    public var text: String?
    /// `nil` when asked anonymously.
    public var person: PersonID?
    public var supporters: Int
    public var phase: State.FloorQuestion.Phase
    /// Asked of the trainer alone: its words and its asker are left out as well.
    public var forTrainer: Bool
    /// Why it was not shown; `nil` where it was, or where nobody said.
    public var reason: String?
  }

  public var profile: SectionProfile
  public var phase: State.Phase
  public var startedAt: Moment?
  public var closedAt: Moment?
  /// By group in the order of first enrolment, within a group in the order of enrolment.
  public var attendance: [Attendee]
  /// In the order of the agenda.
  public var halfDays: [HalfDay]
  /// In the order made.
  public var corrections: [Roll.Correction]
  /// In the order of the agenda.
  public var activities: [Activity]
  /// Timetables made on the way, oldest first.
  public var replans: [Replan]
  /// Planned ones first, in order of appearance.
  public var items: [Item]
  /// In the order asked.
  public var questions: [Question]
  public var evaluation: Evaluation
  /// `nil` where nobody wrote anything.
  public var followUp: FollowUp?
  public var counts: Counts
  /// Between a pre-test and a post-test of the same questions; `nil` where there were none.
  public var gain: LearningGain?
  /// `nil` for a class in one room.
  public var rooms: [Room]?
  public var groups: [Group]
  /// In the order asked.
  public var groupTasks: [GroupTask]
  /// Who has completed the class, and why.
  public var completion: CompletionRecord
}

/// The record of a class as of its state.
///
/// - Parameter now: books the running stretch up to this moment, for a report made while the class
///   runs; without it, what runs is not yet counted.
public func sectionReport(of state: State, at now: Moment? = nil) -> SectionReport {
  SectionReport(
    profile: state.profile, phase: state.phase, startedAt: state.startedAt,
    closedAt: state.closedAt,
    attendance: attendees(of: state),
    halfDays: state.roll.checkpoints.map {
      SectionReport.HalfDay(
        checkpoint: $0, opened: state.roll.opened[$0.id], began: state.roll.began[$0.id],
        isHeld: state.isHeld($0.id), count: state.rollCount(at: $0.id))
    },
    corrections: state.roll.corrections,
    activities: activities(of: state, at: now),
    replans: state.pace.replans,
    items: state.itemOrder.compactMap { state.items[$0] }.map(SectionReport.Item.init),
    questions: state.questionOrder.compactMap { state.questions[$0] }.map {
      let confided = state.wall.confided.contains($0.id)
      let hidden = $0.phase == .hidden || confided
      return SectionReport.Question(
        id: $0.id, text: hidden ? nil : $0.text, person: hidden ? nil : $0.person,
        supporters: $0.supporters.count, phase: $0.phase, forTrainer: confided,
        reason: state.wall.reasons[$0.id])
    },
    evaluation: SectionReport.Evaluation(state.evaluation, present: state.present),
    followUp: SectionReport.FollowUp(state.followUp),
    counts: state.counts, gain: learningGain(of: state),
    rooms: state.sideRooms.order.isEmpty ? nil : rooms(of: state, at: now),
    groups: groups(of: state), groupTasks: groupTasks(of: state),
    completion: completionRecord(of: state, at: now))
}

private func attendees(of state: State) -> [SectionReport.Attendee] {
  organizerView(of: state).groups.flatMap(\.members).compactMap { member in
    guard let day = state.attendance[member.person] else { return nil }
    let standing: SectionReport.Attendee.Standing =
      day.checkedIn != nil
      ? (day.left == nil ? .present : .leftEarly) : (day.onLeave ? .onLeave : .notArrived)
    return SectionReport.Attendee(
      person: member.person, group: member.group, standing: standing, timeIn: day.checkedIn,
      timeOut: day.checkedIn == nil ? nil : day.left ?? state.closedAt, witness: day.witness,
      enrolment: member.enrolment, insteadOf: member.insteadOf,
      standings: state.roll.checkpoints.map {
        state.roll.standing(of: member.person, at: $0.id)
      }, room: state.sideRooms.seats[member.person])
  }
}

private func activities(of state: State, at now: Moment?) -> [SectionReport.Activity] {
  state.agenda.map { segment in
    let actual = state.actualSeconds(of: segment, at: now)
    return SectionReport.Activity(
      segment: segment.id, kind: segment.kind, form: segment.form, unit: segment.unit,
      topic: segment.topic, title: segment.title, day: segment.day, part: segment.part,
      parts: segment.parts, teaching: segment.teaching, plannedMinutes: segment.plannedMinutes,
      replannedMinutes: state.pace.slots[segment.id]?.minutes,
      actualMinutes: ((actual ?? 0) + 30) / 60,
      askedMinutes: (state.askedSeconds(of: segment, at: now) + 30) / 60, reached: actual != nil)
  }
}

extension SectionReport.Item {
  init(_ asked: State.Asked) {
    id = asked.item.id
    kind = asked.item.kind
    prompt = asked.item.prompt
    planned = asked.segment != nil
    phase = asked.phase
    form = asked.item.form
    answer = asked.item.writtenAnswer
    mean = asked.mean
    choices = asked.rows(revealed: true, approvedOnly: false).map {
      Choice(letter: $0.letter, text: $0.text, count: $0.count, right: $0.right, before: $0.before)
    }
    answersBefore = asked.first?.answers
    correctBefore = asked.correctBefore
    answers = asked.answered
    hands = asked.hands.counts
    sheets = asked.hands.ballots + asked.hands.entered.count
    counted = asked.result?.answers
    correct = asked.correct
    shareCorrect = asked.shareCorrect
    texts = asked.result == nil || asked.item.form != .extendedText ? [] : asked.texts
    cloud = texts.isEmpty ? [] : asked.cloud
  }
}
