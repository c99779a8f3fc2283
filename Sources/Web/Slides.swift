import Classroom
import Crypto
import Documents
import Foundation
import Identity
import Journal
import Runtime

/// Makes the pictures of slides 课件, one deck after the other, away from the requests.
///
/// What is done lies in the store under the deck's id (SHA-256 of the PDF): `deck/<id>/pdf`, one
/// `deck/<id>/<page>.jpg` a page, and last `deck/<id>/texts`, which says that all of it is there.
public actor Slides {
  public enum Status: Equatable, Sendable {
    case unknown
    /// Pages done, and of how many when that is known.
    case making(done: Int, of: Int?)
    case failed(SlidesProblem)
    /// The text of each page.
    case ready([String])

    var isFailed: Bool { if case .failed = self { true } else { false } }
  }

  private let store: any BlobStore
  /// Where the files of the decks lie.
  nonisolated var blobs: any BlobStore { store }
  private var status: [String: Status] = [:]
  private var last: Task<Void, Never>?

  public init(store: any BlobStore) { self.store = store }

  /// Takes a PDF and begins with it, unless that was done before.
  ///
  /// - Returns: The deck's id.
  public func take(_ pdf: [UInt8]) async throws -> String {
    let id = SHA256.hash(data: pdf).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    switch try await state(of: id) {
    case .ready, .making: return id
    case .unknown, .failed: break
    }
    status[id] = .making(done: 0, of: nil)
    do { try await store.keep(pdf, as: "deck/\(id)/pdf") } catch {
      status[id] = nil
      throw error
    }
    begin(id, pdf)
    return id
  }

  /// How far a deck is. One that a stop of the program left half done is taken up again.
  public func state(of id: String) async throws -> Status {
    if let known = status[id] { return known }
    if let texts = try await store.blob("deck/\(id)/texts"),
      let pages = try? JSONDecoder().decode([String].self, from: Data(texts))
    {
      status[id] = .ready(pages)
    } else if status[id] == nil, let pdf = try await store.blob("deck/\(id)/pdf"),
      status[id] == nil
    {
      status[id] = .making(done: 0, of: nil)
      begin(id, pdf)
    }
    return status[id] ?? .unknown
  }

  /// Waits for a deck that is being made.
  public func finished(_ id: String) async throws -> Status {
    while true {
      let now = try await state(of: id)
      guard case .making = now else { return now }
      await last?.value
    }
  }

  /// The picture of a page, from 1; `nil` where there is none.
  public nonisolated func picture(_ id: String, _ page: Int) async throws -> [UInt8]? {
    try await store.blob("deck/\(id)/\(page).jpg")
  }

  // MARK: - Classes that wait

  struct Waiting: Sendable {
    var deck: String
    var file: String
    var scope: DeckScope
  }

  private var queues: [SectionID: [Waiting]] = [:]

  /// Decks that a class will get when they are done, and those that could not be made.
  func waiting(for section: SectionID) -> [Waiting] { queues[section] ?? [] }

  func forget(_ section: SectionID, _ scope: DeckScope) {
    queues[section]?.removeAll { $0.scope == scope }
  }

  /// Puts a deck beside a class as soon as its pictures are done. Lost with the process: then the
  /// file is chosen again, and found done.
  func attach(_ deck: String, file: String, scope: DeckScope, to session: LiveSession) {
    forget(session.section, scope)
    queues[session.section, default: []].append(Waiting(deck: deck, file: file, scope: scope))
    Task {
      guard case .ready(let texts) = try await finished(deck),
        queues[session.section]?.contains(where: { $0.deck == deck && $0.scope == scope }) == true
      else { return }
      try await session.handle(
        .attachDeck(Deck(id: deck, file: file, texts: texts), to: scope))
      forget(session.section, scope)
    }
  }

  // MARK: - Pictures

  private func begin(_ id: String, _ pdf: [UInt8]) {
    let before = last
    last = Task {
      await before?.value
      do throws(SlidesProblem) {
        let file = try await SlidesFile(pdf)
        defer { file.close() }
        var texts: [String] = []
        for page in 1...file.pageCount {
          status[id] = .making(done: page - 1, of: file.pageCount)
          let picture = try await file.picture(page)
          try await keep(picture, "deck/\(id)/\(page).jpg")
          texts.append(String(await file.text(page).prefix(Limits.deckPageText)))
        }
        try await keep(
          [UInt8]((try? JSONEncoder().encode(texts)) ?? Data("[]".utf8)), "deck/\(id)/texts")
        status[id] = .ready(texts)
      } catch {
        status[id] = .failed(error)
      }
    }
  }

  /// What the disk refuses is tried again when the deck is asked for the next time.
  private func keep(_ bytes: [UInt8], _ name: String) async throws(SlidesProblem) {
    do { try await store.keep(bytes, as: name) } catch { throw .notStored }
  }
}
