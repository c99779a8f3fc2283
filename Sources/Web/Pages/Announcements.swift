import Classroom
import Words

/// What a screen reader is told when it becomes so: lines, of which a page says those that are new to
/// it (`announce` in live.js). A line says the same as long as the same is shown, so that nothing is
/// told twice.
extension Site {
  func announcement(_ view: ProjectorView, in language: Language) -> String {
    if view.blanked { return word("say.blank", in: language) }
    if let ended = phase(view.phase, in: language) { return ended }
    if let item = view.item { return announced(item, in: language) }
    if view.evaluationOpen { return word("say.evaluation", in: language) }
    if let task = view.task { return announced(task, in: language) }
    return view.place.map { announced($0, view.slide, view.step, in: language) } ?? ""
  }

  func announcement(_ view: LearnerView, in language: Language) -> String {
    if view.phase == .closed { return word("say.closed", in: language) }
    var lines: [String] = []
    if view.open.count == 1 {
      lines.append(announced(view.open[0], in: language))
    } else if view.open.count > 1 {
      lines.append(word("say.openMany", ["\(view.open.count)"], in: language))
    }
    if let shown = view.shown { lines.append(announced(shown, in: language)) }
    if view.evaluation == .open { lines.append(word("say.evaluation", in: language)) }
    if let task = view.task, task.isOpen { lines.append(announced(task, in: language)) }
    if let place = view.place, lines.isEmpty {
      lines.append(announced(place, view.slide, view.guide?.step, in: language))
    }
    if lines.isEmpty {
      lines.append(word(view.phase == .live ? "say.blank" : "say.waiting", in: language))
    }
    return lines.joined(separator: "\n")
  }

  func announcement(_ view: TrainerView, in language: Language) -> String {
    if view.blanked { return word("say.blank", in: language) }
    if let ended = phase(view.phase, in: language) { return ended }
    let stage = view.items.first { $0.item.id == view.stage }?.item
    if let stage, stage.phase != .waiting { return announced(stage, in: language) }
    if view.evaluation == .open { return word("say.evaluation", in: language) }
    return view.place.map { announced($0, view.slide, view.step, in: language) } ?? ""
  }

  private func phase(_ phase: State.Phase, in language: Language) -> String? {
    switch phase {
    case .live: nil
    case .closed: word("say.closed", in: language)
    case .planned, .absent: word("say.waiting", in: language)
    }
  }

  /// `第 3 页：苗头`; a page alone has no number.
  private func announced(
    _ place: Place, _ slide: DeckPage?, _ step: StepPlace?, in language: Language
  ) -> String {
    let (page, pages) = slide.map { ($0.page, $0.pages) } ?? (place.page, place.pages)
    var name = title(place, in: language)
    if let step { name = word("say.with", [name, stepName(step, in: language)], in: language) }
    return pages > 1 ? word("say.page", ["\(page)", name], in: language) : name
  }

  private func announced(_ item: PublicItem, in language: Language) -> String {
    let prompt = oneLine(item.prompt)
    switch item.phase {
    case .waiting: return ""
    case .open: return word("say.open", [prompt], in: language)
    case .closed:
      return word(item.discussing ? "say.discuss" : "say.itemClosed", [prompt], in: language)
    case .revealed:
      let separator = Wording(language: language).comma
      let counts = item.choices.compactMap { choice in
        choice.count.map { count in
          [choice.letter, oneLine(choice.text), "\(count)"].filter { !$0.isEmpty }
            .joined(separator: " ")
        }
      }
      let right = resultModel(item, in: language)["shareRight"] as? String
      let result = [right].compactMap { $0 } + counts
      return word("say.revealed", [prompt, result.joined(separator: separator)], in: language)
    }
  }

  /// The task, and a line for each report that the room may see.
  private func announced(_ task: PublicTask, in language: Language) -> String {
    let reports = task.reports.map {
      let name = groupName($0.number, task.names[$0.number], in: language)
      return word("say.report", [name, oneLine($0.text)], in: language)
    }
    return ([word("say.task", [oneLine(task.title)], in: language)] + reports)
      .joined(separator: "\n")
  }

  private func oneLine(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).joined(separator: " ")
  }
}
