/// Lets one change of a class's names follow the other. Two requests of one phone (a double tap, a resend
/// after a broken connection) would both find nobody of a name, and both add a walk-in; two of the
/// organizer's would both read a roster without the other's people, and both take it.
actor Doors {
  private var last: [String: (turn: Int, task: Task<Void, Never>)] = [:]
  private var turns = 0
  private var outcomes: [String: String] = [:]
  /// In the order made, so that the oldest are forgotten first.
  private var known: [String] = []
  private static let outcomesKept = 2_000

  /// Does `work` when all that came before under `key` is done; a sender that goes away stops nothing.
  func inTurn<Result: Sendable>(
    _ key: String, _ work: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    let before = last[key]?.task
    turns += 1
    let turn = turns
    let task = Task {
      await before?.value
      return try await work()
    }
    last[key] = (turn, Task { _ = await task.result })
    defer { if last[key]?.turn == turn { last[key] = nil } }
    return try await task.value
  }

  /// The same, and the second time under one `form` only what came of the first: a form that was sent
  /// twice is carried out once. What failed may be tried again.
  ///
  /// - Parameter form: names what was sent; `nil` where the page had no name for it.
  func once(
    _ form: String?, in key: String, _ work: @escaping @Sendable () async throws -> String
  ) async throws -> String {
    try await inTurn(key) {
      if let form, let outcome = await self.outcomes[form] { return outcome }
      let outcome = try await work()
      if let form { await self.keep(outcome, of: form) }
      return outcome
    }
  }

  private func keep(_ outcome: String, of form: String) {
    if outcomes.updateValue(outcome, forKey: form) == nil { known.append(form) }
    guard known.count > Self.outcomesKept else { return }
    for old in known.prefix(Self.outcomesKept / 2) { outcomes[old] = nil }
    known.removeFirst(Self.outcomesKept / 2)
  }
}

extension Incoming {
  /// Names the form that was sent, by the token that its page gave it and all that it says: a form that
  /// was changed after going back is another one. `nil` without a token.
  var formName: String? {
    let token = form["once"]
    return token.isEmpty ? nil : "\(target)/\(token.prefix(64))/\(form.fingerprint)"
  }
}
