import Classroom
import Identity

/// What people thought, and what became of it.
extension Intentions {
  /// What the organizer may now want of it; some of it wrong on purpose.
  func feedback(random: inout SplitMix64) -> Command? {
    var form = EvaluationForm.standard
    if random.chance(60) { form.aspects.swapAt(0, random.below(5)) }
    if random.chance(30) { form.question = "还想学什么？" }
    if random.chance(20) { form.target = random.between(0, 100) }
    return .chooseEvaluationForm(form)
  }
}
