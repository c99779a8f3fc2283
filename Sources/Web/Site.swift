import Classroom
import Foundation
import Identity
import Journal
import People
import Runtime
import Words

/// Everything that the pages of one running server stand on.
public struct Site: Sendable {
  public let hall: Hall
  public let library: PlanLibrary
  public let people: any PeopleStore
  public let slides: Slides
  public let seal: Seal
  public let renderer: Renderer
  public let rooms: Rooms
  public let throttle: Throttle
  public let pace: PaceBoard
  /// Learning records on their way to a store.
  public let push: RecordPush
  let tally: Tally
  let account: Account
  let patience: Patience
  let doors = Doors()
  let openings = Openings()
  /// Over every receipt for an answer.
  let receiptHead = WireHead(Site.finished(.json([])).head)
  public let clock: LiveSession.Clock
  /// Opens the page that sets the organizer's password; made anew at each start, used once.
  public let startSecret: String
  /// Where learners reach this server (`http://192.168.1.20:8080`), without a trailing slash.
  public let publicURL: String
  /// The UTC offset of the hall's clock, in seconds, for times on pages and papers.
  public let timeZone: TimeZone

  /// Names the version of the built-in files, so that browsers may keep them.
  public static let build: String = {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for (name, bytes) in Assets.all.sorted(by: { $0.key < $1.key }) {
      for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
      for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    }
    return String(hash, radix: 36)
  }()

  public init(
    hall: Hall, library: PlanLibrary, people: any PeopleStore, blobs: any BlobStore,
    publicURL: String, clock: @escaping LiveSession.Clock, timeZone: TimeZone = .current,
    rooms: Rooms = Rooms()
  ) async throws {
    self.hall = hall
    self.library = library
    self.people = people
    slides = Slides(store: blobs)
    self.publicURL = publicURL
    self.clock = clock
    self.timeZone = timeZone
    seal = Seal(key: try await people.secret("links"))
    try await RecordHome.found(in: people)
    renderer = try Renderer()
    self.rooms = rooms
    throttle = Throttle(clock: clock)
    pace = PaceBoard(clock: clock)
    push = RecordPush(hall: hall, people: people, clock: clock)
    tally = Tally(clock: clock)
    account = Account(people: people, clock: clock)
    patience = Patience(clock: clock)
    startSecret = Token.random(16)
  }

  // MARK: - Addresses

  public func url(_ route: Route) -> String { publicURL + route.path }

  /// The trainer's link of a class; handing over makes a new one.
  public func trainerRoute(_ section: SectionID, generation: Int) -> Route {
    .trainerEnter(
      section: section.rawValue, secret: seal.secret("trainer/\(section.rawValue)/\(generation)"))
  }

  // MARK: - Names

  /// Names by person, for a page; ids that have none (erased) are left out.
  func names(_ section: SectionID) async throws -> [PersonID: RosterEntry] {
    let roster = try await people.roster(of: section)
    return Dictionary(roster.map { ($0.person, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// A clock time of the hall, `08:45`.
  func clockTime(_ moment: Moment) -> String {
    let seconds = Int(moment.milliseconds / 1000)
    let date = Date(timeIntervalSince1970: TimeInterval(seconds))
    let local = seconds + timeZone.secondsFromGMT(for: date)
    let minutes = ((local / 60) % 1440 + 1440) % 1440
    return clockText(minutes)
  }
}

/// `08:45` from minutes since midnight.
public func clockText(_ minutes: Int) -> String {
  let hour = minutes / 60
  let minute = minutes % 60
  return (hour < 10 ? "0" : "") + "\(hour):" + (minute < 10 ? "0" : "") + "\(minute)"
}

/// `6:40`, or `-0:15` over time, from seconds.
public func countdownText(_ seconds: Int) -> String {
  let size = abs(seconds)
  let rest = size % 60
  return (seconds < 0 ? "-" : "") + "\(size / 60):" + (rest < 10 ? "0" : "") + "\(rest)"
}

/// Bounds what one address may fail at in a short time. Nothing of it is stored, and only failures
/// count: a whole hall may share one address. What persons do is bounded in `Tally`.
public actor Throttle {
  private let clock: LiveSession.Clock
  private var times: [String: [Moment]] = [:]

  public init(clock: @escaping LiveSession.Clock) { self.clock = clock }

  /// Whether `key` may act once more: at most `limit` times in `seconds`.
  public func allows(_ key: String, limit: Int, seconds: Int) -> Bool {
    let now = clock()
    var recent = (times[key] ?? []).filter { now.seconds(since: $0) < seconds }
    defer { times[key] = recent }
    if times.count > Self.keyLimit { forgetSome() }
    guard recent.count < limit else { return false }
    recent.append(now)
    return true
  }

  private static let keyLimit = 20_000

  /// Makes room by forgetting the half that was idle longest: a flood of new keys must not wipe out
  /// the count of one that is at its limit now.
  private func forgetSome() {
    let byAge = times.sorted {
      ($0.value.last?.milliseconds ?? 0) < ($1.value.last?.milliseconds ?? 0)
    }
    for (key, _) in byAge.prefix(Self.keyLimit / 2) { times[key] = nil }
  }

  /// Whether `key` has used up its failures; does not count.
  public func isBlocked(_ key: String, limit: Int, seconds: Int) -> Bool {
    let now = clock()
    return (times[key] ?? []).count { now.seconds(since: $0) < seconds } >= limit
  }
}
