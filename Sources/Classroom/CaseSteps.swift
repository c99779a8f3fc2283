import Plan

extension Kit {
  /// One step of a case 案例步骤 and the minutes it is given.
  public struct Step: Equatable, Sendable, Codable {
    /// The tokens are those of `CaseStep.Kind`.
    public enum Kind: String, Sendable, Codable, CaseIterable {
      case read, tell, think, discuss, report, ask, debrief
    }
    public var kind: Kind
    public var minutes: Int

    public init(_ kind: Kind, _ minutes: Int) {
      self.kind = kind
      self.minutes = minutes
    }
  }

  /// With the steps that its author gave, or else those that a case of this form usually takes.
  ///
  /// - Parameters:
  ///   - form: as in `Segment.form`.
  ///   - minutes: what the timetable gives the case; the usual steps add up to them.
  public func timed(form: String?, minutes: Int) -> Kit {
    guard steps == nil else { return self }
    var kit = self
    kit.steps = usualSteps(form: form, minutes: minutes)
    return kit
  }
}

/// The steps of PLAN-FORMAT.md section 3, shrunk or stretched to whole minutes that add up, none
/// under one.
func usualSteps(form: String?, minutes: Int) -> [Kit.Step] {
  let usual: [(Kit.Step.Kind, Int)] =
    switch form {
    case "discuss", "deep": [(.read, 4), (.think, 3), (.discuss, 11), (.report, 7), (.debrief, 5)]
    case "text": [(.read, 5), (.ask, 6), (.debrief, 4)]
    default: [(.tell, 6), (.ask, 5), (.debrief, 4)]
    }
  let whole = usual.reduce(0) { $0 + $1.1 }
  let total = max(minutes, usual.count)
  // Each step ends where its share of the whole ends, so that the rounding adds up by itself.
  var before = 0
  var ended = 0
  return usual.enumerated().map { index, step in
    before += step.1
    let later = usual.count - index - 1
    let end = min(max((total * before + whole / 2) / whole, ended + 1), total - later)
    defer { ended = end }
    return Kit.Step(step.0, end - ended)
  }
}

/// Where a class stands among the steps of its case.
public struct StepPlace: Equatable, Sendable {
  /// From 1.
  public var number: Int
  public var count: Int
  public var kind: Kit.Step.Kind
  public var minutes: Int
}

extension State {
  func stepIndex(_ cursor: Cursor) -> Int? {
    guard agenda.indices.contains(cursor.segment) else { return nil }
    let pages = agenda[cursor.segment].pages
    return pages.indices.contains(cursor.page) ? pages[cursor.page].step : nil
  }

  var stepPlace: StepPlace? {
    guard let cursor, let index = stepIndex(cursor), let steps = segment?.kit?.steps,
      steps.indices.contains(index)
    else { return nil }
    let step = steps[index]
    return StepPlace(
      number: index + 1, count: steps.count, kind: step.kind, minutes: step.minutes)
  }

  // MARK: The reports of a case

  /// The task of the groups that belongs to the report step of a case.
  private func stepTask(_ segment: Int) -> String { "case-\(agenda[segment].id)" }

  /// The case whose steps opened what the groups are asked now; `nil` where the trainer asked by hand.
  private var caseOfTask: Int? {
    guard let open = groups.open else { return nil }
    return agenda.indices.first { stepTask($0) == open.id }
  }

  /// Whether the groups' task is of this stage, in a case in one of these steps.
  private func taskIsHere(_ steps: [Kit.Step.Kind]) -> Bool {
    guard groups.open != nil, phase != .closed else { return false }
    guard let caseOfTask else { return true }
    return cursor?.segment == caseOfTask && stepPlace.map { steps.contains($0.kind) } ?? false
  }

  /// Whether the groups' task holds the screen: as long as it collects, in a case in its report step.
  var taskIsOnStage: Bool { taskIsHere([.report]) }

  /// Whether phones show the field: in a case, until its debrief.
  var taskIsAsked: Bool { taskIsHere([.discuss, .report]) }

  /// The end of a case's sentences when this stage leaves it and no other is there; what the trainer
  /// asked by hand goes on until the trainer ends it.
  func leavingCase() -> [Event] {
    guard let open = groups.open, let here = cursor?.segment, here == caseOfTask,
      !stages.dropFirst().contains(where: { $0.cursor?.segment == here })
    else { return [] }
    return [.reportsClosed(task: open.id)]
  }

  /// What moving brings with it: who comes to the report step is asked for the groups' sentences, also a
  /// second time, and they are collected no longer when the class leaves the case.
  func moving(_ move: Event, to target: Cursor) -> [Event] {
    let leaving = target.segment == cursor?.segment ? [] : leavingCase()
    let events = [move] + leaving
    // One task at a time.
    guard groups.open == nil || !leaving.isEmpty else { return events }
    guard let index = stepIndex(target), let steps = agenda[target.segment].kit?.steps,
      steps.indices.contains(index), steps[index].kind == .report, !groups.members.isEmpty,
      target.segment != cursor?.segment || cursor.flatMap(stepIndex) != index
    else { return events }
    let task = stepTask(target.segment)
    let title = String(caseTitle(agenda[target.segment]).prefix(Limits.prompt))
    guard !title.isEmpty, isIdentifier(task) else { return events }
    return events + [.reportsOpened(task: task, title: title)]
  }

  private func caseTitle(_ segment: Segment) -> String {
    let titles = [segment.title, segment.kit?.questions.first ?? "", segment.topic?.title ?? ""]
    return titles.map(visible).first { !$0.isEmpty } ?? ""
  }
}

// MARK: - What is seen

/// What the room does now, for the phones: a step of a case, a discussion or an exercise.
public struct Guide: Equatable, Sendable {
  public var kind: SegmentKind
  public var step: StepPlace?
  /// The text of a case 案例正文, CommonMark, from the step in which it is read or after it was told;
  /// empty before.
  public var text: String
  public var questions: [String]
  /// What the big screen has shown so far of the instructions of a discussion or an exercise.
  public var lines: [String]
}

/// One step of the case on the console.
public struct StepRow: Equatable, Sendable {
  public var kind: Kit.Step.Kind
  public var minutes: Int
  /// Its first page.
  public var cursor: Cursor
  public var isNow: Bool
  public var isDone: Bool
}

extension State {
  /// Never the debrief or the teaching notes.
  var guide: Guide? {
    guard phase == .live, !blanked, let cursor, let segment else { return nil }
    if let step = stepPlace, let kit = segment.kit {
      let past = (kit.steps ?? []).prefix(step.number)
      let isKnown =
        step.kind == .read || past.dropLast().contains { [.read, .tell].contains($0.kind) }
      // In the report step the groups' own field takes the place of the questions.
      let asks = [.think, .discuss, .ask].contains(step.kind)
      return Guide(
        kind: segment.kind, step: step,
        text: isKnown ? kit.background + "\n\n" + kit.text : "",
        questions: asks ? kit.questions : [], lines: [])
    }
    guard segment.kind == .discussion || segment.kind == .exercise else { return nil }
    return Guide(
      kind: segment.kind, step: nil, text: "", questions: [],
      lines: segment.pages.prefix(cursor.page + 1).flatMap(\.lines))
  }

  var stepRows: [StepRow] {
    guard let cursor, let segment, let steps = segment.kit?.steps else { return [] }
    let now = stepIndex(cursor)
    return steps.enumerated().compactMap { index, step in
      segment.pages.firstIndex { $0.step == index }.map { page in
        StepRow(
          kind: step.kind, minutes: step.minutes,
          cursor: Cursor(segment: cursor.segment, page: page), isNow: index == now,
          isDone: page < cursor.page && index != now)
      }
    }
  }

  /// The minutes that one tap gives the room's timer here; `nil` where nothing is timed.
  var offeredMinutes: Int? {
    guard phase == .live, let segment else { return nil }
    if let step = stepPlace { return min(step.minutes, Limits.timerMinutes) }
    guard segment.kind == .discussion || segment.kind == .exercise else { return nil }
    let minutes = min(self.minutes(of: segment), Limits.timerMinutes)
    return minutes > 0 ? minutes : nil
  }

  /// Whether the room works in groups here.
  var worksInGroups: Bool {
    guard phase == .live else { return false }
    if let step = stepPlace { return step.kind == .discuss || step.kind == .report }
    return segment?.kind == .discussion
  }
}
