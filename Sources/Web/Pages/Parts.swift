import Classroom
import Foundation
import Identity
import Runtime
import Words

/// What several pages say alike.
extension Site {
  func word(_ key: String, _ arguments: [String] = [], in language: Language) -> String {
    Words.text(key, arguments, in: language)
  }

  func kindWord(_ kind: SegmentKind, form: String? = nil, in language: Language) -> String {
    let say = Wording(language: language)
    return say.opening(say.kind(kind, form: form))
  }

  func kindWord(_ kind: AssessmentItem.Kind, in language: Language) -> String {
    let say = Wording(language: language)
    return say.opening(say("kind.\(kind.rawValue)"))
  }

  /// What a stretch of the day is called: its own title, or its topic's, unit's, or kind's.
  func title(
    _ kind: SegmentKind, own: String, unit: Segment.Heading?, topic: Segment.Heading?,
    in language: Language
  ) -> String {
    if kind == .lecture, let topic { return label(topic) }
    if kind == .lecture, let unit, own.isEmpty || own == unit.title { return label(unit) }
    if !own.isEmpty { return own }
    return kindWord(kind, in: language)
  }

  func title(_ place: Place, in language: Language) -> String {
    title(place.kind, own: place.title, unit: place.unit, topic: place.topic, in: language)
  }

  func label(_ heading: Segment.Heading) -> String {
    joined(label: heading.label, title: heading.title)
  }

  /// `一　坚持… · 随堂测验`: where the class stands.
  func whereabouts(_ place: Place, in language: Language) -> String {
    [place.unit.map { label($0) }, kindWord(place.kind, in: language)].compactMap { $0 }
      .joined(separator: " · ")
  }

  /// `其中举手 12 人：A 3 · B 9`; `nil` where no hands were counted.
  func handsNote(_ counts: [Int], in language: Language) -> String? {
    Wording(language: language).hands(counts)
  }

  /// How many want to know the same; nothing to read where nobody has said so.
  func supporters(_ question: PublicQuestion, in language: Language) -> [String: Any] {
    question.supporters == 0
      ? [:] : ["supporters": word("room.supporters", ["\(question.supporters)"], in: language)]
  }

  /// The words that a script shows, as JSON for a `data-` attribute.
  func scriptWords(_ keys: [String], in language: Language) -> String {
    let words = keys.map {
      ($0.split(separator: ".").last.map(String.init) ?? $0, word($0, in: language))
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let data = (try? encoder.encode(Dictionary(words) { first, _ in first })) ?? Data("{}".utf8)
    return String(decoding: data, as: UTF8.self)
  }

  func json(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: (try? encoder.encode(value)) ?? Data("{}".utf8), as: UTF8.self)
  }

  /// The class behind a code, or a page that says that there is none.
  func session(code: String, _ incoming: Incoming) async throws -> LiveSession {
    // A right code is never refused: a whole hall may share one address with a mistyping phone.
    guard let session = try await hall.session(code: code) else {
      let failures = "code/\(incoming.address)"
      guard await throttle.allows(failures, limit: 60, seconds: 60) else {
        throw PageError(.tooManyRequests, "error.tooManyTries")
      }
      throw PageError(.notFound, "error.codeUnknown", [String(code.prefix(12))])
    }
    return session
  }
}
