import Identity

/// All that is true of one class: the fold of its events.
public struct State: Equatable, Sendable, Codable {
  public enum Phase: String, Sendable, Codable { case absent, planned, live, closed }

  /// One person's day.
  public struct Attendance: Equatable, Sendable, Codable {
    public var group: String
    public var checkedIn: Moment?
    public var witness: Witness?
    public var left: Moment?
    public var onLeave: Bool
  }

  /// The life of a question put to the room.
  public struct Asked: Equatable, Sendable, Codable {
    public enum Phase: String, Sendable, Codable { case waiting, open, closed, revealed }
    public var item: AssessmentItem
    /// The segment it was planned in; `nil` when it was made on the spot.
    public var segment: SegmentID?
    /// Of the class: open until the last room has closed it (`Stage.asking` says how it stands in each).
    public var phase: Phase
    /// Whether some room has seen its result: it is over then, for all.
    public var resultShown = false
    /// By name, for quizzes and tests only.
    public var responses: [PersonID: [Int]]
    /// Who took part in a poll.
    public var participants: Set<PersonID>
    /// Ballots counted after closing.
    public var ballots: Int?
    public var marks: [Int]
    public var texts: [String]
    public var approvedTexts: Set<Int>
    /// Numbers and short texts by name; `texts` then holds each different one.
    public var writings: [PersonID: String] = [:]
    /// The first of two rounds; `responses`, `writings` and `hands` are then the second's.
    public var first: FirstRound?
    /// The words found in an open poll, for the trainer to choose from.
    public var proposal: [CountedWord] = []
    /// The word cloud that the trainer approved.
    public var cloud: [CountedWord] = []
    /// What came without a phone.
    public var hands = HandsState()
    /// What the papers call it 题号: its place in order of appearance, from 1.
    public var number = 0

    /// Answers and ballots, paper ones included; raised hands are counted apart.
    public var submitted: Int {
      item.kind.isAnonymous
        ? participants.count + hands.ballots : responses.count + writings.count
    }
  }

  /// A question from the floor 提问.
  public struct FloorQuestion: Equatable, Sendable, Codable {
    public enum Phase: String, Sendable, Codable, CaseIterable {
      case pending, approved, answered, hidden
    }
    public var id: QuestionID
    /// `nil` when asked anonymously.
    public var person: PersonID?
    public var text: String
    public var phase: Phase
    public var supporters: Set<String>
  }

  public struct Evaluation: Equatable, Sendable, Codable {
    public enum Phase: String, Sendable, Codable { case waiting, open, closed }
    public var phase = Phase.waiting
    public var form = EvaluationForm.standard
    public var participants: Set<PersonID> = []
    /// Forms that came on paper.
    public var sheets = 0
    /// Who was seen to return one on paper.
    public var onPaper: Set<PersonID> = []
    /// Ballots counted after closing.
    public var ballots: Int?
    public var grades: [[Int]] = []
    public var texts: [String] = []

    /// How many were returned, by phone and on paper.
    public var returned: Int { participants.count + sheets }
    public func isReturned(by person: PersonID) -> Bool {
      participants.contains(person) || onPaper.contains(person)
    }
  }

  /// Time spent, in seconds; `since` is when the running stretch began.
  public struct Clock: Equatable, Sendable, Codable {
    public var spent: [SegmentID: Int] = [:]
    public var since: Moment?
    public var paused = false
  }

  public var phase = Phase.absent
  public var profile = SectionProfile(id: SectionID(""), title: "", date: "", code: "")
  public var plan = PinnedPlan(file: "", source: "", digest: "")
  public var agenda: [Segment] = []
  /// In the order of enrolment.
  public var roster: [PersonID] = []
  public var attendance: [PersonID: Attendance] = [:]
  /// Attendance by half-day.
  public var roll = Roll()
  /// Invitations.
  public var links = Links()
  /// The main room's; `seen(from:)` puts another room's into its place.
  public var stage = Stage()
  /// Further rooms, and who sits there.
  public var sideRooms = SideRooms()
  /// What completing the class takes.
  public var completion = CompletionSettings()
  public var decks: [DeckScope: Deck] = [:]
  public var groups = GroupState()
  public var startedAt: Moment?
  public var closedAt: Moment?
  /// Every item, planned ones first, in order of appearance.
  public var itemOrder: [ItemID] = []
  public var items: [ItemID: Asked] = [:]
  /// Planned items of each segment.
  public var itemsBySegment: [SegmentID: [ItemID]] = [:]
  public var wall = WallState()
  public var questionOrder: [QuestionID] = []
  public var questions: [QuestionID: FloorQuestion] = [:]
  /// Questions asked by name, a person; anonymous ones are not counted to anybody.
  public var questionsAsked: [PersonID: Int] = [:]
  public var evaluation = Evaluation()
  public var followUp = FollowUp()
  /// Which trainer's link is valid; handing over makes the earlier one stale.
  public var trainerGeneration = 1

  public init() {}

  public var segment: Segment? { cursor.map { agenda[$0.segment] } }
  public var isOpen: Bool { phase == .planned || phase == .live }

  /// Whether a person came; who left early may still send what waited on the phone.
  public func isPresent(_ person: PersonID) -> Bool {
    guard let attendance = attendance[person] else { return false }
    return attendance.checkedIn != nil
  }

  /// Observers and guests are not counted.
  public var present: Int {
    attendance.count { $0.value.checkedIn != nil && takesPart($0.key) }
  }

  /// Boxes that are closed but whose ballots are not yet in the log: the runtime owes them a count.
  public var boxesToCount: [String] {
    var boxes = itemOrder.filter { id in
      guard let asked = items[id] else { return false }
      return asked.item.kind.isAnonymous && asked.ballots == nil
        && (asked.phase == .closed || asked.phase == .revealed) && !mayReopen(asked)
    }
    if evaluation.phase == .closed && evaluation.ballots == nil && !isUntouched(evaluation) {
      boxes.append(evaluationBox)
    }
    return boxes + followUpBoxesToCount
  }

  /// Whether a closed question may be opened again: one by name until its result was shown; of a poll only
  /// a box into which nobody has cast. Such a box is neither sealed nor counted before the class ends:
  /// nothing was said, so nothing can be told or lost.
  func mayReopen(_ asked: Asked) -> Bool {
    guard isOpen, asked.phase == .closed, !asked.resultShown else { return false }
    return !asked.item.kind.isAnonymous || (asked.submitted == 0 && asked.ballots == nil)
  }

  /// Whether nobody has rated yet, and the box of the ratings was not sealed.
  func isUntouched(_ evaluation: Evaluation) -> Bool {
    isOpen && evaluation.returned == 0 && evaluation.ballots == nil
  }

  /// Whether the evaluation may be opened: once, or again when it was closed before anybody rated.
  public var mayOpenEvaluation: Bool {
    phase == .live
      && (evaluation.phase == .waiting || (evaluation.phase == .closed && isUntouched(evaluation)))
  }

  /// Boxes that take ballots now, or whose keys open others.
  public var openBoxes: [String] {
    itemOrder.filter { items[$0]?.phase == .open && items[$0]?.item.kind.isAnonymous == true }
      + (evaluation.phase == .open ? [evaluationBox] : []) + followUpBoxes
  }

  /// What the record counts: people checked in, answers to polls and quizzes, questions, ratings.
  public var counts: Counts {
    Counts(
      checkedIn: present,
      answers: items.values.reduce(0) { $0 + $1.answered },
      questions: questions.count,
      ratings: evaluation.returned)
  }
}

public struct Counts: Equatable, Sendable, Codable {
  public var checkedIn: Int
  public var answers: Int
  public var questions: Int
  public var ratings: Int
}
