import Classroom
import Runtime

/// A question as an xAPI interaction activity: its kind, its choices, its key, and answers in its notation.
///
/// Source: ADL, Experience API 1.0.3, part two (data), 4.1.4.1 and appendix C.
struct InteractionActivity {
  private let item: AssessmentItem
  private let written: (String) -> JSONValue

  init(_ item: AssessmentItem, written: @escaping (String) -> JSONValue) {
    self.item = item
    self.written = written
  }

  /// Which of two choices is 对; `nil` for what is no question of true or false.
  private var trueChoice: Int? {
    guard item.form == .choice, !item.multiple, item.choices.count == 2,
      let first = truth(of: item.choices[0]), let second = truth(of: item.choices[1]),
      first != second
    else { return nil }
    return first ? 0 : 1
  }

  private func letter(_ index: Int) -> String {
    index < 26 ? choiceLetter(index).lowercased() : "c\(index + 1)"
  }

  var definition: [String: JSONValue] {
    var fields: [String: JSONValue] = ["interactionType": .text(type)]
    if let pattern { fields["correctResponsesPattern"] = .array(pattern.map { .text($0) }) }
    func components(_ texts: [String], _ id: (Int) -> String) -> JSONValue {
      .array(
        texts.enumerated().map { ["id": .text(id($0.offset)), "description": written($0.element)] })
    }
    switch item.asked {
    case .choice where trueChoice == nil: fields["choices"] = components(item.choices, letter)
    case .order: fields["choices"] = components(item.choices, letter)
    case .match(let targets):
      fields["source"] = components(item.choices, letter)
      fields["target"] = components(targets) { "\($0 + 1)" }
    case .slider: fields["scale"] = components(item.choices) { item.choices[$0] }
    case .choice, .textEntry, .numericEntry, .extendedText: break
    }
    return fields
  }

  private var type: String {
    switch item.form {
    case .choice: trueChoice == nil ? "choice" : "true-false"
    case .order: "sequencing"
    case .match: "matching"
    case .textEntry: "fill-in"
    case .numericEntry: "numeric"
    case .slider: "likert"
    case .extendedText: "long-fill-in"
    }
  }

  /// `nil` where no answer is right.
  private var pattern: [String]? {
    switch item.asked {
    case .choice, .order, .match: item.key.isEmpty ? nil : [notation(item.key)]
    // Letters are compared without their case, as the program does.
    case .textEntry(let accepted): accepted.map { "{case_matters=false}" + $0 }
    case .numericEntry(let answer, let tolerance):
      tolerance.millionths == 0
        ? ["\(answer)"]
        : [
          "\(FixedDecimal(millionths: answer.millionths - tolerance.millionths))[:]"
            + "\(FixedDecimal(millionths: answer.millionths + tolerance.millionths))"
        ]
    case .slider, .extendedText: nil
    }
  }

  func response(_ response: Statement.Answer.Response) -> String {
    switch response {
    case .choices(let choices): notation(choices)
    case .text(let text): text
    }
  }

  private func notation(_ choices: [Int]) -> String {
    if let trueChoice { return choices == [trueChoice] ? "true" : "false" }
    guard item.form == .match else { return choices.map(letter).joined(separator: "[,]") }
    return choices.enumerated().map { "\(letter($0.offset))[.]\($0.element + 1)" }
      .joined(separator: "[,]")
  }
}
