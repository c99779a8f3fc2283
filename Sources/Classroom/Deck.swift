/// Slides 课件: a PDF whose pages the big screen shows in the place of a lecture's text.
public struct Deck: Equatable, Sendable, Codable {
  /// SHA-256 of the PDF, in hexadecimal digits.
  public var id: String
  /// The name of the PDF's file.
  public var file: String
  /// What is written on each page, for who cannot see it; one a page, at most
  /// `Limits.deckPageText` characters.
  public var texts: [String]

  public var pageCount: Int { texts.count }

  public init(id: String, file: String, texts: [String]) {
    self.id = id
    self.file = file
    self.texts = texts
  }
}

/// What a deck stands beside: the whole day, one unit of the plan, or one topic.
public struct DeckScope: Hashable, Sendable, Codable {
  /// As the plan counts its units, from 1; `nil` for the day.
  public var unit: Int?
  /// As the unit counts its topics, from 1; `nil` for the whole unit.
  public var topic: Int?

  public static let day = DeckScope()

  public init(unit: Int? = nil, topic: Int? = nil) {
    self.unit = unit
    self.topic = unit == nil ? nil : topic
  }
}

/// A deck as it stands beside a class.
public struct AttachedDeck: Equatable, Sendable {
  public var scope: DeckScope
  public var file: String
  public var pages: Int
}

/// One page of a deck, as a viewer sees it.
public struct DeckPage: Equatable, Sendable {
  public var deck: String
  public var file: String
  /// From 1.
  public var page: Int
  public var pages: Int
  public var text: String
}

extension Segment {
  /// Whether slides may take the place of its text: where somebody speaks, not where the room works.
  public var takesSlides: Bool { [.lecture, .introduction, .summary].contains(kind) }

  /// What a deck may stand beside to be shown here, the nearest first.
  public var deckScopes: [DeckScope] {
    guard takesSlides else { return [] }
    let near = unit.map { unit in
      [DeckScope(unit: unit.number, topic: topic?.number), DeckScope(unit: unit.number)]
    }
    return (near ?? []) + [.day]
  }
}

extension State {
  /// The slides that are shown in a segment, the nearest deck; `nil` where its own text is.
  public func deck(_ segment: Int) -> Deck? {
    agenda[segment].deckScopes.lazy.compactMap { self.decks[$0] }.first
  }

  /// The slide on the big screen now.
  var deckPage: DeckPage? {
    guard let cursor, let deck = deck(cursor.segment), deck.texts.indices.contains(cursor.page)
    else { return nil }
    return DeckPage(
      deck: deck.id, file: deck.file, page: cursor.page + 1, pages: deck.pageCount,
      text: deck.texts[cursor.page])
  }

  /// The slides of the class, in the order of the day.
  public var attachedDecks: [AttachedDeck] {
    decks.map { AttachedDeck(scope: $0.key, file: $0.value.file, pages: $0.value.pageCount) }
      .sorted {
        ($0.scope.unit ?? 0, $0.scope.topic ?? 0) < ($1.scope.unit ?? 0, $1.scope.topic ?? 0)
      }
  }

  /// Where the class comes into a segment: its first page, or the slide where its deck was left.
  func entry(_ segment: Int) -> Cursor {
    let page = deck(segment).map { deckPages[$0.id] ?? 0 } ?? 0
    return Cursor(segment: segment, page: page)
  }

  /// Whether the plan of this class has what a deck would stand beside.
  public func has(_ scope: DeckScope) -> Bool {
    agenda.contains { $0.deckScopes.contains(scope) }
  }
}
