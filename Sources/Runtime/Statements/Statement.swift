import Classroom
import Identity

/// An event of a class with its place in the log.
public struct PlacedEvent: Sendable {
  /// From 1.
  public var position: Int
  public var time: Moment
  public var event: Event

  public init(position: Int, time: Moment, event: Event) {
    self.position = position
    self.time = time
    self.event = event
  }
}

/// One statement of what somebody did in a class, for a record elsewhere: a value without names or words.
///
/// Source: xAPI 1.0.3, part two (Experience API Data).
public struct Statement: Equatable, Sendable {
  public enum Content: Equatable, Sendable {
    /// Was there for a half-day.
    case attended(PersonID, Checkpoint, HalfDayStanding)
    /// Answered a question of a quiz or a test by name; of two rounds the second.
    case answered(PersonID, Answer)
    /// Met the rules of the class.
    case completed(PersonID, minutes: Int, credit: CreditHours?)
    /// What the class thought, as far as its report publishes it. Of nobody in particular.
    case rated(Rating)
    /// Takes back a statement that a later event has made untrue.
    case voided(id: String)
  }

  /// An answer by name that is counted.
  public struct Answer: Equatable, Sendable {
    public enum Response: Equatable, Sendable {
      case choices([Int])
      case text(String)
    }
    public var item: AssessmentItem
    /// Its place among the questions of the class, from 1.
    public var number: Int
    public var response: Response
    public var isRight: Bool
    /// The half-day in which it stands; `nil` for a question made on the spot.
    public var half: Checkpoint?
  }

  /// The evaluation as its report publishes it, but for what people wrote.
  public struct Rating: Equatable, Sendable {
    public var returned: Int
    public var ballots: Int
    /// Empty below `fewestBallots`.
    public var aspects: [SectionReport.Evaluation.AspectResult]
    /// `nil` where no grades are told apart.
    public var score: ClosedRange<Double>?
  }

  /// UUID version 5 of the class, the position and the kind of the event that it rests on: made again it
  /// is the same.
  public var id: String
  /// From which position of the log on it is true; statements come in the order of this.
  public var position: Int
  /// When it happened.
  public var time: Moment
  public var content: Content

  public var person: PersonID? {
    switch content {
    case .attended(let person, _, _), .answered(let person, _), .completed(let person, _, _): person
    case .rated, .voided: nil
    }
  }
}

/// The statements of a class, in an order that only ever grows: those of a longer log begin with those of
/// a shorter one.
///
/// Nothing is said before the class has ended, and nothing ever of a trial class 试讲, of polls, walls and
/// questions from the floor, of observers and guests. What a later event makes untrue (a correction 更正) is
/// voided, and said anew. docs/decisions/0022-records-elsewhere.md.
public func statements(of log: some Sequence<PlacedEvent>) -> [Statement] {
  var projection = StatementProjection()
  for entry in log { projection.take(entry) }
  return projection.statements
}

/// The fold behind `statements(of:)`.
public struct StatementProjection {
  public private(set) var state = State()
  public private(set) var statements: [Statement] = []
  /// The last position taken.
  public private(set) var position = 0
  /// Where each answer was recorded that counts.
  private var answered: [ItemID: [PersonID: (position: Int, time: Moment)]] = [:]
  /// What is true so far, with the statement that says so.
  private var said: [String: (content: Statement.Content, id: String)] = [:]
  /// Everything that was ever said, in its order.
  private var order: [String] = []
  private var known: Set<String> = []

  public init() {}

  public mutating func take(_ entry: PlacedEvent) {
    state.apply(entry.event, at: entry.time)
    position = entry.position
    note(entry.event, entry)
    if state.phase == .closed, !state.profile.trial { sayNews(entry) }
  }

  private mutating func note(_ event: Event, _ entry: PlacedEvent) {
    switch event {
    case .responseRecorded(let item, let person, _), .textResponseRecorded(let item, let person, _),
      .sheetEntered(let item, let person, _), .sheetTextEntered(let item, let person, _):
      answered[item, default: [:]][person] = (entry.position, entry.time)
    case .secondRoundOpened(let item): answered[item] = nil
    case .inRoom(_, let event): note(event, entry)
    default: break
    }
  }

  private func id(_ name: String, at position: Int) -> String {
    nameBasedUUID("\(state.profile.id.rawValue)/\(position)/\(name)", in: recordNamespace)
  }

  /// Takes back what is no longer true, and says what is true and was not said.
  private mutating func sayNews(_ entry: PlacedEvent) {
    let facts = self.facts
    let now = Dictionary(uniqueKeysWithValues: facts.map { ($0.key, $0.content) })
    for key in order {
      guard let old = said[key], now[key] != old.content else { continue }
      statements.append(
        Statement(
          id: id("voided/" + old.id, at: entry.position), position: entry.position,
          time: entry.time, content: .voided(id: old.id)))
      said[key] = nil
    }
    for fact in facts where said[fact.key] == nil {
      // What was taken back once rests on the event that brought it back.
      let isNew = known.insert(fact.key).inserted
      let source = isNew ? fact.position ?? entry.position : entry.position
      let statement = Statement(
        id: id(fact.key, at: source), position: entry.position, time: fact.time ?? entry.time,
        content: fact.content)
      statements.append(statement)
      said[fact.key] = (fact.content, statement.id)
      if isNew { order.append(fact.key) }
    }
  }

  // MARK: - What is true

  private struct Fact {
    var key: String
    var content: Statement.Content
    /// When it happened; `nil`: when the event was recorded that made it true.
    var time: Moment?
    /// The event it rests on; `nil`: the one that made it true.
    var position: Int?
  }

  /// What is true of the class as it stands.
  private var facts: [Fact] {
    let learners = state.roster.filter(state.takesPart)
    var facts = attendance(of: learners)
    for item in state.itemOrder { facts += answers(to: item, of: learners) }
    for result in completionRecord(of: state).people where result.outcome == .met {
      facts.append(
        Fact(
          key: "completed/\(result.person.rawValue)",
          content: .completed(
            result.person, minutes: result.minutesPresent, credit: result.granted)))
    }
    let evaluation = SectionReport.Evaluation(state.evaluation, present: state.present)
    if let ballots = evaluation.ballots {
      let rating = Statement.Rating(
        returned: evaluation.returned, ballots: ballots, aspects: evaluation.aspects,
        score: evaluation.score)
      facts.append(Fact(key: "rated", content: .rated(rating)))
    }
    return facts
  }

  private func attendance(of learners: [PersonID]) -> [Fact] {
    state.roll.checkpoints.flatMap { half in
      learners.compactMap { person in
        let standing = state.roll.standing(of: person, at: half.id)
        guard standing.isPresent else { return nil }
        return Fact(
          key: "attended/\(half.id)/\(person.rawValue)", content: .attended(person, half, standing),
          time: state.roll.entries[half.id]?[person]?.arrived ?? state.roll.began[half.id]
            ?? state.roll.opened[half.id])
      }
    }
  }

  /// Answers by name; those to polls lie in a box and have none.
  private func answers(to id: ItemID, of learners: [PersonID]) -> [Fact] {
    guard let asked = state.items[id], !asked.item.kind.isAnonymous else { return [] }
    let half = asked.segment.flatMap(halfDay)
    return learners.compactMap { person in
      let response: Statement.Answer.Response
      let isRight: Bool
      if let choices = asked.responses[person] {
        (response, isRight) = (.choices(choices), asked.item.isRight(choices))
      } else if let text = asked.writings[person] {
        (response, isRight) = (.text(text), asked.item.isRight(text: text))
      } else {
        return nil
      }
      let source = answered[id]?[person]
      let answer = Statement.Answer(
        item: asked.item, number: asked.number, response: response, isRight: isRight, half: half)
      return Fact(
        key: "answered/\(id)/\(person.rawValue)", content: .answered(person, answer),
        time: source?.time, position: source?.position)
    }
  }

  private func halfDay(of segment: SegmentID) -> Checkpoint? {
    guard let index = state.agenda.firstIndex(where: { $0.id == segment }) else { return nil }
    return state.roll.checkpoints.first { $0.segments.contains(index) }
  }
}
