import Foundation
import NIOCore
import NIOPosix

// room: the real server in a process of its own, the load in this one.
//
//   fan-out    a page turn to all streams of a class, against a bare swift-nio server that sends the
//              same bytes to as many
//   answers    each acknowledged after its commit, against a Hummingbird route that does nothing

private func limit() -> Int {
  var limit = rlimit()
  getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  limit.rlim_cur = limit.rlim_max
  setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  return Int(clamping: limit.rlim_cur)
}

func loadAverage() -> String {
  (try? String(contentsOfFile: "/proc/loadavg", encoding: .utf8))?.split(separator: " ").first
    .map(String.init) ?? "?"
}

private func milliseconds(_ seconds: Double) -> String { String(format: "%.0f ms", seconds * 1e3) }

/// - Parameter part: `fan-out` or `answers`; else both.
func benchRoom(_ part: String? = nil) async throws {
  // Streams may use 60 % of the files.
  let people = min(10_000, limit() * 58 / 100)
  print("room: \(people) learners, \(limit()) open files, load average \(loadAverage())")
  if part != "answers" { try await benchFanOut(people) }
  if part != "fan-out" { try await benchAnswers(people) }
}

// MARK: - Fan-out

private func get(_ path: String) -> ByteBuffer {
  ByteBuffer(string: "GET \(path) HTTP/1.1\r\nHost: hall\r\nAccept-Language: zh-CN\r\n\r\n")
}

/// Opens `count` streams and waits until each has its first view.
private func openStreams(_ count: Int, _ port: Int, _ path: String, _ crowd: Crowd) async throws
  -> [WireHandler]
{
  var wires: [WireHandler] = []
  while wires.count < count {
    let some = try await connect(min(200, count - wires.count), port: port, .stream(crowd))
    crowd.expect(some.count)
    for wire in some { wire.channel?.writeAndFlush(get(path), promise: nil) }
    _ = await crowd.reached()
    wires += some
  }
  return wires
}

private func turn(_ server: ServerProcess, _ order: String, _ crowd: Crowd, _ count: Int) async
  -> Double
{
  crowd.expect(count)
  let begin = server.tell(order)
  let seconds = Double(await crowd.reached() &- begin) / 1e9
  // Pages are not turned in a row: a large hall is then shown fewer of them.
  try? await Task.sleep(for: .milliseconds(1100))
  return seconds
}

private func benchFanOut(_ people: Int) async throws {
  let folder = try scratch()
  defer { try? FileManager.default.removeItem(at: folder) }
  let ours = try ServerProcess("_room", "1")
  let bare = try ServerProcess("_bare")
  defer {
    ours.stop()
    bare.stop()
  }
  let path = "/c/\(ours.facts[0])/stream"
  var times: (ours: [Double], bare: [Double]) = ([], [])
  var cpu = (ours: 0.0, bare: 0.0)
  var memory = 0.0
  let crowd = Crowd()
  // Warm: what is allocated once is not counted to the streams.
  await close(try await openStreams(500, ours.port, path, crowd))
  try await Task.sleep(for: .milliseconds(500))
  for round in 0..<3 {
    let before = ours.memory
    var wires = try await openStreams(people, ours.port, path, crowd)
    if round == 0 { memory = Double(ours.memory - before) / Double(people) }
    var used = ours.cpu
    for turnNumber in 0..<6 {
      let seconds = await turn(ours, "turn", crowd, people)
      if turnNumber > 0 { times.ours.append(seconds) }
    }
    cpu.ours += ours.cpu - used
    // The same event for the other side, without the frame of its chunk.
    var event = crowd.last
    while let byte = event.readInteger(as: UInt8.self), byte != 10 {}
    let file = folder.appendingPathComponent("event")
    try Data(event.readableBytesView.dropLast(2)).write(to: file)
    await close(wires)

    wires = try await openStreams(people, bare.port, "/", crowd)
    used = bare.cpu
    for turnNumber in 0..<6 {
      let seconds = await turn(bare, "turn \(file.path)", crowd, people)
      if turnNumber > 0 { times.bare.append(seconds) }
    }
    cpu.bare += bare.cpu - used
    await close(wires)
  }
  let (a, b) = (middle(times.ours), middle(times.bare))
  row("fan-out, \(people)", "ours " + milliseconds(a), "bare swift-nio " + milliseconds(b), a / b)
  print(
    String(
      format: "  best %.0f and %.0f ms; CPU of 18 turns %.2f and %.2f s; memory a stream %.1f KiB",
      (times.ours.min() ?? 0) * 1e3, (times.bare.min() ?? 0) * 1e3, cpu.ours, cpu.bare,
      memory / 1024))
  try await benchChurn(ours, path, crowd)
}

/// Short requests while thousands of streams open and close.
private func benchChurn(_ server: ServerProcess, _ path: String, _ crowd: Crowd) async throws {
  let standing = try await openStreams(4000, server.port, path, crowd)
  let prober = try await connect(1, port: server.port, .answers)[0]
  let probing = Task {
    var delays: [Double] = []
    while !Task.isCancelled {
      let begin = DispatchTime.now().uptimeNanoseconds
      _ = try? await prober.ask(get("/health")).get()
      delays.append(Double(DispatchTime.now().uptimeNanoseconds - begin) / 1e9)
      try? await Task.sleep(for: .milliseconds(5))
    }
    return delays.sorted()
  }
  let other = Crowd()
  for _ in 0..<3 { await close(try await openStreams(4000, server.port, path, other)) }
  probing.cancel()
  let delays = await probing.value
  await close(standing + [prober])
  print(
    "  while 12000 streams opened and closed beside 4000: \(delays.count) requests, p50 "
      + "\(milliseconds(delays[delays.count / 2])), p99 \(milliseconds(delays[delays.count * 99 / 100])), "
      + "longest \(milliseconds(delays.last ?? 0)) (with the load in the same two cores)")
}

// MARK: - Answers

private func post(_ path: String, _ cookie: String, _ form: String) -> ByteBuffer {
  ByteBuffer(
    string:
      "POST \(path) HTTP/1.1\r\nHost: hall\r\nAccept: application/json\r\nCookie: \(cookie)\r\n"
      + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: \(form.utf8.count)\r\n\r\n"
      + form)
}

private func benchAnswers(_ people: Int) async throws {
  let ours = try ServerProcess("_room", "\(people)")
  let nothing = try ServerProcess("_nothing")
  defer {
    ours.stop()
    nothing.stop()
  }
  let (code, section) = (ours.facts[0], ours.facts[1])
  let tokens = try String(contentsOfFile: ours.facts[2], encoding: .utf8).split(separator: "\n")
  func requests(_ item: String, _ path: String) -> [ByteBuffer] {
    (0..<people).map {
      post(
        path, "p_\(section)=\(tokens[$0])",
        "id=\(item)-\($0)-0123456789abcdef&do=respond&item=\(item)&choice=\($0 % 2)")
    }
  }

  // Everybody within 1.5 s, on a connection each.
  ours.tell("open i0")
  try await Task.sleep(for: .milliseconds(300))
  var wires = try await connect(people, port: ours.port, .answers)
  let spread = try await play(wires, requests("i0", "/c/\(code)/send"), within: 1.5)
  try report("answers within 1.5 s", spread, ours, people)
  ours.tell("open i1")
  try await Task.sleep(for: .milliseconds(300))
  let burst = try await play(wires, requests("i1", "/c/\(code)/send"), within: 0)
  try report("answers all at once", burst, ours, 2 * people)
  await close(wires)

  // As fast as 400 connections can, in turns with a route that does nothing.
  var rates: (ours: [Double], nothing: [Double]) = ([], [])
  for round in 2..<9 {
    let item = "i\(round)"
    ours.tell("open \(item)")
    try await Task.sleep(for: .milliseconds(300))
    wires = try await connect(400, port: ours.port, .answers)
    rates.ours.append(try await rate(wires, requests(item, "/c/\(code)/send")))
    await close(wires)
    wires = try await connect(400, port: nothing.port, .answers)
    rates.nothing.append(try await rate(wires, requests(item, "/nothing")))
    await close(wires)
  }
  let (a, b) = (middle(rates.ours), middle(rates.nothing))
  row(
    "answers, rate", String(format: "ours %.0f/s", a), String(format: "nothing %.0f/s", b), a / b)
  print("  load average \(loadAverage())")
}

private struct Outcome {
  var delays: [Double]
  var good: Int
  var retried: Int
  var seconds: Double
  var cpu: Double
}

private func report(_ name: String, _ outcome: Outcome, _ server: ServerProcess, _ expected: Int)
  throws
{
  server.tell("counts")
  let stored = Int(server.answer()) ?? -1
  let delays = outcome.delays.sorted()
  print(
    "  \(name): \(outcome.good) acknowledged, \(stored == expected ? "all stored once" : "STORED \(stored) OF \(expected)"), "
      + "\(outcome.retried) retried; p50 \(milliseconds(delays[delays.count / 2])), "
      + "p99 \(milliseconds(delays[delays.count * 99 / 100])), last \(milliseconds(delays.last ?? 0)); "
      + String(
        format: "%.0f/s, CPU of the load %.2f s", Double(outcome.good) / outcome.seconds,
        outcome.cpu))
}

/// Sends one request on each connection, at even distances within `seconds`; who is told to come back
/// does so.
private func play(_ wires: [WireHandler], _ requests: [ByteBuffer], within seconds: Double)
  async throws
  -> Outcome
{
  let used = cpuSeconds()
  let begin = ContinuousClock.now
  return try await withThrowingTaskGroup(of: (Double, Bool, Int).self) { group in
    for (index, wire) in wires.enumerated() {
      let due = begin + .seconds(seconds * Double(index) / Double(wires.count))
      if due > .now { try await Task.sleep(until: due) }
      group.addTask {
        let start = seconds > 0 ? due : ContinuousClock.now
        var retried = 0
        var status = try await wire.ask(requests[index]).get()
        while status == 503, retried < 20 {
          retried += 1
          try await Task.sleep(for: .milliseconds(300))
          status = try await wire.ask(requests[index]).get()
        }
        let passed = (ContinuousClock.now - start) / .milliseconds(1)
        return (passed / 1e3, status == 200, retried)
      }
    }
    var outcome = Outcome(delays: [], good: 0, retried: 0, seconds: 0, cpu: 0)
    for try await (delay, good, retried) in group {
      outcome.delays.append(delay)
      outcome.good += good ? 1 : 0
      outcome.retried += retried
    }
    outcome.seconds = (ContinuousClock.now - begin) / .seconds(1)
    outcome.cpu = cpuSeconds() - used
    return outcome
  }
}

/// Requests a second, each connection sending its share one after the other.
private func rate(_ wires: [WireHandler], _ requests: [ByteBuffer]) async throws -> Double {
  let begin = ContinuousClock.now
  try await withThrowingTaskGroup(of: Void.self) { group in
    for (index, wire) in wires.enumerated() {
      group.addTask {
        for number in stride(from: index, to: requests.count, by: wires.count) {
          let status = try await wire.ask(requests[number]).get()
          guard status == 200 else { fatalError("an answer was refused: \(status)") }
        }
      }
    }
    try await group.waitForAll()
  }
  return Double(requests.count) / ((ContinuousClock.now - begin) / .seconds(1))
}
