import Classroom
import Crypto
import Documents
import Foundation
import Hummingbird
import Runtime
import Words

/// The steps of a case, and what the room does in a discussion or an exercise, on every page.
extension Site {
  /// `个人思考 · 3 分钟`
  func stepName(_ step: StepPlace, in language: Language) -> String {
    "\(stepWord(step.kind, in: language)) · \(word("case.minutes", ["\(step.minutes)"], in: language))"
  }

  private func stepWord(_ kind: Kit.Step.Kind, in language: Language) -> String {
    word("case.step.\(kind.rawValue)", in: language)
  }

  /// What the phone says to do now.
  ///
  /// - Parameter whole: whether the case's text itself is in it; streams carry only where it is to be
  ///   had, so that a page turn stays small.
  func guideModel(
    _ guide: Guide?, title: String, code: String, whole: Bool, in language: Language
  ) -> [String: Any]? {
    guard let guide else { return nil }
    let token = guide.step.map { "\($0.kind.rawValue)" } ?? guide.kind.rawValue
    var model: [String: Any] = [
      "kind": kindWord(guide.kind, in: language), "title": title,
      "what": word("case.do.\(token)", in: language),
      "lines": guide.lines,
    ]
    if let step = guide.step { model["step"] = stepName(step, in: language) }
    if !guide.questions.isEmpty { model["asks"] = ["rows": guide.questions] }
    if !guide.text.isEmpty {
      var text: [String: Any] = [
        "key": textKey(guide), "source": Route.learnerText(code: code).path, "step": token,
        "open": guide.step?.kind == .read,
      ]
      if whole { text["html"] = markdownHTML(guide.text) }
      model["text"] = text
    }
    return model
  }

  /// Names a text by what it says, so that a phone asks for it once.
  private func textKey(_ guide: Guide) -> String {
    SHA256.hash(data: Data(guide.text.utf8)).prefix(6)
      .map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// The text of the case that the room has come to: for a script as it stands in the page, else as a
  /// page of its own.
  func caseText(_ incoming: Incoming, code: String) async throws -> Response {
    let session = try await session(code: code, incoming)
    let view = await learnerView(of: session.state.seen(from: seat(incoming, session)))
    guard let guide = view.guide, !guide.text.isEmpty else {
      if incoming.wantsJSON { throw PageError.notFound }
      return .seeOther(Route.learner(code: code).path)
    }
    let html = markdownHTML(guide.text)
    if incoming.wantsJSON { return try .json(["key": textKey(guide), "html": html]) }
    let title = view.place.map { self.title($0, in: incoming.language) } ?? view.title
    return .page(
      renderer.render(
        "case-text",
        ["pageTitle": title, "title": title, "html": html, "back": Route.learner(code: code).path],
        in: incoming.language))
  }

  /// The console: the steps to go to, and what one tap starts.
  func stepsModel(
    _ view: TrainerView, send: String, in language: Language
  ) -> [String: Any] {
    var model: [String: Any] = [
      "rows": view.steps.map { row -> [String: Any] in
        [
          "send": send, "segment": row.cursor.segment, "page": row.cursor.page,
          "name": stepWord(row.kind, in: language),
          "minutes": word("case.minutes", ["\(row.minutes)"], in: language),
          "now": row.isNow, "done": row.isDone,
        ]
      }
    ]
    if view.worksInGroups && view.groups.isEmpty { model["noGroups"] = true }
    if view.worksInGroups, !view.groups.isEmpty, view.task?.isOpen != true, let place = view.place,
      view.step == nil || view.task == nil || view.step?.kind == .discuss
    {
      model["collect"] = ["send": send, "title": title(place, in: language)]
    }
    return model
  }
}
