/// The pages of a case in the order the trainer shows them; the teaching notes are on none.
///
/// A case with steps goes through them page by page: the text to be read or told, the questions once
/// in each step that they are for, the debrief. Without steps, as in classes made before there were
/// any: background and text, the questions, the debrief.
public func casePages(_ kit: Kit) -> [Page] {
  let steps = kit.steps ?? []
  func shown(in kinds: Set<Kit.Step.Kind>) -> Bool { steps.contains { kinds.contains($0.kind) } }
  var result: [Page] = []
  if !shown(in: [.read, .tell]) { result += textPages(kit) }
  for (index, step) in steps.enumerated() {
    result += pages(kit, step.kind).map { page in
      var page = page
      page.step = index
      return page
    }
  }
  if !shown(in: [.think, .discuss, .report, .ask]) { result += questionPages(kit) }
  if !shown(in: [.debrief]) { result += pages(of: kit.debrief, role: .debrief) }
  return result
}

/// The pages of one step; one even when it has nothing to show, so that the class can stand there.
private func pages(_ kit: Kit, _ step: Kit.Step.Kind) -> [Page] {
  let (pages, role): ([Page], Page.Role) =
    switch step {
    case .read, .tell: (textPages(kit), .text)
    case .think, .discuss, .report, .ask: (questionPages(kit), .questions)
    case .debrief: (Classroom.pages(of: kit.debrief, role: .debrief), .debrief)
    }
  return pages.isEmpty ? [Page(role: role, lines: [])] : pages
}

private func textPages(_ kit: Kit) -> [Page] { pages(of: kit.background + "\n\n" + kit.text) }

private func questionPages(_ kit: Kit) -> [Page] {
  let numbered = kit.questions.enumerated().map { "\($0.offset + 1). \($0.element)" }
  return pages(of: numbered.joined(separator: "\n\n"), role: .questions)
}
