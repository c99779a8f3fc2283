import Foundation
import Identity
import People
import Runtime

/// The organizer's account 班主任账号: the password, the devices signed in, and the second step.
///
/// Kept in the settings of the People store. What changes goes through this actor in turn; nothing
/// is read from memory after a start.
actor Account {
  /// One device that is signed in.
  struct SignIn: Codable, Equatable, Sendable {
    var id: String
    var began: Moment
    var expires: Moment
    /// What the browser calls itself, shortened; for the list only.
    var device: String
  }

  /// The second step: a secret locked with the password, and what is left of the recovery codes.
  private struct SecondStep: Codable, Sendable {
    var secret: LockedSecret
    /// The period of the last code that was used.
    var last: Int64?
    var salt: String
    var recovery: [String]
  }

  private enum Setting {
    static let password = "organizer-password"
    /// Counts changes of the password; a cookie of an earlier count has ended.
    static let epoch = "organizer-epoch"
    static let signIns = "organizer-sign-ins"
    static let second = "organizer-second-step"
  }

  private let people: any PeopleStore
  private let clock: LiveSession.Clock
  /// One change at a time, each after the one before is on the disk.
  private var turn: Task<Void, Never>?
  private static let limit = 50

  init(people: any PeopleStore, clock: @escaping LiveSession.Clock) {
    self.people = people
    self.clock = clock
  }

  private func inTurn<T: Sendable>(
    _ work: @escaping @Sendable (isolated Account) async throws -> T
  ) async throws -> T {
    let before = turn
    let task = Task {
      await before?.value
      return try await work(self)
    }
    turn = Task { _ = await task.result }
    return try await task.value
  }

  private func text(_ setting: String) async throws -> String? {
    try await people.setting(setting).map { String(decoding: $0, as: UTF8.self) }
  }

  private func read<T: Decodable>(_ type: T.Type, _ setting: String) async throws -> T? {
    guard let bytes = try await people.setting(setting) else { return nil }
    return try? JSONDecoder().decode(type, from: Data(bytes))
  }

  private func write(_ value: some Encodable, _ setting: String) async throws {
    try await people.setSetting(setting, [UInt8](try JSONEncoder().encode(value)))
  }

  // MARK: - The password

  var hasPassword: Bool { get async throws { try await people.setting(Setting.password) != nil } }

  var epoch: String { get async throws { try await text(Setting.epoch) ?? "0" } }

  func verify(_ password: String) async throws -> Bool {
    guard let stored = try await text(Setting.password),
      let hash = PasswordHash(encoded: stored)
    else { return false }
    return await hash.verify(password)
  }

  /// A new password ends every sign-in.
  ///
  /// - Parameter old: the password before, with which the second step is locked; `nil` when it was
  ///   forgotten: then the second step ends too, for nobody can open it.
  func setPassword(_ password: String, instead old: String?) async throws {
    let hash = try await PasswordHash.make(password)
    try await inTurn { account in
      let second = try await account.read(SecondStep.self, Setting.second)
      if var second {
        if let old, let secret = await second.secret.open(with: old) {
          second.secret = try await LockedSecret.lock(secret, with: password)
          try await account.write(second, Setting.second)
        } else {
          try await account.people.setSetting(Setting.second, nil)
        }
      }
      try await account.people.setSetting(Setting.password, Array(hash.encoded.utf8))
      let next = (Int(try await account.epoch) ?? 0) + 1
      try await account.people.setSetting(Setting.epoch, Array(String(next).utf8))
      try await account.people.setSetting(Setting.signIns, nil)
    }
  }

  // MARK: - Devices

  /// Those that have not expired, newest first.
  var signIns: [SignIn] {
    get async throws {
      let now = clock()
      return (try await read([SignIn].self, Setting.signIns) ?? []).filter { $0.expires > now }
    }
  }

  func open(device: String, seconds: Int) async throws -> SignIn {
    let now = clock()
    let fresh = SignIn(
      id: Token.random(8), began: now, expires: now.adding(seconds: seconds),
      device: String(device.prefix(120)))
    try await inTurn { account in
      let known = try await account.signIns
      try await account.write(Array(([fresh] + known).prefix(Self.limit)), Setting.signIns)
    }
    return fresh
  }

  /// Ends one sign-in, or with `nil` all but `kept`.
  func end(_ id: String?, but kept: String? = nil) async throws {
    try await inTurn { account in
      let rest = try await account.signIns.filter {
        $0.id == kept || (id != nil && $0.id != id)
      }
      try await account.write(rest, Setting.signIns)
    }
  }

  // MARK: - The second step

  var hasSecondStep: Bool {
    get async throws { try await people.setting(Setting.second) != nil }
  }

  var recoveryLeft: Int {
    get async throws { try await read(SecondStep.self, Setting.second)?.recovery.count ?? 0 }
  }

  /// Turns the second step on.
  ///
  /// - Returns: the recovery codes, which are shown once and stored as hashes; `nil` when `code` is
  ///   not one of this secret.
  func turnOn(_ totp: TOTP, code: String, password: String) async throws -> [String]? {
    guard let step = totp.accepts(code, at: clock(), after: nil) else { return nil }
    let codes = RecoveryCode.ten()
    let salt = Token.random(8)
    let second = SecondStep(
      secret: try await LockedSecret.lock(totp.secret, with: password), last: step, salt: salt,
      recovery: codes.map { RecoveryCode.hash($0, salt: salt) })
    try await inTurn { account in try await account.write(second, Setting.second) }
    return codes
  }

  func turnOff() async throws {
    try await inTurn { account in try await account.people.setSetting(Setting.second, nil) }
  }

  /// Whether the second step is passed; with it off, always. A code, and a recovery code, opens once.
  func passes(code: String, password: String) async throws -> Bool {
    try await inTurn { account in
      guard var second = try await account.read(SecondStep.self, Setting.second) else {
        return try await !account.hasSecondStep
      }
      let hash = RecoveryCode.hash(code, salt: second.salt)
      if let index = second.recovery.firstIndex(of: hash) {
        second.recovery.remove(at: index)
      } else {
        guard let secret = await second.secret.open(with: password),
          let step = TOTP(secret: secret)
            .accepts(code, at: account.clock(), after: second.last)
        else { return false }
        second.last = step
      }
      // Used before it opens: two browsers with one code are two tries, and one of them too late.
      try await account.write(second, Setting.second)
      return true
    }
  }
}

/// How long somebody must wait after wrong passwords: slower and slower, never shut out.
///
/// Counted by device where a device has signed in before, else by address and for all of them
/// together. In memory only.
actor Patience {
  private var tries: [String: (count: Int, last: Moment)] = [:]
  private let clock: LiveSession.Clock
  static let longest = 30
  private static let memory = 900

  init(clock: @escaping LiveSession.Clock) { self.clock = clock }

  /// Begins a try under every key, or says how many seconds to wait first. A try counts from its
  /// beginning, so that a thousand sent at once are not a thousand guesses.
  ///
  /// - Parameter keys: each with how many tries are free.
  func begin(_ keys: [(key: String, free: Int)]) -> Int {
    let now = clock()
    func known(_ key: String) -> (count: Int, last: Moment)? {
      tries[key].flatMap { now.seconds(since: $0.last) < Self.memory ? $0 : nil }
    }
    let wait =
      keys.compactMap { key, free -> Int? in
        guard let past = known(key), past.count > free else { return nil }
        let pause = min(Self.longest, 1 << min(past.count - free - 1, 5))
        return pause - now.seconds(since: past.last)
      }.max() ?? 0
    guard wait <= 0 else { return wait }
    if tries.count > 10_000 {
      tries = tries.filter { now.seconds(since: $0.value.last) < Self.memory }
    }
    for (key, _) in keys { tries[key] = ((known(key)?.count ?? 0) + 1, now) }
    return 0
  }

  func succeeded(_ keys: [(key: String, free: Int)]) {
    for (key, _) in keys { tries[key] = nil }
  }
}
