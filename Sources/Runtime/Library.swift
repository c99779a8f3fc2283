import Classroom
import Foundation
import Identity
import Journal

/// A teaching plan as it was handed in, with the files beside it (case kits), decoded.
public struct PlanDraft: Equatable, Sendable, Codable {
  /// The name of the plan's file.
  public var file: String
  public var text: String
  /// Relative path to text, of every file that came with the plan.
  public var attachments: [String: String]
  /// Slides, at most one deck beside each part.
  public var decks: [PlanDeck]
  /// Of a plan that came as a Word document, whose text is the plan's: how many text boxes,
  /// pictures … of it are not in the text. `nil` for one that came as a text.
  public var omitted: [String: Int]?

  public init(
    file: String, text: String, attachments: [String: String] = [:], decks: [PlanDeck] = [],
    omitted: [String: Int]? = nil
  ) {
    self.file = file
    self.text = text
    self.attachments = attachments
    self.decks = decks
    self.omitted = omitted
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    file = try values.decode(String.self, forKey: .file)
    text = try values.decode(String.self, forKey: .text)
    attachments = try values.decode([String: String].self, forKey: .attachments)
    // Plans saved before there were slides, or Word documents.
    decks = try values.decodeIfPresent([PlanDeck].self, forKey: .decks) ?? []
    omitted = try values.decodeIfPresent([String: Int].self, forKey: .omitted)
  }
}

/// Slides 课件 that came with a plan, and what they stand beside.
public struct PlanDeck: Equatable, Sendable, Codable {
  /// The deck's id: SHA-256 of the PDF.
  public var deck: String
  public var file: String
  public var scope: DeckScope

  public init(deck: String, file: String, scope: DeckScope) {
    self.deck = deck
    self.file = file
    self.scope = scope
  }
}

/// The plans of one data file 教案: each a stream of versions, the last one current.
public actor PlanLibrary {
  public struct Entry: Sendable {
    public var id: String
    public var draft: PlanDraft
    public var saved: Moment
    /// How many versions were saved.
    public var version: Int
  }
  private let engine: any EventLog
  private let clock: LiveSession.Clock
  private static let prefix = "plan-"
  private static let tag = "planSaved"

  public init(engine: any EventLog, clock: @escaping LiveSession.Clock) {
    self.engine = engine
    self.clock = clock
  }

  /// Saves a new plan, or a new version of one. Returns its id.
  public func save(_ draft: PlanDraft, as id: String? = nil) async throws -> String {
    let id = id ?? Token.random(6)
    let stream = StreamID(rawValue: Self.prefix + id)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let bytes = [UInt8](try encoder.encode(draft))
    for _ in 0..<5 {
      let head = try await engine.head(stream)
      do {
        _ = try await engine.append(
          [NewRecord(tag: Self.tag, time: clock(), command: nil, bytes: bytes)], ballots: [],
          to: stream, expecting: head)
        return id
      } catch EventLogError.conflict { continue }
    }
    throw SessionError.unavailable
  }

  public func plan(_ id: String) async throws -> Entry? {
    let stream = StreamID(rawValue: Self.prefix + id)
    let head = try await engine.head(stream)
    guard head > 0, let record = try await engine.read(stream, after: head - 1, limit: 1).first
    else { return nil }
    let draft = try JSONDecoder().decode(PlanDraft.self, from: Data(record.bytes))
    return Entry(id: id, draft: draft, saved: record.time, version: head)
  }

  /// The version of a plan that a class pinned, with the files that came with it; `nil` where no plan here
  /// ever was it.
  public func draft(digest wanted: String) async throws -> PlanDraft? {
    for stream in try await engine.streams(withPrefix: Self.prefix) {
      for record in try await engine.readAll(stream).reversed() {
        let draft = try JSONDecoder().decode(PlanDraft.self, from: Data(record.bytes))
        if digest(of: draft) == wanted { return draft }
      }
    }
    return nil
  }

  /// Newest first.
  public func plans() async throws -> [Entry] {
    var found: [Entry] = []
    for stream in try await engine.streams(withPrefix: Self.prefix) {
      let id = String(stream.rawValue.dropFirst(Self.prefix.count))
      if let entry = try await plan(id) { found.append(entry) }
    }
    return found.sorted { ($0.saved, $0.id) > ($1.saved, $1.id) }
  }
}
