/// The pages of a case in the order the trainer shows them: background and text, the questions to
/// discuss, the debrief. The teaching notes are on none.
public func casePages(_ kit: Kit) -> [Page] {
  var result = pages(of: kit.background + "\n\n" + kit.text)
  if !kit.questions.isEmpty {
    let numbered = kit.questions.enumerated().map { "\($0.offset + 1). \($0.element)" }
    result += pages(of: numbered.joined(separator: "\n\n"), role: .questions)
  }
  result += pages(of: kit.debrief, role: .debrief)
  return result
}
