import Documents
import Runtime
import Words

/// What is said about Word documents, on pages and on the command line.
extension WordProblem {
  /// The key of a sentence that takes the file's name.
  public var key: String {
    switch self {
    case .notWord: "word.problem.notWord"
    case .damaged: "word.problem.damaged"
    case .encrypted: "word.problem.encrypted"
    case .declaresEntities: "word.problem.entities"
    case .tooDeep: "word.problem.tooDeep"
    case .tooLarge: "word.problem.tooLarge"
    }
  }
}

extension PlanDraft {
  /// A plan or a case that came as a Word document; its text becomes the plan's.
  public init(file: String, word: WordText) {
    let counts = word.notes.map { ($0.kind.rawValue, $0.count) }
    self.init(
      file: file, text: word.text, omitted: Dictionary(counts) { first, _ in first })
  }

  /// What the Word document holds that is not in the text, each in a sentence.
  public func omissions(in language: Language) -> [String] {
    WordNote.Kind.allCases.compactMap { kind in
      omitted?[kind.rawValue].map {
        Words.text("word.note.\(kind.rawValue)", [file, "\($0)"], in: language)
      }
    }
  }
}
