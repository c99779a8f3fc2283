import Foundation

/// A statement on its way: its id, and its JSON.
public struct OutgoingStatement: Equatable, Sendable {
  public var id: String
  public var json: [UInt8]
  /// Whether it takes another one back: that one must be stored before.
  public var isVoiding: Bool

  public init(id: String, json: [UInt8], isVoiding: Bool = false) {
    self.id = id
    self.json = json
    self.isVoiding = isVoiding
  }
}

/// How often, and after which pauses, a request is tried again.
public struct RetryPolicy: Equatable, Sendable {
  /// In all, the first one included.
  public var attempts: Int
  public var firstPause: Duration
  public var longestPause: Duration

  public init(
    attempts: Int = 8, firstPause: Duration = .milliseconds(400),
    longestPause: Duration = .seconds(60)
  ) {
    self.attempts = attempts
    self.firstPause = firstPause
    self.longestPause = longestPause
  }

  /// The pause after so many failures (from 1): it doubles, and half of it is chance, so that many halls
  /// do not come back at once. What the store asks for is kept, as far as it is sane.
  public func pause(after failures: Int, chance: Double, asked seconds: Int?) -> Duration {
    var pause = firstPause
    for _ in 1..<max(2, min(failures, 20)) where failures > 1 && pause < longestPause { pause *= 2 }
    pause = min(pause, longestPause)
    pause = pause * (0.5 + chance / 2)
    guard let seconds else { return pause }
    return max(pause, min(.seconds(seconds), longestPause * 5))
  }
}

/// Why a push stopped. What was stored before stays stored, and the next push goes on from there.
public enum PushTrouble: Error, Equatable, Sendable {
  /// No answer, or only answers that ask to come again, for as often as the policy says.
  case gaveUp(String)
  case untrusted(String)
  /// The store says no, and why: 401 and 403 a wrong key, 404 a wrong address, 400 a statement it does not
  /// like.
  case refused(status: Int, said: String)
}

/// What a push came to.
public struct PushOutcome: Equatable, Sendable {
  /// Stored by this push.
  public var stored = 0
  /// Found there already, the same.
  public var known = 0
  /// Ids that the store has with another content. They are left as they are.
  public var conflicts: [String] = []
  public init() {}
}

/// Batches of bounded size, made as they are asked for; one that voids never travels with what it voids.
struct Batches<Base: Collection>: Sequence, IteratorProtocol
where Base.Element == OutgoingStatement {
  private var rest: Base.SubSequence

  init(of statements: Base) { rest = statements[...] }

  mutating func next() -> [OutgoingStatement]? {
    var batch: [OutgoingStatement] = []
    var bytes = 0
    while let statement = rest.first {
      let fits =
        batch.count < Pusher.batchCount && bytes + statement.json.count <= Pusher.batchBytes
        && (!statement.isVoiding || batch.last?.isVoiding != false)
      guard batch.isEmpty || fits else { break }
      batch.append(statement)
      bytes += statement.json.count
      rest = rest.dropFirst()
    }
    return batch.isEmpty ? nil : batch
  }
}

/// Sends statements in order, in batches, until each is there exactly once.
///
/// The ids do not change, so that whatever was sent and not acknowledged is simply sent again: a store
/// never keeps two statements of one id (xAPI 1.0.3, part two, 2.1 and part three, 2.1).
public struct Pusher: Sendable {
  public typealias Exchange = @Sendable (RecordStoreRequest) async throws -> RecordStoreReply

  private let exchange: Exchange
  private let policy: RetryPolicy
  private let sleep: @Sendable (Duration) async throws -> Void
  private let chance: @Sendable () -> Double

  public static let batchCount = 50
  public static let batchBytes = 512 << 10

  public init(
    exchange: @escaping Exchange, policy: RetryPolicy = RetryPolicy(),
    sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
    chance: @escaping @Sendable () -> Double = { .random(in: 0...1) }
  ) {
    self.exchange = exchange
    self.policy = policy
    self.sleep = sleep
    self.chance = chance
  }

  /// - Parameter confirmed: called after each batch with how many of `statements`, from the first, are
  ///   surely there, and with the conflicts that the batch brought.
  /// - Throws: `PushTrouble`; `CancellationError`; what `confirmed` throws.
  public func push(
    _ statements: some Collection<OutgoingStatement>,
    confirmed: (Int, [String]) async throws -> Void = { _, _ in }
  ) async throws -> PushOutcome {
    var outcome = PushOutcome()
    var done = 0
    for batch in Batches(of: statements) {
      let known = outcome.conflicts.count
      try await send(batch, into: &outcome)
      done += batch.count
      try await confirmed(done, Array(outcome.conflicts[known...]))
    }
    return outcome
  }

  private func send(_ batch: [OutgoingStatement], into outcome: inout PushOutcome) async throws {
    var body: [UInt8] = [0x5B]
    for (index, statement) in batch.enumerated() {
      if index > 0 { body.append(0x2C) }
      body += statement.json
    }
    body.append(0x5D)
    let reply = try await request(RecordStoreRequest(path: "/statements", body: body))
    switch reply.status {
    case 200, 204: outcome.stored += batch.count
    // Some of it is there: from a push whose answer was lost, or from another machine.
    case 409: try await sortOut(batch, into: &outcome)
    case 413 where batch.count > 1:
      try await send(Array(batch.prefix(batch.count / 2)), into: &outcome)
      try await send(Array(batch.dropFirst(batch.count / 2)), into: &outcome)
    default: throw PushTrouble.refused(status: reply.status, said: Self.said(reply))
    }
  }

  /// Looks for each, and sends what is missing one by one.
  private func sortOut(_ batch: [OutgoingStatement], into outcome: inout PushOutcome) async throws {
    for statement in batch {
      if let known = try await stored(statement.id) {
        if isSameStatement(statement.json, known) {
          outcome.known += 1
        } else {
          outcome.conflicts.append(statement.id)
        }
        continue
      }
      let reply = try await request(
        RecordStoreRequest(path: "/statements", body: [0x5B] + statement.json + [0x5D]))
      switch reply.status {
      case 200, 204: outcome.stored += 1
      case 409:
        // Our own request, whose answer was lost, may have been stored meanwhile.
        if let known = try await stored(statement.id), isSameStatement(statement.json, known) {
          outcome.known += 1
        } else {
          outcome.conflicts.append(statement.id)
        }
      default: throw PushTrouble.refused(status: reply.status, said: Self.said(reply))
      }
    }
  }

  /// What the store has under an id, also where it was voided since.
  private func stored(_ id: String) async throws -> [UInt8]? {
    for name in ["statementId", "voidedStatementId"] {
      let reply = try await request(
        RecordStoreRequest(path: "/statements?\(name)=\(id)&format=exact"))
      switch reply.status {
      case 200: if let found = Self.statement(id, in: reply.body) { return found }
      case 404: continue
      default: throw PushTrouble.refused(status: reply.status, said: Self.said(reply))
      }
    }
    return nil
  }

  /// The standard answers with the statement itself; some stores with a list of what they found, which may
  /// be empty.
  private static func statement(_ id: String, in body: [UInt8]) -> [UInt8]? {
    guard let object = try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any] else {
      return nil
    }
    guard let list = object["statements"] as? [[String: Any]] else { return body }
    return list.first { ($0["id"] as? String)?.lowercased() == id }
      .flatMap { try? JSONSerialization.data(withJSONObject: $0) }.map { Array($0) }
  }

  /// Asks until there is an answer that is one.
  private func request(_ request: RecordStoreRequest) async throws -> RecordStoreReply {
    var last = ""
    for attempt in 1...max(1, policy.attempts) {
      var asked: Int?
      do {
        let reply = try await exchange(request)
        guard reply.status == 408 || reply.status == 429 || reply.status >= 500 else {
          return reply
        }
        asked = reply.retryAfterSeconds
        last = "\(reply.status) \(Self.said(reply))".trimmingCharacters(in: .whitespaces)
      } catch RecordStoreTrouble.untrusted(let text) {
        throw PushTrouble.untrusted(text)
      } catch RecordStoreTrouble.unreachable(let text) {
        last = text
      }
      guard attempt < policy.attempts else { break }
      try await sleep(policy.pause(after: attempt, chance: chance(), asked: asked))
    }
    throw PushTrouble.gaveUp(last)
  }

  /// The beginning of what a store said, in one line.
  static func said(_ reply: RecordStoreReply) -> String {
    let text = String(decoding: reply.body.prefix(600), as: UTF8.self)
    let line = text.unicodeScalars.map {
      $0.properties.generalCategory == .control ? " " : String($0)
    }
    .joined()
    return String(line.split(separator: " ").joined(separator: " ").prefix(200))
  }
}

/// Whether a store's statement is ours: everything of ours stands in it, unchanged.
///
/// A store adds when it came and who brought it; definitions and displays are not part of a statement
/// (xAPI 1.0.3, part two, 2.2 and 2.3).
public func isSameStatement(_ ours: [UInt8], _ theirs: [UInt8]) -> Bool {
  guard let ours = try? JSONSerialization.jsonObject(with: Data(ours)) as? [String: Any],
    let theirs = try? JSONSerialization.jsonObject(with: Data(theirs)) as? [String: Any]
  else { return false }
  return holds(ours, in: theirs, at: "")
}

private func holds(_ ours: Any, in theirs: Any, at key: String) -> Bool {
  switch (ours, theirs) {
  case (let ours as [String: Any], let theirs as [String: Any]):
    return ours.allSatisfy { key, value in
      if ["definition", "display", "version"].contains(key) { return true }
      return theirs[key].map { holds(value, in: $0, at: key) } ?? false
    }
  case (let ours as [Any], let theirs as [Any]):
    return ours.count == theirs.count
      && zip(ours, theirs).allSatisfy { holds($0, in: $1, at: key) }
  case (let ours as String, let theirs as String):
    guard ours != theirs else { return true }
    if key == "timestamp" { return instant(ours) != nil && instant(ours) == instant(theirs) }
    return key == "id" && ours.lowercased() == theirs.lowercased() && UUID(uuidString: ours) != nil
  case (let ours as NSNumber, let theirs as NSNumber): return ours == theirs
  default: return ours is NSNull && theirs is NSNull
  }
}

private func instant(_ text: String) -> Int? {
  for fraction in [true, false] {
    let formatter = ISO8601DateFormatter()
    formatter.formatOptions =
      fraction ? [.withInternetDateTime, .withFractionalSeconds] : .withInternetDateTime
    if let date = formatter.date(from: text) {
      return Int((date.timeIntervalSince1970 * 1000).rounded())
    }
  }
  return nil
}
