import Classroom
import Foundation
import Runtime
import Web
import Words

/// A whole day in a few seconds: many learners, and the trainer when there is a link.
struct Rehearsal: Sendable {
  let room: RoomAddress
  let trainer: TrainerAddress?
  let learners: Int
  let seconds: Int
  let seed: UInt64
  let language: Language
  /// The server, when it is the rehearsal's own, and how often it is killed on the way.
  var hall: HallProcess?
  var kills = 0

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
    // Every wait has an end of its own; this one is for what nobody thought of.
    let watchdog = Task.detached {
      guard (try? await Task.sleep(until: begin + .seconds(seconds + Self.longestSeconds))) != nil
      else { return }
      say("serverGone", [room.origin])
      hall?.stop()
      exit(2)
    }
    defer { watchdog.cancel() }
    return try await run(script, board, begin)
  }

  private func run(
    _ script: Script, _ board: Board, _ begin: ContinuousClock.Instant
  ) async throws -> Verdict {
    let files = openFilesLimit()
    let server = try server(room.origin, files)
    func browser(_ server: Server, _ language: Language, _ seconds: Int) -> Browser {
      Browser(
        server: server, language: language, hardStop: begin + .seconds(seconds),
        onRetry: { board.note { $0.retries += 1 } })
    }
    let before = try await preflight(browser(server, language, 20), script)
    var player: TrainerPlayer?
    if let trainer {
      let trainerBrowser = browser(
        trainer.origin == room.origin ? server : try self.server(trainer.origin, files), language,
        seconds + Self.settleSeconds)
      player = TrainerPlayer(
        address: trainer, browser: trainerBrowser, script: script, board: board, begin: begin)
      try await player?.enter()
    }
    say("begin", [String(learners), String(seconds), String(seed)])
    let crowd = (1...learners).map { number in
      Learner(number: number, script: script, board: board) {
        browser(server, $0, seconds + Self.settleSeconds)
      }
    }
    let progress = Task { await report(board, begin) }
    let killing = Task { try await killNow(board, begin) }
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
        while ContinuousClock().now < end && !board.look({ $0.closed }) {
          try? await Task.sleep(for: .milliseconds(100))
        }
      }
      for learner in crowd { learner.leave() }
      return dayEnded
    }
    progress.cancel()
    await progress.value
    killing.cancel()
    let killed = try await killing.value

    say("comparing")
    let auditor = browser(server, language, seconds + Self.compareSeconds)
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
    verdict.dayEnded = dayEnded && killed == kills
    verdict.kills = killed
    verdict.cpuShare = Self.cpuShare(since: begin)
    if let hall {
      hall.stop()
      say("reconciling")
      var reconciliation = Reconciliation(
        report: try await Reconciliation.report(hall.section, in: hall.data, language),
        accounts: accounts, script: script, verdict: verdict)
      verdict = reconciliation.reconcile()
    }
    explain(verdict, board.now)
    return verdict
  }

  private func server(_ origin: String, _ files: Int) throws -> Server {
    do { return try Server(origin: origin, files: files) } catch {
      throw CommandFailure("cli.rehearse.unreachable", [origin], language)
    }
  }

  // MARK: - Killing

  /// Kills the server with answers on their way, at times that lie apart, and starts it again.
  ///
  /// - Returns: how often it was.
  private func killNow(_ board: Board, _ begin: ContinuousClock.Instant) async throws -> Int {
    guard let hall else { return 0 }
    var chance = Chance("kill", String(seed))
    for number in 0..<kills {
      let share = (Double(number) + chance.between(0.4, 0.8)) / Double(kills)
      do {
        try await Task.sleep(until: begin + .seconds(Double(seconds) * share))
        let patience = ContinuousClock.now + .seconds(Double(seconds) * 0.2 / Double(kills))
        let least = max(2, learners / 50)
        while board.look({ $0.waiting }) < least, .now < patience {
          try await Task.sleep(for: .milliseconds(2))
        }
      } catch { return number }
      let waiting = board.look { $0.waiting }
      hall.kill()
      let down = chance.between(0.1, 1.5)
      // Not to be cancelled: the answers on their way need a server.
      await Task.detached { try? await Task.sleep(for: .seconds(down)) }.value
      try hall.restart()
      say("killed", [String(number + 1), String(waiting), String(Int(down * 1000))])
    }
    return kills
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
