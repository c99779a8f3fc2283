import Identity

/// Who looks. What each may see is decided here and nowhere else.
public enum Viewer: String, CaseIterable, Sendable {
  case projector, learner, trainer, organizer, assistant
}

/// What one kind of viewer sees of a class: a value to make pages and streams from.
///
/// Times that run are not in it (see `Pulse`), so it changes only when something happened.
public enum View: Equatable, Sendable {
  case projector(ProjectorView)
  case learner(LearnerView)
  case trainer(TrainerView)
  case organizer(OrganizerView)
  case assistant(DoorView)
}

public func view(of state: State, for viewer: Viewer) -> View {
  switch viewer {
  case .projector: .projector(projectorView(of: state))
  case .learner: .learner(learnerView(of: state))
  case .trainer: .trainer(trainerView(of: state))
  case .organizer: .organizer(organizerView(of: state))
  case .assistant: .assistant(doorView(of: state))
  }
}

// MARK: - Parts

/// Where in the plan the class stands.
public struct Place: Equatable, Sendable {
  public var kind: SegmentKind
  public var unit: Segment.Heading?
  public var topic: Segment.Heading?
  public var title: String
  /// From 1.
  public var page: Int
  public var pages: Int

  /// - Parameter cursor: the page, from 0, and the segment by its index.
  init(_ state: State, _ cursor: Cursor) {
    let segment = state.agenda[cursor.segment]
    kind = segment.kind
    unit = segment.unit
    topic = segment.topic
    title = segment.title
    page = cursor.page + 1
    pages = state.pageCount(cursor.segment)
  }
}

/// An item as the room may see it: the key and the counts only once they are revealed.
public struct PublicItem: Equatable, Sendable {
  public var id: ItemID
  public var kind: AssessmentItem.Kind
  public var prompt: String
  public var choices: [PublicChoice]
  public var multiple: Bool
  public var phase: State.Asked.Phase
  /// After reveal.
  public var explanation: String?
  /// After reveal: approved open texts.
  public var texts: [String]
  /// After reveal: answers counted, raised hands included.
  public var answers: Int?
  public var form: Interaction.Form
  /// What the choices of a matching are joined to.
  public var targets: [String]
  /// After reveal: how many were exactly right; `nil` for a poll.
  public var correct: Int?
  /// After reveal: of how many answers `correct` speaks.
  public var scored: Int?
  /// After reveal: the mean of a scale.
  public var mean: Double?
  /// After reveal: the right answer of a number or a short text.
  public var answer: String?
  /// `2` in the second of two rounds.
  public var round: Int?
  /// Whether the room talks about it between two rounds.
  public var discussing: Bool
  /// After reveal, of two rounds: answers and right ones in the first.
  public var answersBefore: Int?
  public var correctBefore: Int?
  /// After reveal: the approved words of an open poll.
  public var cloud: [CountedWord]
  /// What the paper sheets call it 题号.
  public var number: Int
  /// After reveal: raised hands among the counts, by choice; empty where none were counted.
  public var hands: [Int]

  /// - Parameter revealed: whether key and counts may be in it.
  init(_ asked: State.Asked, revealed: Bool, discussing: Bool = false) {
    id = asked.item.id
    kind = asked.item.kind
    prompt = asked.item.prompt
    number = asked.number
    hands = revealed ? asked.hands.counts : []
    multiple = asked.item.multiple
    phase = asked.phase
    form = asked.item.form
    targets = asked.item.targets
    explanation = revealed ? asked.item.explanation : nil
    answers = revealed ? asked.result?.answers : nil
    correct = revealed ? asked.correct : nil
    scored = revealed ? asked.scored : nil
    mean = revealed ? asked.mean : nil
    answer = revealed ? asked.item.writtenAnswer : nil
    choices = asked.rows(revealed: revealed, approvedOnly: true)
    round = asked.round
    self.discussing = discussing
    answersBefore = revealed ? asked.first?.answers : nil
    correctBefore = revealed ? asked.correctBefore : nil
    let isWall = revealed && form == .extendedText
    texts = isWall ? asked.approvedTexts.sorted().map { asked.texts[$0] } : []
    cloud = isWall ? asked.cloud : []
  }
}

public struct PublicChoice: Equatable, Sendable {
  public var letter: String
  public var text: String
  public var count: Int?
  public var right: Bool
  /// After reveal, of two rounds: the count of the first.
  public var before: Int?
}

public func choiceLetter(_ index: Int) -> String {
  String(UnicodeScalar(UInt8(65 + min(index, 25))))
}

/// An approved question, without who asked anonymously; named askers by id.
public struct PublicQuestion: Equatable, Sendable {
  public var id: QuestionID
  public var text: String
  public var supporters: Int
  public var phase: State.FloorQuestion.Phase
  public var isPinned: Bool
  /// Trainer's view only; `nil` when anonymous.
  public var person: PersonID?
}

extension State {
  /// The item that holds the screen, or that the current page shows.
  var itemOnStage: Asked? {
    if let focus { return items[focus] }
    return page?.item.flatMap { items[$0] }
  }

  var page: Page? {
    guard let cursor, let segment, deck(cursor.segment) == nil,
      segment.pages.indices.contains(cursor.page)
    else { return nil }
    return segment.pages[cursor.page]
  }

  var place: Place? { cursor.map { Place(self, $0) } }

  /// What the room comes back to; `nil` where it does not rest, or the day ends with the rest.
  var placeAfterPause: Place? {
    guard let cursor, agenda[cursor.segment].kind.isPause,
      let next = agenda.indices.first(where: { $0 > cursor.segment && !agenda[$0].kind.isPause }),
      agenda[next].day == agenda[cursor.segment].day
    else { return nil }
    return Place(self, entry(next))
  }

  func publicQuestions(_ phases: Set<FloorQuestion.Phase>, persons: Bool) -> [PublicQuestion] {
    // What was asked of the trainer alone is in the trainer's view alone.
    let shown = questionOrder.compactMap { questions[$0] }.filter {
      phases.contains($0.phase) && (persons || !wall.confided.contains($0.id))
    }
    return shown.map {
      PublicQuestion(
        id: $0.id, text: $0.text, supporters: $0.supporters.count, phase: $0.phase,
        isPinned: wall.pinned.contains($0.id), person: persons ? $0.person : nil)
    }
  }
}

// MARK: - Big screen

public struct ProjectorView: Equatable, Sendable {
  public var phase: State.Phase
  public var title: String
  public var code: String
  public var blanked: Bool
  public var place: Place?
  public var page: Page?
  /// A slide that stands in the place of the page's text.
  public var slide: DeckPage?
  public var item: PublicItem?
  public var present: Int
  public var submitted: Int?
  /// Approved questions, pinned ones first, then the most supported; at most five.
  public var questions: [PublicQuestion]
  public var evaluationOpen: Bool
  public var evaluationReturned: Int
  /// The groups' task, on the stage as long as no item holds it.
  public var task: PublicTask?
  /// The step of the case.
  public var step: StepPlace?
  /// In a break, what comes after it.
  public var next: Place?
}

public func projectorView(of state: State) -> ProjectorView {
  guard state.phase != .closed else { return closing(state) }
  let asked = state.itemOnStage
  let blank = state.blanked
  let item = asked.flatMap { asked -> PublicItem? in
    // A planned item is not read out before the trainer opens it, and one that is over gives way to
    // what the groups were asked since.
    if asked.phase == .waiting { return nil }
    if asked.phase != .open && state.focus == nil && state.taskIsOnStage { return nil }
    return PublicItem(
      asked, revealed: asked.phase == .revealed, discussing: state.isDiscussed(asked.item.id))
  }
  return ProjectorView(
    phase: state.phase, title: state.profile.title, code: state.profile.code, blanked: blank,
    place: blank ? nil : state.place,
    page: blank || item != nil ? nil : state.page.flatMap { $0.item == nil ? $0 : nil },
    slide: blank || item != nil ? nil : state.deckPage,
    item: blank ? nil : item,
    present: state.present,
    submitted: blank || item == nil ? nil : asked?.submitted,
    questions: blank
      ? []
      : state.wallQuestions([.approved], persons: false).prefix(5).map(\.question),
    evaluationOpen: state.evaluation.phase == .open,
    evaluationReturned: state.evaluation.returned,
    task: blank || item != nil || !state.taskIsOnStage ? nil : state.publicTask,
    step: blank || item != nil ? nil : state.stepPlace,
    next: blank ? nil : state.placeAfterPause)
}

/// At the end nothing is asked any more, whatever the class stopped at: the course, and thanks.
private func closing(_ state: State) -> ProjectorView {
  ProjectorView(
    phase: .closed, title: state.profile.title, code: state.profile.code, blanked: false,
    present: state.present, questions: [], evaluationOpen: false,
    evaluationReturned: state.evaluation.participants.count)
}

// MARK: - Learner

/// What every learner sees alike. What is one's own is in `OwnView`.
public struct LearnerView: Equatable, Sendable {
  public var phase: State.Phase
  public var title: String
  public var place: Place?
  public var page: Page?
  public var slide: DeckPage?
  /// Items that take answers now.
  public var open: [PublicItem]
  /// The item just closed or revealed.
  public var shown: PublicItem?
  public var questions: [PublicQuestion]
  public var evaluation: State.Evaluation.Phase
  /// What it asks.
  public var evaluationForm: EvaluationForm
  /// Whether to write one thing to do is offered now.
  public var offersIntention: Bool
  /// The half-day for which attendance is taken now; `nil` before and after the class.
  public var checkpoint: Checkpoint?
  public var task: PublicTask?
  /// Counts what happened to the groups.
  public var groupChanges: Int
  /// Counts who changed rooms.
  public var seatChanges: Int
  /// What to do now, in a case, a discussion or an exercise.
  public var guide: Guide?
}

public func learnerView(of state: State) -> LearnerView {
  let asked = state.itemOnStage
  let shown = asked.flatMap { asked -> PublicItem? in
    switch asked.phase {
    case .waiting, .open: nil
    // After the class nobody shows it any more.
    case .closed where state.phase == .closed: nil
    case .closed:
      PublicItem(asked, revealed: false, discussing: state.isDiscussed(asked.item.id))
    case .revealed: PublicItem(asked, revealed: true)
    }
  }
  return LearnerView(
    phase: state.phase, title: state.profile.title,
    place: state.blanked ? nil : state.place,
    page: state.blanked ? nil : state.page.flatMap { $0.item == nil ? $0 : nil },
    slide: state.blanked ? nil : state.deckPage,
    open: state.openItems.map { PublicItem($0, revealed: false) },
    shown: state.blanked && state.phase != .closed ? nil : shown,
    questions: state.publicQuestions([.approved, .answered], persons: false),
    evaluation: state.evaluation.phase, evaluationForm: state.evaluation.form,
    offersIntention: state.offersIntention, checkpoint: state.isOpen ? state.checkpoint : nil,
    task: state.askedTask, groupChanges: state.groups.changes,
    seatChanges: state.sideRooms.changes, guide: state.guide)
}

/// What is one person's own. It reaches that person alone.
public struct OwnView: Equatable, Sendable, Codable {
  public struct Answer: Equatable, Sendable, Codable {
    public var item: ItemID
    public var choices: [Int]
    /// After reveal: whether it was right.
    public var right: Bool?
    /// A number or a short text.
    public var text: String?
    /// `2` in the second of two rounds: an answer to the first is no longer one's own.
    public var round: Int?
  }
  public var checkedIn: Bool
  /// Half-days for which this person is signed in.
  public var here: [CheckpointID]
  public var group: String
  /// Answers by name.
  public var answers: [Answer]
  /// Polls taken part in; not what was said.
  public var took: [ItemID]
  public var rated: Bool
  /// Whether one thing to do was written; not what.
  public var intends: Bool
  /// Questions asked by name.
  public var asked: [QuestionID]
  /// `nil` before groups were made.
  public var team: OwnGroup?
  /// The further room where this person sits; `nil` in the main room.
  public var room: RoomID?
}

/// The same with the class as the person's own room sees it; of whose entry was merged into another's,
/// the other's.
public func ownView(of person: PersonID, in state: State) -> OwnView {
  let person = state.roll.kept(person)
  guard !state.sideRooms.order.isEmpty else { return ownView(of: state, person: person) }
  return ownView(of: state.seen(from: state.room(of: person)), person: person)
}

public func ownView(of state: State, person: PersonID) -> OwnView {
  // One item at a time and in its place: this is asked once for each answer of a full hall.
  var answers: [OwnView.Answer] = []
  var took: [ItemID] = []
  for id in state.itemOrder {
    guard let place = state.items.index(forKey: id) else { continue }
    if let answer = state.items.values[place].answer(of: person) { answers.append(answer) }
    if state.items.values[place].participants.contains(person) { took.append(id) }
  }
  return OwnView(
    checkedIn: state.isPresent(person),
    here: state.roll.checkpoints.map(\.id).filter {
      let standing = state.roll.standing(of: person, at: $0)
      return standing.isPresent && !standing.isLeftEarly
    },
    group: state.attendance[person]?.group ?? "",
    answers: answers,
    took: took,
    rated: state.evaluation.isReturned(by: person),
    intends: state.followUp.writers.contains(person),
    asked: state.questionOrder.filter { id in
      state.questions.index(forKey: id).map { state.questions.values[$0].person == person } ?? false
    },
    team: state.ownGroup(person), room: state.room(of: person))
}

// MARK: - Trainer

public struct TrainerView: Equatable, Sendable {
  /// One line of the spine.
  public struct Stop: Equatable, Sendable {
    public var index: Int
    public var segment: SegmentID
    public var kind: SegmentKind
    public var form: String?
    public var unit: Segment.Heading?
    public var topic: Segment.Heading?
    public var title: String
    public var day: Int
    public var start: Int
    public var plannedMinutes: Int
    /// By the timetable made on the way; `nil` where the plan holds.
    public var replanned: ReplannedSlot?
    /// Seconds spent so far; `nil` before the class came here.
    public var spentSeconds: Int?
    public var isNow: Bool
    public var isDone: Bool
    public var lacksMaterial: Bool
    public var part: Int
    public var parts: Int
  }
  /// An item with its key, for the trainer alone.
  public struct Item: Equatable, Sendable {
    public var item: PublicItem
    public var key: [Int]
    public var explanation: String?
    public var submitted: Int
    public var planned: Bool
    /// Hands raised for each choice; empty where none were counted.
    public var hands: [Int]
    /// Paper sheets among what was submitted.
    public var sheets: Int
    /// Open texts with their index and whether the room sees them.
    public var texts: [(index: Int, text: String, approved: Bool)]
    /// The right answer where it is no mark at a choice.
    public var keyLines: [String]
    /// The words that could be shown as a cloud.
    public var proposal: [CountedWord]
    /// Whether enough was written to look for words.
    public var cloudReady: Bool
    /// Whether some room has seen the result: nothing is asked or counted any more.
    public var isOver: Bool
    /// Whether it is closed and may be opened again.
    public var mayReopen: Bool
    public static func == (a: Item, b: Item) -> Bool {
      a.item == b.item && a.key == b.key && a.explanation == b.explanation
        && a.submitted == b.submitted && a.planned == b.planned
        && a.keyLines == b.keyLines && a.proposal == b.proposal
        && a.cloudReady == b.cloudReady && a.isOver == b.isOver
        && a.mayReopen == b.mayReopen
        && a.hands == b.hands && a.sheets == b.sheets
        && a.texts.elementsEqual(b.texts) { $0 == $1 }
    }
  }
  public var phase: State.Phase
  public var title: String
  public var code: String
  public var spine: [Stop]
  public var place: Place?
  public var form: String?
  public var page: Page?
  public var slide: DeckPage?
  public var next: Place?
  /// The index of the segment that comes next; `nil` in the last one.
  public var nextSegment: Int?
  public var segment: SegmentID?
  public var notes: String
  public var kit: Kit?
  public var lacksMaterial: Bool
  /// Items of this segment, and those made on the spot; the one on stage first.
  public var items: [Item]
  public var stage: ItemID?
  /// Every question: pinned ones first, then the most supported.
  public var wall: [WallQuestion]
  /// Whether questions wait for the trainer before the room sees them.
  public var isScreened: Bool
  /// Everybody who came, walk-ins included: of whom answers are counted.
  public var present: Int
  /// The half-day that runs, and who of the roster is there.
  public var checkpoint: Checkpoint?
  public var roll: Roll.Count
  public var blanked: Bool
  public var paused: Bool
  /// Whether the segment's clock stands still because the room is asked.
  public var held: Bool
  public var canUndo: Bool
  public var evaluation: State.Evaluation.Phase
  public var evaluationReturned: Int
  public var decks: [AttachedDeck]
  public var groups: [GroupRow]
  /// Whether groups may be formed now: nothing has been asked of them today.
  public var mayFormGroups: Bool
  /// Whether the room's timer was set.
  public var hasTimer: Bool
  public var task: PublicTask?
  /// What was learned between the tests; for the trainer alone.
  public var gain: LearningGain?
  /// The steps of the case that the class stands in.
  public var steps: [StepRow]
  public var step: StepPlace?
  /// What one tap gives the timer here.
  public var offeredMinutes: Int?
  public var worksInGroups: Bool
  public var mayOpenEvaluation: Bool
  /// What an order given upon this view names.
  public var ground: Ground
  /// What would end unfinished if the class ended now.
  public var unfinished: Unfinished
}

public func trainerView(of state: State) -> TrainerView {
  let segment = state.segment
  let here = state.cursor?.segment
  let pageItem = state.page?.item
  let stage = state.focus ?? pageItem
  let ids =
    [stage].compactMap { $0 }
    + (segment.map { state.itemsBySegment[$0.id] ?? [] } ?? [])
    + state.itemOrder.reversed().filter {
      state.items[$0]?.segment == nil || state.items[$0]?.phase == .open
    }
  var seen: Set<ItemID> = []
  let items = ids.filter { seen.insert($0).inserted }.compactMap { state.items[$0] }
  return TrainerView(
    phase: state.phase, title: state.profile.title, code: state.profile.code,
    spine: state.agenda.enumerated().map { index, segment in
      TrainerView.Stop(
        index: index, segment: segment.id, kind: segment.kind, form: segment.form,
        unit: segment.unit, topic: segment.topic, title: segment.title, day: segment.day,
        start: segment.start, plannedMinutes: segment.plannedMinutes,
        replanned: state.pace.slots[segment.id],
        spentSeconds: state.clock.spent[segment.id].map {
          $0 + state.askedSeconds(of: segment)
        }, isNow: index == here,
        isDone: here.map { index < $0 } ?? false,
        lacksMaterial: segment.kind == .case && segment.kit == nil,
        part: segment.part, parts: segment.parts)
    },
    place: state.place,
    form: segment?.form,
    page: state.page,
    slide: state.deckPage,
    next: {
      let following = (here ?? -1) + 1
      guard state.agenda.indices.contains(following) else { return nil }
      return Place(state, state.entry(following))
    }(),
    nextSegment: here.map { $0 + 1 }.flatMap { state.agenda.indices.contains($0) ? $0 : nil },
    segment: segment?.id,
    notes: segment?.notes ?? "",
    kit: segment?.kit,
    lacksMaterial: segment.map { $0.kind == .case && $0.kit == nil } ?? false,
    items: items.map { asked in
      TrainerView.Item(
        item: PublicItem(
          asked, revealed: asked.phase == .revealed,
          discussing: state.isDiscussed(asked.item.id)), key: asked.item.key,
        explanation: asked.item.explanation, submitted: asked.submitted,
        planned: asked.segment != nil, hands: asked.hands.counts,
        sheets: asked.hands.ballots + asked.hands.entered.count,
        texts: asked.textsToApprove, keyLines: asked.keyLines,
        proposal: asked.proposal, cloudReady: asked.canCloud,
        isOver: asked.resultShown, mayReopen: state.mayReopen(asked))
    },
    stage: stage,
    wall: state.wallQuestions(Set(State.FloorQuestion.Phase.allCases), persons: true),
    isScreened: state.wall.isScreened,
    present: state.present,
    checkpoint: state.checkpoint,
    roll: state.rollCount(at: state.roll.current),
    blanked: state.blanked,
    paused: state.clock.paused,
    held: state.pace.heldSince != nil,
    canUndo: !state.trail.isEmpty,
    evaluation: state.evaluation.phase,
    evaluationReturned: state.evaluation.returned,
    decks: state.attachedDecks,
    groups: state.groupRows,
    mayFormGroups: state.isOpen && state.mayFormGroups, hasTimer: state.timer != nil,
    task: state.publicTask,
    gain: learningGain(of: state), steps: state.stepRows, step: state.stepPlace,
    offeredMinutes: state.offeredMinutes, worksInGroups: state.worksInGroups,
    mayOpenEvaluation: state.mayOpenEvaluation, ground: state.ground,
    unfinished: state.unfinished)
}

// MARK: - Organizer

public struct OrganizerView: Equatable, Sendable {
  public enum Presence: String, Sendable { case present, left, onLeave, notArrived }
  public struct Member: Equatable, Sendable {
    public var person: PersonID
    public var group: String
    public var presence: Presence
    public var checkedIn: Moment?
    public var left: Moment?
    public var late: Bool
    public var enrolment: Enrolment
    /// Whose place this person takes 替训.
    public var insteadOf: PersonID?
  }
  public struct Group: Equatable, Sendable {
    public var name: String
    public var members: [Member]
    public func count(_ presence: Presence) -> Int { members.count { $0.presence == presence } }
  }
  public var phase: State.Phase
  public var profile: SectionProfile
  /// In the order of first enrolment.
  public var groups: [Group]
  public var counts: Counts
  /// The half-day that runs, and who of the roster is there.
  public var checkpoint: Checkpoint?
  public var roll: Roll.Count
  public var evaluation: State.Evaluation.Phase
  public var decks: [AttachedDeck]
}

public func organizerView(of state: State) -> OrganizerView {
  var order: [String] = []
  var groups: [String: [OrganizerView.Member]] = [:]
  for person in state.roster {
    guard let attendance = state.attendance[person], state.roll.enrolment(of: person) != .removed
    else { continue }
    if groups[attendance.group] == nil { order.append(attendance.group) }
    let standing = state.roll.standing(of: person, at: state.roll.current)
    let presence: OrganizerView.Presence =
      standing.isPresent
      ? (standing.isLeftEarly ? .left : .present)
      : (standing == .onLeave ? .onLeave : .notArrived)
    let entry = state.roll.entry(person, state.roll.current)
    groups[attendance.group, default: []].append(
      OrganizerView.Member(
        person: person, group: attendance.group, presence: presence, checkedIn: entry.arrived,
        left: entry.left, late: standing.isLate, enrolment: state.roll.enrolment(of: person),
        insteadOf: state.roll.substitutes[person]))
  }
  return OrganizerView(
    phase: state.phase, profile: state.profile,
    groups: order.map { OrganizerView.Group(name: $0, members: groups[$0] ?? []) },
    counts: state.counts, checkpoint: state.checkpoint,
    roll: state.rollCount(at: state.roll.current), evaluation: state.evaluation.phase,
    decks: state.attachedDecks)
}

// MARK: - Running time

/// The times that run, as of one moment. They travel as remaining time, never as clock times.
public struct Pulse: Equatable, Sendable {
  /// Seconds left in this segment; negative when it runs over. `nil` before the start and after
  /// the end.
  public var segmentSeconds: Int?
  /// Seconds by which the day is behind its plan 超时 (positive) or ahead 提前 (negative).
  public var behindSeconds: Int
  /// Seconds to the next break or lunch by plan; `nil` when none comes.
  public var breakSeconds: Int?
  public var paused: Bool
  /// Seconds left on the trainer's timer; `nil` when none runs.
  public var timerSeconds: Int?
}

public func pulse(of state: State, at now: Moment) -> Pulse {
  guard state.phase == .live, let cursor = state.cursor else {
    return Pulse(segmentSeconds: nil, behindSeconds: 0, breakSeconds: nil, paused: false)
  }
  let here = state.agenda[cursor.segment]
  let left = state.secondsLeft(at: now)
  var toBreak: Int?
  var ahead = max(0, left)
  if !here.kind.isPause {
    for segment in state.agenda[(cursor.segment + 1)...] {
      if segment.day != here.day { break }
      if segment.kind.isPause {
        toBreak = ahead
        break
      }
      ahead += state.minutes(of: segment) * 60
    }
  }
  return Pulse(
    segmentSeconds: left, behindSeconds: state.behindSeconds(at: now), breakSeconds: toBreak,
    paused: state.clock.paused || state.pace.heldSince != nil,
    timerSeconds: state.timer?.left(at: now))
}
