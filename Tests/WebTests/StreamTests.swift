import Classroom
import Foundation
import Hummingbird
import HummingbirdTesting
import Logging
import Runtime
import Testing

@testable import Web

/// Streams over real sockets: taken over from Hummingbird, many, slow, broken, too many.
@Suite(.serialized) struct StreamTests {
  private func room(
    files: Int = 20_000, beat: Duration = .seconds(10)
  ) async throws -> (TestRoom, Capacity) {
    let capacity = Capacity(files: files)
    let hall = try await TestSite(rooms: Rooms(capacity: capacity, beat: beat))
    let room = try await TestRoom(hall)
    try await room.session.handle(.next)
    return (room, capacity)
  }

  private func open(_ count: Int, _ served: Served, _ path: String) async throws -> [Wire] {
    try await withThrowingTaskGroup(of: Wire.self) { group in
      for _ in 0..<count { group.addTask { try await served.stream(path) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
  }

  @Test func turnsThePageForAllStreamsAtOnce() async throws {
    let (room, capacity) = try await room()
    let path = "/c/\(room.code)/stream"
    try await Served.run(room.hall.site) { served in
      let wires = try await open(300, served, path)
      #expect(wires.allSatisfy { $0.text.hasPrefix("HTTP/1.1 200 OK\r\n") })
      #expect(wires.allSatisfy { !$0.text.lowercased().contains("x-guildhall") })
      #expect(wires.allSatisfy { $0.text.contains("Content-Security-Policy") })
      try await until { capacity.streams == 300 && capacity.connections == 0 }
      try await room.session.handle(.next)
      for wire in wires { try await wire.waits { $0.contains("一个案例") } }
      // The screen and the phones get different bytes of the same class.
      let screen = try await served.stream("/s/\(room.code)/stream")
      #expect(screen.text.contains("\"head\":") && !wires[0].text.contains("\"head\":"))
      for wire in wires { try await wire.close() }
      try await until { capacity.streams == 1 }
    }
    #expect(capacity.streams == 0)
  }

  @Test func beginsWithTheCurrentViewWhateverTheReaderSawLast() async throws {
    let (room, _) = try await room()
    let path = "/c/\(room.code)/stream"
    try await Served.run(room.hall.site) { served in
      let first = try await served.stream(path)
      #expect(first.text.contains("retry: "))
      try await first.close()
      for _ in 0..<2 { try await room.session.handle(.next) }
      try await room.session.handle(.openItems(["i1"]))
      let again = try await served.stream(path, headers: "Last-Event-ID: 1\r\n")
      #expect(again.text.components(separatedBy: "event: view").count == 2)
      #expect(!first.text.contains("仲裁时效") && again.text.contains("仲裁时效"))
    }
  }

  @Test func losesNoChangeThatComesWhileAStreamOpens() async throws {
    let (room, _) = try await room()
    let path = "/c/\(room.code)/stream"
    try await Served.run(room.hall.site) { served in
      // Page turns fall into every moment of the openings; in the end all show the last one.
      async let wires = open(200, served, path)
      for _ in 0..<40 {
        try await room.session.handle(.next)
        try await room.session.handle(.undo)
        try await Task.sleep(for: .milliseconds(5))
      }
      try await room.session.handle(.next)
      for wire in try await wires {
        try await wire.waits { text in
          (text.components(separatedBy: "event: view").last ?? "").contains("一个案例")
        }
      }
    }
  }

  @Test func sendsSignsOfLifeWithTheWholeView() async throws {
    let (room, _) = try await room(beat: .milliseconds(50))
    try await Served.run(room.hall.site) { served in
      let wire = try await served.stream("/c/\(room.code)/stream")
      try await wire.waits { $0.components(separatedBy: "event: view").count > 4 }
    }
  }

  @Test func closesAStreamWhoseReaderTakesNothing() async throws {
    let (room, capacity) = try await room(beat: .milliseconds(20))
    try await Served.run(room.hall.site) { served in
      let healthy = try await served.stream("/c/\(room.code)/stream")
      // This one never reads, and its buffers are small.
      let slow = try await served.connect(
        Served.get("/c/\(room.code)/stream"), receiveBuffer: 2048)
      try await until { capacity.streams == 2 }
      try await until(seconds: 60) { capacity.streams == 1 }
      #expect(!healthy.isEnded)
      try await room.session.handle(.next)
      try await healthy.waits { $0.contains("一个案例") }
      try await slow.close()
    }
  }

  @Test func noticesAReaderThatLeftOrOnlyHalfClosed() async throws {
    let (room, capacity) = try await room()
    try await Served.run(room.hall.site) { served in
      let gone = try await served.stream("/c/\(room.code)/stream")
      let half = try await served.stream("/c/\(room.code)/stream")
      let chatty = try await served.stream("/c/\(room.code)/stream")
      try await until { capacity.streams == 3 }
      try await gone.close()
      try await half.closeOutput()
      try await half.waitsForEnd()
      try await chatty.send("GET / HTTP/1.1\r\n\r\n")
      try await chatty.waitsForEnd()
      try await until { capacity.streams == 0 && capacity.connections == 0 }
    }
  }

  @Test func sendsNewcomersAwayPolitelyWhenTheStreamsAreFull() async throws {
    let (room, capacity) = try await room(files: 100)
    let path = "/c/\(room.code)/stream"
    try await Served.run(room.hall.site) { served in
      let inside = try await open(60, served, path)
      try await until { capacity.streams == 60 }
      for _ in 0..<3 {
        let refused = try await served.stream(path)
        #expect(refused.text.hasPrefix("HTTP/1.1 503"))
        #expect(refused.text.contains("Retry-After: "))
        try await refused.close()
      }
      // Short requests are still served, and those inside notice nothing.
      let page = try await served.connect(Served.get("/s/\(room.code)"))
      try await page.waits { $0.hasPrefix("HTTP/1.1 200") }
      try await room.session.handle(.next)
      for wire in inside { try await wire.waits { $0.contains("一个案例") } }
      // A place that gets free is given away again.
      try await inside[0].close()
      try await until { capacity.streams == 59 }
      let newcomer = try await served.stream(path)
      #expect(newcomer.text.hasPrefix("HTTP/1.1 200"))
    }
  }

  @Test func goesOnWhenOneAddressOpensMoreConnectionsThanThereAreFiles() async throws {
    let (room, capacity) = try await room(files: 200)
    try await Served.run(room.hall.site) { served in
      let inside = try await open(20, served, "/c/\(room.code)/stream")
      var idle: [Wire] = []
      for _ in 0..<300 { idle.append(try await served.connect()) }
      try await until { capacity.connections >= 170 }
      try await room.session.handle(.next)
      for wire in inside { try await wire.waits { $0.contains("一个案例") } }
      #expect(capacity.streams + capacity.connections <= 200)
      // Who asks now is told to come back, or waits in the queue; nobody is cut off in the middle.
      for wire in idle { try await wire.send(Served.get("/health")) }
      try await until {
        idle.allSatisfy {
          $0.text.hasPrefix("HTTP/1.1 200") || $0.text.hasPrefix("HTTP/1.1 503") || $0.isEnded
        }
      }
      #expect(idle.contains { $0.text.hasPrefix("HTTP/1.1 200") })
      for wire in idle { try? await wire.close() }
      try await until { capacity.connections == 0 }
      let page = try await served.connect(Served.get("/health"))
      try await page.waits { $0.hasPrefix("HTTP/1.1 200") }
    }
  }

  @Test func refusesAFloodOfHeadersAndServesTheOthers() async throws {
    let (room, capacity) = try await room()
    try await Served.run(room.hall.site) { served in
      let long = String(repeating: "a", count: 40_000)
      let many = (0..<200).map { "X-\($0): a\r\n" }.joined()
      for headers in ["X-Long: \(long)\r\n", many] {
        let flood = try await served.connect(Served.get("/health", headers))
        try await flood.waitsForEnd()
        #expect(!flood.text.hasPrefix("HTTP/1.1 200"))
      }
      let page = try await served.connect(Served.get("/health"))
      try await page.waits { $0.hasPrefix("HTTP/1.1 200") }
      try await page.close()
      try await until { capacity.connections == 0 }
    }
  }

  @Test func keepsServingWhileBodiesTrickle() async throws {
    let (room, _) = try await room()
    try await Served.run(room.hall.site) { served in
      var slow: [Wire] = []
      for _ in 0..<50 {
        let wire = try await served.connect(
          "POST /c/\(room.code)/send HTTP/1.1\r\nHost: hall.test\r\nContent-Length: 5000\r\n\r\n")
        try await wire.send("a")
        slow.append(wire)
      }
      let page = try await served.connect(Served.get("/health"))
      try await page.waits(seconds: 2) { $0.hasPrefix("HTTP/1.1 200") }
    }
  }

  @Test(arguments: ["Content-Length: 5000\r\n\r\na", "X-Slow: "])
  func cutsARequestThatDribblesWhileTheRoomGoesOn(rest: String) async throws {
    let capacity = Capacity(slowestBytes: 4096, each: .milliseconds(300))
    let room = try await TestRoom(TestSite(rooms: Rooms(capacity: capacity)))
    try await Served.run(room.hall.site) { served in
      let stream = try await served.stream("/c/\(room.code)/stream")
      // Before the server can have begun to count.
      let begun = ContinuousClock.now
      let slow = try await served.connect(
        "POST /c/\(room.code)/send HTTP/1.1\r\nHost: hall.test\r\n\(rest)")
      // A byte now and then, as a slow attacker sends them: each would reset an idle timer.
      let dribble = Task {
        while !Task.isCancelled {
          try await slow.send("a")
          try await Task.sleep(for: .milliseconds(40))
        }
      }
      try await slow.waitsForEnd()
      dribble.cancel()
      #expect(begun.duration(to: .now) >= .milliseconds(300))
      #expect(slow.text.hasPrefix("HTTP/1.1 408"))
      expectGuards(slow.text)
      try await room.session.handle(.next)
      try await stream.waits { $0.components(separatedBy: "event: view").count > 2 }
      let page = try await served.connect(Served.get("/health"))
      try await page.waits { $0.hasPrefix("HTTP/1.1 200") }
    }
  }

  @Test func takesALargeBodyThatComesSteadily() async throws {
    // Two windows and more; a pause of the machine does not fill one.
    let capacity = Capacity(slowestBytes: 100, each: .milliseconds(1_500))
    let room = try await TestRoom(TestSite(rooms: Rooms(capacity: capacity)))
    try await Served.run(room.hall.site) { served in
      let body = "do=pen&pad=" + String(repeating: "a", count: 13_000)
      let wire = try await served.connect(
        "POST /c/\(room.code)/send HTTP/1.1\r\nHost: hall.test\r\nContent-Length: \(body.utf8.count)\r\n"
          + "Content-Type: application/x-www-form-urlencoded\r\nAccept: application/json\r\n\r\n")
      var rest = Substring(body)
      while !rest.isEmpty {
        try await wire.send(String(rest.prefix(200)))
        rest = rest.dropFirst(200)
        try await Task.sleep(for: .milliseconds(60))
      }
      // Nobody is signed in on this connection: the application itself has answered.
      try await wire.waits { $0.hasPrefix("HTTP/1.1 401") }
    }
  }

  @Test func guardsTheAnswersThatNoPageGives() async throws {
    let (room, capacity) = try await room(files: 20)
    try await Served.run(room.hall.site) { served in
      let broken = try await served.connect("this is no request\r\n\r\n")
      try await broken.waitsForEnd()
      #expect(broken.text.hasPrefix("HTTP/1.1 400"))
      expectGuards(broken.text)
      // All places taken by connections that only wait: the next one is told to come back.
      var waiting: [Wire] = []
      try await until { capacity.connections == 0 }
      for _ in 0..<19 { waiting.append(try await served.connect()) }
      try await until { capacity.connections == 19 }
      let late = try await served.connect(Served.get("/health"))
      try await late.waitsForEnd()
      #expect(
        late.text.hasPrefix("HTTP/1.1 503") && late.text.lowercased().contains("retry-after:"))
      expectGuards(late.text)
      for wire in waiting { try await wire.close() }
    }
  }

  /// Every guard of `Site.respond`, as it stands on the wire.
  private func expectGuards(_ text: String) {
    let head = text.components(separatedBy: "\r\n\r\n")[0].lowercased()
    for (name, value) in Site.guards {
      #expect(head.contains("\(name.canonicalName): \(value)".lowercased()), "\(name)")
    }
  }

  @Test func servesOtherRequestsOnAConnectionUntilAStreamTakesIt() async throws {
    let (room, _) = try await room()
    try await Served.run(room.hall.site) { served in
      let wire = try await served.connect(Served.get("/health"))
      try await wire.waits { $0.contains("ok\n") }
      try await wire.send(Served.get("/health"))
      try await wire.waits { $0.components(separatedBy: "ok\n").count == 3 }
      try await wire.send(Served.get("/c/\(room.code)/stream"))
      try await wire.waits { $0.contains("event: view") }
      try await room.session.handle(.next)
      try await wire.waits { $0.contains("一个案例") }
      let head = try await served.connect(
        "HEAD /c/\(room.code)/stream HTTP/1.1\r\nHost: hall.test\r\n\r\n")
      try await head.waits { $0.hasPrefix("HTTP/1.1 200") }
      try await head.send(Served.get("/health"))
      try await head.waits { $0.contains("ok\n") }
    }
  }

  @Test func stopsWithOpenStreamsInUnderTwoSecondsAndEndsThemCleanly() async throws {
    let (room, capacity) = try await room()
    let ends = Mutexed<[Wire]>([])
    let begin = Mutexed(ContinuousClock.now)
    try await Served.run(room.hall.site) { served in
      let wires = try await open(400, served, "/c/\(room.code)/stream")
      try await until { capacity.streams == 400 }
      ends.value = wires
      begin.value = .now
    }
    #expect(ContinuousClock.now - begin.value < .seconds(2))
    for wire in ends.value {
      try await wire.waitsForEnd()
      #expect(wire.text.hasSuffix("0\r\n\r\n"))
    }
    #expect(capacity.streams == 0)
  }

  /// Without a socket a task sends the same events.
  @Test func sendsTheSameEventsWithoutASocket() async throws {
    let (room, _) = try await room()
    let site = room.hall.site
    let live = await site.rooms.room(of: room.session, site: site)
    let key = FrameKey(viewer: .learner, language: .chinese)
    let (audience, _, first) = await live.welcome(key)
    #expect(String(buffer: first).hasPrefix("event: view\ndata: {\"pulse\""))
    var events = audience.events().makeAsyncIterator()
    try await room.session.handle(.next)
    let next = try #require(await events.next())
    #expect(String(buffer: next).contains("一个案例"))
    await site.rooms.close()
    #expect(await events.next() == nil)
  }
}
