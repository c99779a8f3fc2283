import Classroom
import Hummingbird
import Runtime
import Words

/// What the evaluation of a class asks, chosen before it begins.
extension Site {
  /// Lines left free for aspects of the class's own.
  private static let spareAspects = 3

  func answerEvaluation(_ incoming: Incoming, _ session: LiveSession) async throws -> Response {
    guard incoming.method == .post else { return try await evaluationPage(incoming, session) }
    let acting = Acting(session: session, author: Author(.organizer))
    do {
      try await acting.handle(.chooseEvaluationForm(Self.evaluationForm(incoming.form)))
    } catch let rejection as Rejection {
      return try await evaluationPage(incoming, session, rejection)
    }
    return .seeOther(Route.evaluation(id: session.section.rawValue).path + "?said=saved")
  }

  /// The form as typed; a number that is none is one that cannot be.
  private static func evaluationForm(_ form: Form) -> EvaluationForm {
    func number(_ name: String) -> Int {
      Int(form[name].filter { !$0.isWhitespace }) ?? -1
    }
    let aspects = (0..<EvaluationForm.mostAspects).compactMap { index -> EvaluationForm.Line? in
      let title = form["name\(index)"]
      guard !title.allSatisfy(\.isWhitespace) || !form["points\(index)"].isEmpty else { return nil }
      return EvaluationForm.Line(
        standard: Aspect.allCases.first { aspect in
          Language.allCases.contains { Words.text("aspect.\(aspect.token)", in: $0) == title }
        }, title: title, points: number("points\(index)"))
    }
    // The usual question stays the usual one, in the language of whoever reads it.
    let isUsual = Language.allCases.contains {
      Words.text("room.rateText", in: $0) == form["question"]
    }
    return EvaluationForm(
      aspects: aspects, question: isUsual ? nil : form["question"],
      percents: Grade.allCases.map { number("percent\($0.rawValue)") }, target: number("target"))
  }

  private func evaluationPage(
    _ incoming: Incoming, _ session: LiveSession, _ rejection: Rejection? = nil
  ) async throws -> Response {
    let say = Wording(language: incoming.language)
    let state = await session.state
    let id = session.section.rawValue
    let form = state.evaluation.form
    let typed = rejection == nil ? nil : incoming.form
    var model = organizerModel(incoming, title: say("rate.form"))
    model["title"] = state.profile.title
    model["section"] = Route.section(id: id).path
    model["action"] = Route.evaluation(id: id).path
    model["paper"] = Route.paper(id: id, paper: .evaluationForm).path
    if let rejection { wrong([say("reject.\(rejection.token)")], into: &model) }
    if rejection == nil, incoming.query["said"] == "saved" { model["flash"] = say("rate.saved") }
    let lines = min(EvaluationForm.mostAspects, form.aspects.count + Self.spareAspects)
    let rows = typed == nil ? lines : EvaluationForm.mostAspects
    let isOpen = state.isOpen && state.evaluation.phase == .waiting
    model[isOpen ? "form" : "fixed"] =
      [
        "rows": (0..<(isOpen ? rows : form.aspects.count)).map { index -> [String: Any] in
          let line = form.aspects.indices.contains(index) ? form.aspects[index] : nil
          return [
            "index": index, "number": index + 1,
            "name": typed?["name\(index)"] ?? line.map(say.aspect) ?? "",
            "points": typed?["points\(index)"] ?? line.map { "\($0.points)" } ?? "",
          ]
        },
        "question": typed?["question"] ?? say.openQuestion(form) ?? "",
        "target": typed?["target"] ?? "\(form.target)",
        "percents": Grade.allCases.map { grade -> [String: Any] in
          [
            "index": grade.rawValue, "name": say("grade.\(grade.token)"),
            "percent": typed?["percent\(grade.rawValue)"] ?? "\(form.percents[grade.rawValue])",
          ]
        },
      ] as [String: Any]
    return .page(
      renderer.render("evaluation", model, in: incoming.language),
      status: rejection?.status ?? .ok)
  }
}
