import Foundation
import NIOCore
import NIOHTTP1
import Synchronization
import Words

/// How something ended that was sent until it had an answer.
enum Outcome: Sendable {
  case acknowledged(Reply)
  /// Refused for good: sending it again would change nothing.
  case refused(Reply)
  /// No answer within the time that the sender has.
  case unanswered
}

/// One request, which may be sent several times.
struct Ask: Sendable {
  var method = HTTPMethod.GET
  var path: String
  var form: [(name: String, value: String)] = []
  var json = true
}

/// One person's browser: cookies and connections of its own.
///
/// It talks to one origin only and follows no link away from it.
final class Browser: Sendable {
  private struct Keeping {
    var cookies: [String: String] = [:]
    /// The cookies as they are sent.
    var cookieLine = ""
    /// Connections that wait for the next request.
    var idle: [Connection] = []
  }
  private let server: Server
  private let language: Language
  private let keeping = Mutex(Keeping())
  /// No request begins after this.
  private let hardStop: ContinuousClock.Instant
  private let onRetry: @Sendable () -> Void

  private static let attempt = TimeAmount.seconds(10)
  /// How long a connection waits for the next request: the server ends it after 75 s.
  private static let idle = TimeAmount.seconds(15)
  private static let idleConnections = 2
  private static let patience = Duration.seconds(60)

  init(
    server: Server, language: Language, hardStop: ContinuousClock.Instant,
    onRetry: @escaping @Sendable () -> Void = {}
  ) {
    self.server = server
    self.language = language
    self.hardStop = hardStop
    self.onRetry = onRetry
  }

  func hasCookie(prefix: String) -> Bool {
    keeping.withLock { $0.cookies.keys.contains { $0.hasPrefix(prefix) } }
  }

  // MARK: - Asking

  /// Sends once.
  func once(_ ask: Ask) async throws -> Reply {
    let connection = try await connection()
    let body = ask.method == .POST ? Self.encoded(ask.form) : nil
    let (reply, mayStay) = try await connection.ask(head(ask, body), body, within: Self.attempt)
    keepCookies(reply)
    keep(connection, mayStay)
    return reply
  }

  /// Sends until it is acknowledged or refused for good: with growing, random pauses, for up to a
  /// minute, through refused and broken connections.
  func deliver(_ ask: Ask) async -> Outcome {
    let clock = ContinuousClock()
    let giveUp = min(clock.now + Self.patience, hardStop)
    var pause = 0.25
    while clock.now < giveUp && !Task.isCancelled {
      if let reply = try? await once(ask) {
        switch reply.status {
        case 200..<400: return .acknowledged(reply)
        case 408, 429, 500...: break
        default: return .refused(reply)
        }
      }
      onRetry()
      try? await Task.sleep(for: .seconds(Double.random(in: pause / 2...pause)))
      pause = min(pause * 1.7, 2.5)
    }
    return .unanswered
  }

  /// Fetches a page as a browser does: goes where it is sent, within its own origin.
  func open(_ path: String) async -> Outcome {
    var path = path
    for _ in 0..<5 {
      let outcome = await deliver(Ask(path: path, json: false))
      guard case .acknowledged(let reply) = outcome, (300..<400).contains(reply.status) else {
        return outcome
      }
      guard let next = ownPath(reply.location) else { return .refused(reply) }
      path = next
    }
    return .unanswered
  }

  /// A place on this server; `nil` for any other.
  func ownPath(_ location: String?) -> String? {
    guard let location else { return nil }
    if location.hasPrefix(server.origin + "/") {
      return String(location.dropFirst(server.origin.count))
    }
    return location.hasPrefix("/") && !location.hasPrefix("//") ? location : nil
  }

  /// Reads Server-Sent Events until the stream ends or breaks.
  ///
  /// - Parameter each: gets the data of each event, on an event loop.
  func stream(
    _ path: String, each: @escaping @Sendable (ByteBuffer) -> Void
  ) async throws -> Reply {
    let connection = try await server.connect()
    defer { connection.close() }
    var head = head(Ask(path: path), nil)
    head.headers.replaceOrAdd(name: "Accept", value: "text/event-stream")
    let reply = try await connection.follow(head, within: Self.attempt, each: each)
    keepCookies(reply)
    return reply
  }

  // MARK: - Connections

  private func connection() async throws -> Connection {
    while let known = keeping.withLock({ $0.idle.popLast() }) {
      if known.isOpen { return known }
    }
    return try await server.connect()
  }

  private func keep(_ connection: Connection, _ mayStay: Bool) {
    guard mayStay, !server.isTight, connection.rest(for: Self.idle) else {
      return connection.close()
    }
    let isOneTooMany = keeping.withLock { keeping in
      keeping.idle.removeAll { !$0.isOpen }
      if keeping.idle.count >= Self.idleConnections { return true }
      keeping.idle.append(connection)
      return false
    }
    if isOneTooMany { connection.close() }
  }

  // MARK: - Requests

  private func head(_ ask: Ask, _ body: ByteBuffer?) -> HTTPRequestHead {
    var headers: HTTPHeaders = [
      "Host": server.authority, "Accept": ask.json ? "application/json" : "text/html",
      "Accept-Language": language.rawValue,
    ]
    let cookies = keeping.withLock { $0.cookieLine }
    if !cookies.isEmpty { headers.add(name: "Cookie", value: cookies) }
    if let body {
      headers.add(name: "Origin", value: server.origin)
      headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
      headers.add(name: "Content-Length", value: String(body.readableBytes))
    }
    return HTTPRequestHead(version: .http1_1, method: ask.method, uri: ask.path, headers: headers)
  }

  /// `application/x-www-form-urlencoded`, with all but the unreserved characters of RFC 3986 escaped.
  private static func encoded(_ form: [(name: String, value: String)]) -> ByteBuffer {
    var buffer = ByteBuffer()
    let digits = Array("0123456789ABCDEF".utf8)
    func write(_ text: String) {
      for byte in text.utf8 {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
          buffer.writeInteger(byte)
        default: buffer.writeBytes([0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]])
        }
      }
    }
    for (index, field) in form.enumerated() {
      if index > 0 { buffer.writeStaticString("&") }
      write(field.name)
      buffer.writeStaticString("=")
      write(field.value)
    }
    return buffer
  }

  private func keepCookies(_ reply: Reply) {
    guard !reply.cookies.isEmpty else { return }
    keeping.withLock { keeping in
      for line in reply.cookies {
        let pair = line.prefix { $0 != ";" }
        guard let equals = pair.firstIndex(of: "=") else { continue }
        let value = String(pair[pair.index(after: equals)...])
        keeping.cookies[String(pair[..<equals])] = value.isEmpty ? nil : value
      }
      keeping.cookieLine = keeping.cookies.sorted { $0.key < $1.key }
        .map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
    }
  }
}
