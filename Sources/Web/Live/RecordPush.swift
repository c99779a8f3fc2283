import Classroom
import Foundation
import Identity
import Journal
import People
import RecordStore
import Runtime

/// Sends the learning records of classes that have ended to the store that the organizer named, in the
/// background, each statement once.
///
/// One round after the other, one class after the other. After trouble it waits longer and longer; what is
/// new in a class (a correction) is sent in a later round.
public actor RecordPush {
  /// What it does now, for a page.
  struct Activity: Equatable, Sendable {
    var section: SectionID
    var progress: PushProgress
  }
  typealias Connect = @Sendable (RecordStoreAccess) throws -> Connection
  /// Requests to a store, and their end.
  struct Connection: Sendable {
    var exchange: Pusher.Exchange
    var close: @Sendable () async -> Void
  }

  private let hall: Hall
  private let people: any PeopleStore
  private let clock: LiveSession.Clock
  private let connect: Connect
  private let store: PushSettingsStore
  private let policy: RetryPolicy
  private(set) var activity: Activity?
  /// Why the last round stopped.
  private(set) var trouble: PushProgress.Trouble?
  private(set) var lastRound: Moment?
  private var failures = 0
  private var isWanted = false
  private var isPushing = false
  /// Raised whenever the settings change: a round of earlier ones stops, and notes nothing any more.
  private var generation = 0
  /// Up to which position of its log everything of a class is at the store.
  private var done: [SectionID: Int] = [:]
  /// At which position of its log a class was refused; it waits for more to be said of it.
  private var stuck: [SectionID: Int] = [:]

  init(
    hall: Hall, people: any PeopleStore, clock: @escaping LiveSession.Clock,
    policy: RetryPolicy = RetryPolicy(attempts: 6), connect: @escaping Connect = RecordPush.dial
  ) {
    self.hall = hall
    self.people = people
    self.clock = clock
    self.policy = policy
    self.connect = connect
    store = PushSettingsStore(people)
  }

  @Sendable static func dial(_ access: RecordStoreAccess) throws -> Connection {
    let client = try RecordStoreClient(access)
    return Connection(exchange: client.exchange, close: { await client.shutdown() })
  }

  // MARK: - Settings

  func settings() async throws -> PushSettings { try await store.load() ?? PushSettings() }

  /// Takes effect with a round that begins soon.
  func save(_ settings: PushSettings) async throws {
    try await store.save(settings)
    generation += 1
    done = [:]
    activity = nil
    trouble = nil
    pushSoon()
  }

  /// A round soon, whatever the last one came to.
  func pushSoon() {
    stuck = [:]
    failures = 0
    isWanted = true
  }

  /// Asks the store who it is.
  func test(_ access: RecordStoreAccess) async -> Result<[String], PushProgress.Trouble> {
    let connection: Connection
    do { connection = try connect(access) } catch {
      return .failure(.init(.untrusted, "PEM"))
    }
    let answer = await aboutStore(connection.exchange)
    await connection.close()
    return answer
  }

  // MARK: - Rounds

  /// Goes on until its task is cancelled.
  public func run() async {
    var next = ContinuousClock.now
    while !Task.isCancelled {
      if isWanted || ContinuousClock.now >= next {
        isWanted = false
        await round()
        next = ContinuousClock.now + pause
      }
      try? await Task.sleep(for: .seconds(1))
    }
  }

  /// A minute; after trouble longer, at most an hour, and a little by chance.
  private var pause: Duration {
    let minutes = min(60, 1 << min(failures, 6))
    return .seconds(Double(minutes) * 60 * .random(in: 0.8...1.2))
  }

  /// A class that may have news, up to which position of its log, and how far it has come.
  private struct Due {
    var section: SectionID
    var head: Int
    var known: PushProgress?
  }

  /// Sends what is due. Trouble with the store ends the round; trouble with one class does not.
  func round() async {
    guard !isPushing else { return }
    isPushing = true
    defer { isPushing = false }
    let generation = generation
    let trouble = await sendDue(generation)
    activity = nil
    guard generation == self.generation else { return }
    self.trouble = trouble
    failures = trouble == nil ? 0 : failures + 1
  }

  /// - Returns: why it stopped.
  private func sendDue(_ generation: Int) async -> PushProgress.Trouble? {
    guard let settings = try? await settings(), settings.isOn, let access = try? settings.access()
    else { return nil }
    let due: [Due]
    do { due = try await classesDue(settings, access, generation) } catch {
      return .init(.local, "\(error)")
    }
    guard generation == self.generation else { return nil }
    lastRound = clock()
    guard !due.isEmpty else { return nil }
    let connection: Connection
    do { connection = try connect(access) } catch { return .init(.untrusted, "\(error)") }
    var trouble: PushProgress.Trouble?
    do {
      for one in due where trouble == nil {
        trouble = try await push(one, access, connection.exchange, generation)
      }
    } catch { trouble = .init(.local, "\(error)") }
    await connection.close()
    return trouble
  }

  /// Ended classes of which the store may not have everything; the one that ended first goes first.
  private func classesDue(
    _ settings: PushSettings, _ access: RecordStoreAccess, _ generation: Int
  ) async throws -> [Due] {
    let memory = PushMemory(endpoint: access.endpoint.url, in: people)
    var due: [Due] = []
    for summary in await hall.sections().reversed()
    where summary.phase == .closed && !summary.profile.trial
      && summary.profile.date >= settings.since
    {
      let section = summary.profile.id
      let head = try await hall.engine.head(LiveSession.stream(of: section))
      if done[section] == head || stuck[section] == head { continue }
      let known = try await memory.progress(of: section)
      try stopUnless(generation)
      if let known, known.isDone, known.head == head {
        done[section] = head
      } else {
        due.append(Due(section: section, head: head, known: known))
      }
    }
    return due
  }

  /// - Returns: why nothing more can be sent to this store.
  /// - Throws: `CancellationError` where the settings have changed meanwhile.
  private func push(
    _ due: Due, _ access: RecordStoreAccess, _ exchange: @escaping Pusher.Exchange,
    _ generation: Int
  ) async throws -> PushProgress.Trouble? {
    let section = due.section
    let memory = PushMemory(endpoint: access.endpoint.url, in: people)
    let pusher = Pusher(
      exchange: { request in
        try await self.stopUnless(generation)
        return try await exchange(request)
      }, policy: policy)
    let push = SectionPush(
      section, log: hall.engine, home: try await RecordHome(of: people), pusher: pusher,
      clock: clock)
    let progress = try await push.run(from: due.known) { progress in
      try await memory.keep(progress, of: section)
      try await self.note(section, progress, generation)
    }
    try stopUnless(generation)
    if progress.isDone { done[section] = progress.head }
    guard let trouble = progress.trouble, trouble.isOfTheClass else { return progress.trouble }
    stuck[section] = due.head
    return nil
  }

  private func stopUnless(_ generation: Int) throws {
    guard generation == self.generation else { throw CancellationError() }
  }

  private func note(
    _ section: SectionID, _ progress: PushProgress, _ generation: Int
  ) throws {
    try stopUnless(generation)
    activity = Activity(section: section, progress: progress)
  }

  /// How far a class has come.
  func progress(of section: SectionID) async throws -> PushProgress? {
    if let activity, activity.section == section { return activity.progress }
    let settings = try await settings()
    guard let access = try? settings.access() else { return nil }
    return try await PushMemory(endpoint: access.endpoint.url, in: people).progress(of: section)
  }
}
