import AsyncHTTPClient
import Classroom
import Foundation
import NIOCore
import Runtime
import Words

/// A whole day in a few seconds: many learners, and the trainer when there is a link.
struct Rehearsal: Sendable {
  let room: RoomAddress
  let trainer: TrainerAddress?
  let learners: Int
  let seconds: Int
  let seed: UInt64
  let language: Language

  /// What is still unanswered so long after the time was up, stays so.
  private static let settleSeconds = 65
  private static let compareSeconds = 75
  private static let longestSeconds = 89

  /// - Throws: `CommandFailure` when there is no such room, or the server is gone at the end.
  func run() async throws -> Verdict {
    let begin = ContinuousClock().now
    let board = Board()
    let script = Script(
      code: room.code, seed: String(seed), run: Token.random(8), learners: learners,
      seconds: Double(seconds), language: language)
    let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    // Every wait has an end of its own; this one is for what nobody thought of.
    let watchdog = Task.detached {
      guard (try? await Task.sleep(until: begin + .seconds(seconds + Self.longestSeconds))) != nil
      else { return }
      say("serverGone", [room.origin])
      exit(2)
    }
    defer { watchdog.cancel() }
    do {
      let verdict = try await run(script, board, client, begin)
      try? await client.shutdown()
      return verdict
    } catch {
      try? await client.shutdown()
      throw error
    }
  }

  /// Two connections a learner: the stream, and what is sent.
  private var configuration: HTTPClient.Configuration {
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = .disallow
    configuration.timeout = .init(connect: .seconds(5), read: .seconds(25), write: .seconds(10))
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 2 * learners + 4
    configuration.connectionPool.retryConnectionEstablishment = false
    // The server closes idle connections after 75 s: be earlier.
    configuration.connectionPool.idleTimeout = .seconds(30)
    configuration.httpVersion = .http1Only
    return configuration
  }

  private func run(
    _ script: Script, _ board: Board, _ client: HTTPClient, _ begin: ContinuousClock.Instant
  ) async throws -> Verdict {
    func browser(_ origin: String, _ language: Language, _ seconds: Int) -> Browser {
      Browser(
        client: client, origin: origin, language: language, hardStop: begin + .seconds(seconds),
        onRetry: { board.note { $0.retries += 1 } })
    }
    let before = try await preflight(browser(room.origin, language, 20), script)
    var player: TrainerPlayer?
    if let trainer {
      let trainerBrowser = browser(trainer.origin, language, seconds + Self.settleSeconds)
      player = TrainerPlayer(
        address: trainer, browser: trainerBrowser, script: script, board: board, begin: begin)
      try await player?.enter()
    }
    say("begin", [String(learners), String(seconds), String(seed)])
    let crowd = (1...learners).map { number in
      Learner(number: number, script: script, board: board) {
        browser(room.origin, $0, seconds + Self.settleSeconds)
      }
    }
    let progress = Task { await report(board, begin) }
    let dayEnded = await withDiscardingTaskGroup { group in
      var dayEnded = true
      for learner in crowd { group.addTask { await learner.takePart() } }
      if let player {
        dayEnded = await player.run()
        if !dayEnded { say("trainerGone") }
        // The last view, with the last result, still has to reach the phones.
        try? await Task.sleep(for: .seconds(0.5))
      } else {
        let end = begin + .seconds(seconds)
        while ContinuousClock().now < end && !board.now.closed {
          try? await Task.sleep(for: .milliseconds(100))
        }
      }
      for learner in crowd { learner.leave() }
      return dayEnded
    }
    progress.cancel()
    await progress.value

    say("comparing")
    let auditor = browser(room.origin, language, seconds + Self.compareSeconds)
    let accounts = await audit(crowd)
    guard let after = await counts(auditor, script),
      accounts.allSatisfy({ $0.ledger.arrival != .acknowledged || $0.after != nil })
    else { throw CommandFailure("cli.rehearse.serverGone", [room.origin], language) }
    if case .acknowledged(let reply) = await auditor.deliver(Ask(path: script.viewPath)),
      let facts = Facts(view: reply.body)
    {
      board.see(facts)
    }
    var verdict = compare(accounts, before: before, after: after, tally: board.now)
    verdict.dayEnded = dayEnded
    verdict.cpuShare = Self.cpuShare(since: begin)
    explain(verdict, board.now)
    return verdict
  }

  /// CPU seconds of this process for each second since the beginning.
  private static func cpuShare(since begin: ContinuousClock.Instant) -> Double {
    var usage = rusage()
    getrusage(numericCast(RUSAGE_SELF.rawValue), &usage)
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    let used = seconds(usage.ru_utime) + seconds(usage.ru_stime)
    return (100 * used / (begin.duration(to: .now) / .seconds(1))).rounded() / 100
  }

  // MARK: - Before

  /// Looks whether there is a room to play in.
  ///
  /// - Returns: the totals of its record now.
  private func preflight(_ browser: Browser, _ script: Script) async throws -> Counts {
    func failure(_ key: String, _ arguments: [String]) -> CommandFailure {
      CommandFailure("cli.rehearse.\(key)", arguments, language)
    }
    let page: Reply
    do { page = try await browser.once(Ask(path: script.joinPath, json: true)) } catch {
      throw failure("unreachable", [room.origin])
    }
    switch page.status {
    case 200: break
    case 404: throw failure("noClass", [room.code, room.origin])
    case 410: throw failure("closed", [room.code])
    case 500...: throw failure("unwell", [room.origin])
    default: throw failure("notGuildhall", [room.origin])
    }
    guard let counts = await counts(browser, script) else {
      throw failure("notGuildhall", [room.origin])
    }
    return counts
  }

  private func counts(_ browser: Browser, _ script: Script) async -> Counts? {
    guard case .acknowledged(let reply) = await browser.deliver(Ask(path: script.countsPath))
    else { return nil }
    return try? JSONDecoder().decode(Counts.self, from: reply.body)
  }

  // MARK: - After

  /// Asks the server what it holds of each learner, a few at a time.
  private func audit(_ crowd: [Learner]) async -> [Account] {
    await withTaskGroup(of: Account.self) { group in
      var accounts: [Account] = []
      for (index, learner) in crowd.enumerated() {
        if index >= 32, let account = await group.next() { accounts.append(account) }
        group.addTask {
          let ledger = await learner.ledger
          let after = ledger.arrival == .acknowledged ? await learner.own() : nil
          return Account(
            number: learner.number, ledger: ledger, before: await learner.before, after: after)
        }
      }
      for await account in group { accounts.append(account) }
      return accounts.sorted { $0.number < $1.number }
    }
  }

  private func explain(_ verdict: Verdict, _ tally: Board.Tally) {
    for detail in verdict.details.prefix(30) { complain("  " + detail) }
    if verdict.details.count > 30 { complain("  … +\(verdict.details.count - 30)") }
    for (reason, count) in tally.refused.sorted(by: { $0.key < $1.key }) {
      say("refused", [reason, String(count)])
    }
    if tally.unanswered > 0 { say("unanswered", [String(tally.unanswered)]) }
    if verdict.checkedIn < learners { say("notIn", [String(learners - verdict.checkedIn)]) }
    if verdict.duplicated > 0 { say("extra", [String(verdict.duplicated)]) }
    if verdict.commands == 0 { say("nothing") }
    say(verdict.isGood ? "good" : "bad")
  }

  // MARK: - Meanwhile

  private func report(_ board: Board, _ begin: ContinuousClock.Instant) async {
    while true {
      guard (try? await Task.sleep(for: .seconds(5))) != nil else { return }
      let tally = board.now
      say(
        "progress",
        [
          (ContinuousClock().now - begin).components.seconds, Int64(tally.arrived),
          Int64(tally.answers), Int64(tally.questions), Int64(tally.ratings), Int64(tally.waiting),
          Int64(tally.retries),
        ].map(String.init))
    }
  }

  private func say(_ key: String, _ arguments: [String] = []) {
    complain(Words.text("cli.rehearse.\(key)", arguments, in: language))
  }
}
