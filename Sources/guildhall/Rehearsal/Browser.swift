import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Synchronization
import Words

/// What a server answered.
struct Reply: Sendable {
  var status: Int
  var location: String?
  var body: Data

  /// The key of the sentence that a refusal carries.
  var reason: String {
    struct Refusal: Decodable { var error: String }
    return (try? JSONDecoder().decode(Refusal.self, from: body))?.error ?? "HTTP \(status)"
  }
}

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

/// One person's browser: cookies of its own, connections from the pool that all share.
///
/// It talks to one origin only and follows no link away from it.
final class Browser: Sendable {
  private let client: HTTPClient
  private let origin: String
  private let language: Language
  private let cookies = Mutex<[String: String]>([:])
  /// No request begins after this.
  private let hardStop: ContinuousClock.Instant
  private let onRetry: @Sendable () -> Void

  private static let attemptSeconds: Int64 = 10
  private static let patience = Duration.seconds(60)
  private static let largestBody = 8 << 20
  private static let largestFrame = 4 << 20

  init(
    client: HTTPClient, origin: String, language: Language, hardStop: ContinuousClock.Instant,
    onRetry: @escaping @Sendable () -> Void = {}
  ) {
    self.client = client
    self.origin = origin
    self.language = language
    self.hardStop = hardStop
    self.onRetry = onRetry
  }

  func hasCookie(prefix: String) -> Bool {
    cookies.withLock { $0.keys.contains { $0.hasPrefix(prefix) } }
  }

  // MARK: - Asking

  /// Sends once.
  func once(_ ask: Ask) async throws -> Reply {
    let response = try await client.execute(
      request(ask), deadline: .now() + .seconds(Self.attemptSeconds))
    keepCookies(response.headers)
    let body = try await response.body.collect(upTo: Self.largestBody)
    return Reply(
      status: Int(response.status.code), location: response.headers.first(name: "location"),
      body: Data(body.readableBytesView))
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
    if location.hasPrefix(origin + "/") { return String(location.dropFirst(origin.count)) }
    return location.hasPrefix("/") && !location.hasPrefix("//") ? location : nil
  }

  // MARK: - Streams

  /// Reads Server-Sent Events until the stream ends or breaks.
  ///
  /// Source: WHATWG HTML, section 9.2.
  ///
  /// - Returns: the status, when it is no stream, and the server's wish for the pause before the
  ///   next attempt, in milliseconds.
  func stream(
    _ path: String, each: @Sendable (Data) -> Void
  ) async throws -> (status: Int, retryMilliseconds: Int?) {
    var head = request(Ask(path: path))
    head.headers.replaceOrAdd(name: "Accept", value: "text/event-stream")
    let response = try await client.execute(head, deadline: .now() + .seconds(Self.attemptSeconds))
    keepCookies(response.headers)
    let status = Int(response.status.code)
    guard status == 200 else {
      _ = try? await response.body.collect(upTo: Self.largestBody)
      return (status, nil)
    }
    var waiting = Data()
    var retry: Int?
    for try await chunk in response.body {
      chunk.withUnsafeReadableBytes { waiting.append(contentsOf: $0) }
      while let end = Self.find(Self.blankLine, in: waiting) {
        let event = waiting.subdata(in: 0..<end)
        waiting = waiting.subdata(in: (end + Self.blankLine.count)..<waiting.count)
        if let data = Self.find(Self.dataField, in: event) {
          each(event.subdata(in: (data + Self.dataField.count)..<event.count))
        } else if let field = Self.find(Self.retryField, in: event) {
          let digits = event.dropFirst(field + Self.retryField.count)
          retry = Int(String(decoding: digits, as: UTF8.self))
        }
      }
      if waiting.count > Self.largestFrame {
        throw NIOTooManyBytesError(maxBytes: Self.largestFrame)
      }
    }
    return (status, retry)
  }

  private static let blankLine = Data("\n\n".utf8)
  private static let dataField = Data("data: ".utf8)
  private static let retryField = Data("retry: ".utf8)

  /// The offset of the first occurrence. The standard library's search costs milliseconds a frame
  /// in a debug build.
  private static func find(_ needle: Data, in data: Data) -> Int? {
    data.withUnsafeBytes { hay in
      needle.withUnsafeBytes { needle in
        guard let start = hay.baseAddress, let sought = needle.baseAddress else { return nil }
        var offset = 0
        while offset + needle.count <= hay.count,
          let hit = memchr(start + offset, Int32(needle[0]), hay.count - needle.count - offset + 1)
        {
          offset = UnsafeRawPointer(hit) - start
          if memcmp(start + offset, sought, needle.count) == 0 { return offset }
          offset += 1
        }
        return nil
      }
    }
  }

  // MARK: - Requests

  private func request(_ ask: Ask) -> HTTPClientRequest {
    var request = HTTPClientRequest(url: origin + ask.path)
    request.method = ask.method
    request.headers.add(name: "Accept", value: ask.json ? "application/json" : "text/html")
    request.headers.add(name: "Accept-Language", value: language.rawValue)
    let jar = cookies.withLock { $0 }
    if !jar.isEmpty {
      let line = jar.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
      request.headers.add(name: "Cookie", value: line.joined(separator: "; "))
    }
    if ask.method == .POST {
      request.headers.add(name: "Origin", value: origin)
      request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
      let fields = ask.form.map { "\(Self.encoded($0.name))=\(Self.encoded($0.value))" }
      request.body = .bytes(ByteBuffer(string: fields.joined(separator: "&")))
    }
    return request
  }

  private static func encoded(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
  }

  /// Source: RFC 3986, section 2.3.
  private static let unreserved = CharacterSet(
    charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

  private func keepCookies(_ headers: HTTPHeaders) {
    for line in headers["set-cookie"] {
      let pair = line.prefix { $0 != ";" }
      guard let equals = pair.firstIndex(of: "=") else { continue }
      let name = String(pair[..<equals])
      let value = String(pair[pair.index(after: equals)...])
      cookies.withLock { $0[name] = value.isEmpty ? nil : value }
    }
  }
}
