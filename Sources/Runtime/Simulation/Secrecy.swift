import Classroom
import Identity

/// The class as it would be had everything that one viewer may not know been otherwise. Whoever
/// sees a difference has seen a secret.
///
/// - Parameter person: who looks; `nil` is the room, which is nobody in particular.
func censored(_ state: State, for person: PersonID?) -> State {
  var other = state
  other.plan.source = "censored"
  for index in other.agenda.indices {
    other.agenda[index].notes = "censored"
    other.agenda[index].kit?.teachingNotes = "censored"
    other.agenda[index].items = []
  }
  for (id, asked) in state.items {
    // Which answers were given by whom is nobody else's business, before reveal and after. The
    // counts are the room's after reveal, so there the answers only change hands.
    let others = asked.responses.keys.filter { $0 != person }.sorted()
    if asked.phase == .revealed {
      let answers = others.map { asked.responses[$0] ?? [] }
      for (index, name) in others.enumerated() {
        other.items[id]?.responses[name] = answers[(index + 1) % answers.count]
      }
    } else {
      for name in others { other.items[id]?.responses[name] = [] }
      other.items[id]?.item.explanation = "censored"
      for name in asked.writings.keys where name != person {
        other.items[id]?.writings[name] = "censored"
      }
      other.items[id]?.first?.responses = [:]
      other.items[id]?.first?.writings = [:]
      if case .textEntry = asked.item.asked {
        other.items[id]?.item.interaction = .textEntry(accepted: ["censored"])
      }
      other.items[id]?.item.key =
        asked.item.key.isEmpty
        ? []
        : asked.item.choices.indices.filter {
          !asked.item.key.contains($0)
        }
      other.items[id]?.marks = asked.marks.map { $0 + 1 }
      other.items[id]?.texts = asked.texts.map { _ in "censored" }
    }
    other.items[id]?.proposal = []
    // Numbers and right answers show without approval.
    for index in asked.texts.indices
    where !asked.approvedTexts.contains(index) && asked.item.form != .numericEntry
      && !asked.item.isRight(text: asked.texts[index])
    {
      other.items[id]?.texts[index] = "censored"
    }
  }
  for (id, question) in state.questions {
    if question.phase == .pending || question.phase == .hidden || state.wall.confided.contains(id) {
      other.questions[id]?.text = "censored"
    }
    if question.person != person { other.questions[id]?.person = PersonID("censored") }
  }
  let own = person.flatMap { state.groups.group(of: $0) }
  for (index, task) in state.groups.tasks.enumerated() {
    for (group, report) in task.reports where !report.released && group != own {
      other.groups.tasks[index].reports[group]?.text = "censored"
    }
  }
  other.wall.reasons = state.wall.reasons.mapValues { _ in "censored" }
  other.evaluation.grades = state.evaluation.grades.map { $0.map { $0 + 1 } }
  other.evaluation.texts = state.evaluation.texts.map { _ in "censored" }
  other.followUp.outcomes = state.followUp.outcomes.map { $0 + 1 }
  other.followUp.reasons = state.followUp.reasons.map { _ in "censored" }
  other.followUp.signed = []
  return other
}

/// Every text anywhere inside a value.
func texts(in value: Any) -> [String] {
  if let text = value as? String { return [text] }
  return Mirror(reflecting: value).children.flatMap { texts(in: $0.value) }
}

/// A text that the room may not read in a view, or nil.
func leak(in view: View, of state: State) -> String? {
  var allowed: Set<String> = []
  for asked in state.items.values where asked.phase == .revealed {
    if let explanation = asked.item.explanation { allowed.insert(explanation) }
    for index in asked.approvedTexts where asked.texts.indices.contains(index) {
      allowed.insert(asked.texts[index])
    }
  }
  for task in state.groups.tasks {
    for report in task.reports.values where report.released { allowed.insert(report.text) }
  }
  return texts(in: view).first {
    !allowed.contains($0) && ($0.contains("secret-") || $0.contains(Marker.person))
  }
}

/// Whether an item that the room sees says more than it may.
func saysTooMuch(_ item: PublicItem, in state: State) -> Bool {
  guard let asked = state.items[item.id] else { return true }
  let counts = item.choices.compactMap(\.count)
  if asked.phase != .revealed {
    if item.correct != nil || item.mean != nil || item.answer != nil || !item.cloud.isEmpty
      || item.answersBefore != nil || item.choices.contains(where: { $0.before != nil })
    {
      return true
    }
    return !counts.isEmpty || item.choices.contains { $0.right } || item.explanation != nil
      || item.answers != nil || !item.texts.isEmpty
  }
  // The result of a poll shows from five ballots up.
  // Below that, nothing but the hands that everybody saw.
  return asked.item.kind.isAnonymous && (asked.ballots ?? 0) < fewestBallots && !counts.isEmpty
    && counts != asked.hands.counts
}
