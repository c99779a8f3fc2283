import Foundation
import Synchronization
import Testing

@testable import RecordStore

/// A store in memory that keeps by id, and misbehaves as it is told.
private final class Store: Sendable {
  private struct Inside {
    var kept: [String: String] = [:]
    var voided: Set<String> = []
    var order: [String] = []
    var trouble: [@Sendable () throws -> RecordStoreReply?] = []
    var requests: [RecordStoreRequest] = []
  }
  private let inside = Mutex(Inside())

  var kept: [String: String] { inside.withLock { $0.kept } }
  var order: [String] { inside.withLock { $0.order } }
  var requests: [RecordStoreRequest] { inside.withLock { $0.requests } }

  func keep(_ id: String, _ json: String) { inside.withLock { $0.kept[id] = json } }
  func void(_ id: String) { inside.withLock { _ = $0.voided.insert(id) } }
  /// What becomes of the next requests, one each: `nil` is answered as it should be.
  func next(_ trouble: (@Sendable () throws -> RecordStoreReply?)...) {
    inside.withLock { $0.trouble += trouble }
  }

  /// Stores before it fails where `after` is set: the answer gets lost.
  func exchange(_ request: RecordStoreRequest) throws -> RecordStoreReply {
    let trouble = inside.withLock { inside -> (@Sendable () throws -> RecordStoreReply?)? in
      inside.requests.append(request)
      return inside.trouble.isEmpty ? nil : inside.trouble.removeFirst()
    }
    if let trouble, let reply = try trouble() { return reply }
    return inside.withLock { inside in
      guard let body = request.body else {
        let id = String(request.path.split(separator: "=")[1].prefix(36))
        let isVoided = inside.voided.contains(id)
        guard let json = inside.kept[id], request.path.contains("voidedStatementId") == isVoided
        else { return RecordStoreReply(status: 404) }
        return RecordStoreReply(status: 200, body: Array(json.utf8))
      }
      let list = (try? JSONSerialization.jsonObject(with: Data(body))) as? [[String: Any]] ?? []
      let ids = list.compactMap { $0["id"] as? String }
      if ids.contains(where: { inside.kept[$0] != nil }) { return RecordStoreReply(status: 409) }
      for (id, value) in zip(ids, list) {
        let data = (try? JSONSerialization.data(withJSONObject: value)) ?? Data()
        inside.kept[id] = String(decoding: data, as: UTF8.self)
        inside.order.append(id)
      }
      return RecordStoreReply(status: 200)
    }
  }

  var pusher: Pusher {
    Pusher(exchange: { try self.exchange($0) }, sleep: { _ in }, chance: { 0.5 })
  }
}

private func outgoing(_ number: Int, verb: String = "v") -> OutgoingStatement {
  let id =
    "00000000-0000-5000-8000-" + String(repeating: "0", count: 12 - "\(number)".count) + "\(number)"
  return OutgoingStatement(
    id: id,
    json: Array(
      #"{"id":"\#(id)","verb":{"id":"\#(verb)"},"timestamp":"2026-12-01T01:00:00.000Z"}"#.utf8),
    isVoiding: verb == "voided")
}

@Suite struct PusherTests {
  @Test func sendsEachOnceAndInOrder() async throws {
    let store = Store()
    let all = (1...120).map { outgoing($0) }
    var steps: [Int] = []
    let outcome = try await store.pusher.push(all) { done, _ in steps.append(done) }
    #expect(outcome.stored == 120 && outcome.known == 0 && outcome.conflicts == [])
    #expect(store.order == all.map(\.id))
    #expect(steps == [50, 100, 120])
    let again = try await store.pusher.push(all)
    #expect(again.stored == 0 && again.known == 120 && store.order.count == 120)
  }

  @Test func triesAgainAfterTroubleThatPasses() async throws {
    let store = Store()
    store.next(
      { throw RecordStoreTrouble.unreachable("reset") }, { RecordStoreReply(status: 503) },
      { RecordStoreReply(status: 429, retryAfterSeconds: 2) }, { RecordStoreReply(status: 500) })
    let outcome = try await store.pusher.push((1...3).map { outgoing($0) })
    #expect(outcome.stored == 3 && store.requests.count == 5)
  }

  /// The store kept the batch, and its answer was lost.
  @Test func anAnswerThatWasLostMakesNothingTwice() async throws {
    let store = Store()
    let all = (1...3).map { outgoing($0) }
    let lost = RecordStoreRequest(
      path: "/statements",
      body: Array("[".utf8) + all.map(\.json).joined(separator: [0x2C]) + Array("]".utf8))
    store.next({
      _ = try store.exchange(lost)
      throw RecordStoreTrouble.unreachable("reset")
    })
    let outcome = try await store.pusher.push(all)
    #expect(outcome.stored == 0 && outcome.known == 3 && store.order.count == 3)
  }

  @Test func reportsAnIdThatHasAnotherContentAndGoesOn() async throws {
    let store = Store()
    let all = (1...4).map { outgoing($0) }
    store.keep(
      all[1].id,
      #"{"id":"\#(all[1].id)","verb":{"id":"other"},"timestamp":"2026-12-01T01:00:00.000Z"}"#)
    store.keep(all[2].id, String(decoding: all[2].json, as: UTF8.self))
    store.void(all[2].id)
    let outcome = try await store.pusher.push(all)
    #expect(outcome.conflicts == [all[1].id] && outcome.known == 1 && outcome.stored == 2)
    #expect(store.kept[all[1].id]?.contains("other") == true)
  }

  @Test func stopsWhenTheStoreSaysNo() async throws {
    for status in [400, 401, 403, 404] {
      let store = Store()
      store.next({ RecordStoreReply(status: status, body: Array("no\nreally".utf8)) })
      await #expect(throws: PushTrouble.refused(status: status, said: "no really")) {
        try await store.pusher.push([outgoing(1)])
      }
      #expect(store.requests.count == 1)
    }
    let store = Store()
    store.next({ throw RecordStoreTrouble.untrusted("who") })
    await #expect(throws: PushTrouble.untrusted("who")) {
      try await store.pusher.push([outgoing(1)])
    }
  }

  @Test func givesUpAfterAsManyAttemptsAsThePolicySays() async throws {
    let store = Store()
    for _ in 0..<20 { store.next({ RecordStoreReply(status: 503, body: Array("busy".utf8)) }) }
    let pusher = Pusher(
      exchange: { try store.exchange($0) }, policy: RetryPolicy(attempts: 5), sleep: { _ in })
    await #expect(throws: PushTrouble.gaveUp("503 busy")) { try await pusher.push([outgoing(1)]) }
    #expect(store.requests.count == 5)
  }

  @Test func halvesABatchThatIsTooLarge() async throws {
    let store = Store()
    store.next({ RecordStoreReply(status: 413) }, { RecordStoreReply(status: 413) })
    let outcome = try await store.pusher.push((1...8).map { outgoing($0) })
    #expect(outcome.stored == 8 && store.requests.count == 5)
  }

  @Test func whatVoidsNeverTravelsWithWhatItVoids() {
    let all = [
      outgoing(1), outgoing(2), outgoing(3, verb: "voided"), outgoing(4, verb: "voided"),
      outgoing(5),
    ]
    #expect(Batches(of: all).map(\.count) == [2, 3])
    let large = (1...5).map {
      OutgoingStatement(id: "\($0)", json: Array(repeating: 0x20, count: 200 << 10))
    }
    #expect(Batches(of: large).map(\.count) == [2, 2, 1])
  }

  @Test func pausesGrowAreBoundedAndDoWhatTheStoreAsks() {
    let policy = RetryPolicy(firstPause: .milliseconds(400), longestPause: .seconds(60))
    #expect(policy.pause(after: 1, chance: 1, asked: nil) == .milliseconds(400))
    #expect(policy.pause(after: 2, chance: 1, asked: nil) == .milliseconds(800))
    #expect(policy.pause(after: 2, chance: 0, asked: nil) == .milliseconds(400))
    #expect(policy.pause(after: 19, chance: 1, asked: nil) == .seconds(60))
    #expect(policy.pause(after: 1, chance: 1, asked: 7) == .seconds(7))
    #expect(policy.pause(after: 1, chance: 1, asked: 86_400) == .seconds(300))
  }

  @Test func tellsWhetherAStatementIsTheSame() {
    let ours = Array(
      #"{"id":"0F","actor":{"account":{"name":"p"}},"score":{"raw":1},"timestamp":"2026-12-01T01:00:00.000Z","verb":{"id":"v","display":{"en":"x"}},"object":{"id":"o","definition":{"type":"t"}}}"#
        .utf8)
    func same(_ theirs: String) -> Bool { isSameStatement(ours, Array(theirs.utf8)) }
    #expect(
      same(
        #"{"stored":"now","authority":{},"id":"0F","actor":{"objectType":"Agent","account":{"name":"p"}},"score":{"raw":1.0},"timestamp":"2026-12-01T09:00:00+08:00","verb":{"id":"v"},"object":{"id":"o"}}"#
      ))
    for change in [
      (#""name":"p""#, #""name":"q""#), (#""raw":1"#, #""raw":0"#),
      (#"01:00:00.000Z"#, #"01:00:01.000Z"#),
      (#""id":"v""#, #""id":"w""#), (#""id":"o""#, #""id":"u""#),
    ] {
      #expect(!same(String(decoding: ours, as: UTF8.self).replacing(change.0, with: change.1)))
    }
    #expect(!same("[]") && !same(""))
  }
}

@Suite struct EndpointTests {
  @Test(arguments: [
    "https://lrs.example/xapi/", " https://lrs.example:8443/a ", "http://localhost:9300/xapi",
    "http://127.0.0.1:9300", "http://[::1]:9300/x",
  ])
  func takesHTTPSAndThisMachine(text: String) throws {
    let endpoint = try RecordStoreEndpoint(text)
    #expect(!endpoint.url.hasSuffix("/") && endpoint.url.hasPrefix("http"))
  }

  @Test(arguments: [
    ("http://lrs.example/xapi", RecordStoreEndpoint.Problem.notSecure),
    ("http://127.0.0.1.example/", .notSecure), ("http://127.evil", .notSecure),
    ("https://k:s@lrs.example", .hasCredentials), ("ftp://lrs.example", .notAnAddress),
    ("lrs.example", .notAnAddress), ("", .notAnAddress), ("https://", .notAnAddress),
    ("https://lrs.example/?a=b", .notAnAddress),
  ])
  func refusesWhatIsNotSafe(text: String, problem: RecordStoreEndpoint.Problem) {
    #expect(throws: problem) { try RecordStoreEndpoint(text) }
  }
}
