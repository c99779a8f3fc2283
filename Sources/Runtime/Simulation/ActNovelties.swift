import Classroom
import Identity

/// Kinds of questions, two rounds, groups and the timer.
extension Intentions {
  /// What a trainer may now want of the acts.
  func act(random: inout SplitMix64) -> Command? {
    let asked = state.itemOrder.compactMap { state.items[$0] }
    let walls = asked.filter { $0.texts.count >= fewestBallots && $0.item.form == .extendedText }
    let unopened = asked.filter { $0.phase == .waiting && $0.item.form == .extendedText }
    let quizzes = asked.filter { $0.item.kind == .quiz && $0.phase != .waiting }
    enum Wish { case make, wall, cloud, discuss, second, timer, groups, task, report, pick, move }
    switch random.weighted([
      (state.itemOrder.count < 60 ? 6 : 0, Wish.make), (walls.isEmpty ? 0 : 40, .cloud),
      (unopened.isEmpty ? 0 : 12, .wall),
      (quizzes.isEmpty ? 0 : 5, .discuss), (quizzes.isEmpty ? 0 : 5, .second), (4, .timer),
      (3, .groups), (3, .task), (6, .report), (3, .pick), (2, .move),
    ]) {
    case .make: return .addItem(novelItem(random: &random))
    case .wall: return random.pick(unopened).map { .openItems([$0.item.id]) }
    case .cloud:
      guard let wall = random.pick(walls) else { return nil }
      return wall.proposal.isEmpty
        ? .proposeCloud(item: wall.item.id)
        : .approveCloud(
          item: wall.item.id,
          words: wall.proposal.prefix(random.between(1, 3)).map(\.word)
            + (random.chance(10) ? ["别的"] : []))
    case .discuss:
      return random.pick(quizzes).map { .discuss(item: $0.item.id, minutes: random.between(0, 9)) }
    case .second: return random.pick(quizzes).map { .openSecondRound(item: $0.item.id) }
    case .timer:
      return random.chance(state.timer == nil ? 90 : 40)
        ? .startTimer(minutes: random.between(0, 20)) : .stopTimer
    case .groups:
      if random.chance(20) { return .formGroupsByRoster }
      let people = state.groupable.map { (person: $0, unit: "") }
      return .formGroups(
        balancedGroups(people, count: random.between(0, 6), seed: UInt64(random.below(9))))
    case .task:
      if let segment = state.segment, let kit = segment.kit, kit.steps == nil, random.chance(60) {
        return .addMaterial(
          segment: segment.id,
          kit: kit.timed(form: segment.form, minutes: segment.plannedMinutes))
      }
      return random.chance(state.groups.tasks.last?.isOpen == true ? 50 : 90)
        ? .openReports(task: "task-\(random.below(60))", title: "怎么办？") : .closeReports
    case .report:
      guard let task = random.pick(state.groups.tasks) else { return nil }
      let written = random.pick(task.reports.keys.sorted())
      let group = random.chance(70) ? written ?? 0 : random.below(6)
      let text = random.chance(90) ? task.reports[group]?.text : nil
      return .releaseReport(task: task.id, group: group, text: text ?? "先前的话")
    case .pick:
      return random.chance(70)
        ? .pickGroups(count: 4, seed: UInt64(random.below(100))) : .pickGroup(random.below(7))
    case .move:
      return random.pick(state.roster).map { .moveToGroup(person: $0, group: random.below(7)) }
    case nil: return nil
    }
  }

  /// What a learner may now want of the acts.
  func act(_ person: PersonID, random: inout SplitMix64) -> Command? {
    let written = state.openItems.filter { $0.item.takesText }
    let walls = state.openItems.filter {
      $0.item.form == .extendedText && !$0.participants.contains(person)
    }
    enum Wish { case write, wall, pen, report }
    switch random.weighted([
      (written.isEmpty ? 0 : 10, Wish.write), (walls.isEmpty ? 0 : 40, .wall), (3, .pen),
      (4, .report),
    ]) {
    case .write:
      return random.pick(written).map {
        .respondText(
          item: $0.item.id, person: person,
          text: random.pick(["36", "三十六", "工会法", "《工会法》", "别的"]) ?? "36")
      }
    case .wall:
      return random.pick(walls).map {
        .castBallot(
          item: $0.item.id, person: person, key: random.key(),
          content: BallotContent(text: Marker.ballot + random.key().prefix(10) + "，工资"))
      }
    case .pen: return .takePen(person: person)
    case .report:
      return .writeReport(
        task: state.groups.tasks.last?.id ?? "none", person: person,
        text: "secret-report-\(random.below(9))")
    case nil: return nil
    }
  }

  private func novelItem(random: inout SplitMix64) -> AssessmentItem {
    let id = "novel-\(random.key().prefix(10))"
    let explanation = Marker.explanation(id)
    switch random.below(6) {
    case 0:
      return .ordering(
        id: id, kind: .quiz, prompt: "顺序？", right: ["一", "二", "三"], explanation: explanation)
    case 1:
      return .matching(
        id: id, kind: .quiz, prompt: "连线？", pairs: [("左", "右"), ("上", "下")],
        explanation: explanation)
    case 2: return .scale(id: id, prompt: "几分？")
    case 3: return AssessmentItem(id: id, kind: .poll, prompt: "有什么困难？", choices: [])
    case 4:
      return AssessmentItem(
        id: id, kind: .quiz, prompt: "几个月？", choices: [], explanation: explanation,
        interaction: .numericEntry(answer: FixedDecimal(36), tolerance: FixedDecimal(1)))
    default:
      return AssessmentItem(
        id: id, kind: random.chance(50) ? .quiz : .poll, prompt: "哪部法律？", choices: [],
        explanation: explanation, interaction: .textEntry(accepted: ["工会法"]))
    }
  }
}
