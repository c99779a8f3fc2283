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
  /// Up to which position of its log everything of a class is at the store.
  private var done: [SectionID: Int] = [:]

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
    done = [:]
    failures = 0
    trouble = nil
    isWanted = true
  }

  /// A round soon, whatever the last one came to.
  func pushSoon() {
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

  /// Sends what is due. Trouble with the store ends the round; trouble with one class does not.
  func round() async {
    guard !isPushing else { return }
    isPushing = true
    defer { isPushing = false }
    guard let settings = try? await settings(), settings.isOn, let access = try? settings.access()
    else { return }
    trouble = nil
    let due: [(section: SectionID, known: PushProgress?)]
    do { due = try await classesDue(settings, access) } catch {
      trouble = .init(.local, "\(error)")
      failures += 1
      return
    }
    lastRound = clock()
    guard !due.isEmpty else {
      failures = 0
      return
    }
    do {
      let connection = try connect(access)
      do { try await push(due, access, connection.exchange) } catch {
        trouble = .init(.local, "\(error)")
      }
      await connection.close()
    } catch {
      trouble = .init(.untrusted, "\(error)")
    }
    activity = nil
    failures = trouble == nil ? 0 : failures + 1
  }

  /// Ended classes of which the store may not have everything; the one that ended first goes first.
  private func classesDue(
    _ settings: PushSettings, _ access: RecordStoreAccess
  ) async throws -> [(section: SectionID, known: PushProgress?)] {
    let memory = PushMemory(endpoint: access.endpoint.url, in: people)
    var due: [(section: SectionID, known: PushProgress?)] = []
    for summary in await hall.sections().reversed()
    where summary.phase == .closed && !summary.profile.trial
      && summary.profile.date >= settings.since
    {
      let section = summary.profile.id
      let head = try await hall.engine.head(LiveSession.stream(of: section))
      if done[section] == head { continue }
      let known = try await memory.progress(of: section)
      if let known, known.isDone, known.head == head {
        done[section] = head
      } else {
        due.append((section, known))
      }
    }
    return due
  }

  private func push(
    _ due: [(section: SectionID, known: PushProgress?)], _ access: RecordStoreAccess,
    _ exchange: @escaping Pusher.Exchange
  ) async throws {
    for (section, known) in due where trouble == nil {
      try await push(section, known, access, exchange)
    }
  }

  private func push(
    _ section: SectionID, _ known: PushProgress?, _ access: RecordStoreAccess,
    _ exchange: @escaping Pusher.Exchange
  ) async throws {
    let memory = PushMemory(endpoint: access.endpoint.url, in: people)
    let push = SectionPush(
      section, log: hall.engine, home: try await RecordHome(of: people),
      pusher: Pusher(exchange: exchange, policy: policy), clock: clock)
    let progress = try await push.run(from: known) { progress in
      await self.note(section, progress)
      try await memory.keep(progress, of: section)
    }
    // Of a class that this version cannot read nothing can be sent; the others go on.
    if progress.trouble?.kind == .unreadable { return }
    trouble = progress.trouble
    if progress.isDone { done[section] = progress.head }
  }

  private func note(_ section: SectionID, _ progress: PushProgress) {
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
