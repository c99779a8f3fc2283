import Classroom
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Identity
import Journal
import Logging
import NIOCore
import People
import Runtime
import Synchronization
import Testing

@testable import Web

/// A site in memory, its clock standing at one instant until a test moves it.
struct TestSite: Sendable {
  let site: Site
  let engine: MemoryEngine
  let people: MemoryPeople
  let time: TestTime

  static let start = Moment(milliseconds: 1_796_085_000_000)  // 2026-12-01 08:30 in Beijing
  static let address = "http://hall.test"

  init(rooms: Rooms = Rooms()) async throws {
    let engine = MemoryEngine()
    let people = MemoryPeople()
    let time = TestTime()
    let clock: LiveSession.Clock = { time.now }
    self.engine = engine
    self.people = people
    self.time = time
    site = try await Site(
      hall: Hall(engine: engine, clock: clock), library: PlanLibrary(engine: engine, clock: clock),
      people: people, blobs: MemoryBlobs(), publicURL: Self.address, clock: clock,
      timeZone: TimeZone(secondsFromGMT: 8 * 3600)!, rooms: rooms)
  }

  /// The same hall after the program was started again.
  init(_ hall: TestSite, _ site: Site) {
    self.site = site
    engine = hall.engine
    people = hall.people
    time = hall.time
  }

  /// Runs `body` with a browser of no cookies; requests go through everything but the socket.
  func browse(_ body: @Sendable @escaping (Browser) async throws -> Void) async throws {
    let app = application(site: site, host: "127.0.0.1", port: 0, logger: Logger(label: "test"))
    try await app.test(.router) { client in try await body(Browser(client: client)) }
  }

  /// The same, with an organizer's cookie: as after signing in, without the cost of a password.
  func organize(_ body: @Sendable @escaping (Browser) async throws -> Void) async throws {
    let cookie = try await site.organizerCookie(device: "test")
    try await browse { browser in
      browser.cookies = ["org": cookie]
      try await body(browser)
    }
  }

  /// The same, by setting the password through the start link.
  func organizeWithPassword(
    _ body: @Sendable @escaping (Browser) async throws -> Void
  ) async throws {
    let secret = site.startSecret
    try await browse { browser in
      let reply = try await browser.post(
        "/start/\(secret)", ["password": Self.password, "repeat": Self.password])
      #expect(reply.status == .seeOther)
      try await body(browser)
    }
  }

  static let password = "一二三四五六七八"
}

final class TestTime: Sendable {
  private let moment = Mutex(TestSite.start)
  var now: Moment { moment.withLock { $0 } }
  func advance(seconds: Int) { moment.withLock { $0 = $0.adding(seconds: seconds) } }
}

/// One answer, its body as text.
struct Reply: Sendable {
  var status: HTTPResponse.Status
  var headers: HTTPFields
  var body: String
  var location: String { headers[.location] ?? "" }
  /// The path of the redirect without its query.
  var path: String { String(location.prefix { $0 != "?" }) }
  var query: String { String(location.drop { $0 != "?" }) }
}

/// A client that keeps its cookies, as a browser does, and does not follow redirects by itself.
final class Browser: Sendable {
  private let client: any TestClientProtocol
  private let jar = Mutex<[String: String]>([:])
  private let language: String

  init(client: any TestClientProtocol, language: String = "zh-CN") {
    self.client = client
    self.language = language
  }

  /// Another browser on the same server.
  func another(language: String = "zh-CN") -> Browser {
    Browser(client: client, language: language)
  }

  var cookies: [String: String] {
    get { jar.withLock { $0 } }
    set { jar.withLock { $0 = newValue } }
  }

  func get(_ path: String, headers: [String: String] = [:]) async throws -> Reply {
    try await send(.get, path, nil, headers)
  }

  /// A form as browsers send one.
  func post(
    _ path: String, _ form: [String: String] = [:], headers: [String: String] = [:]
  ) async throws -> Reply {
    try await post(
      path, pairs: form.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }, headers: headers)
  }

  /// A form whose fields come in an order, some of them several times.
  func post(
    _ path: String, pairs: [(String, String)], headers: [String: String] = [:]
  ) async throws -> Reply {
    var safe = CharacterSet.alphanumerics
    safe.insert(charactersIn: "-._~")
    func coded(_ text: String) -> String {
      text.addingPercentEncoding(withAllowedCharacters: safe)!
    }
    let body = pairs.map { coded($0.0) + "=" + coded($0.1) }.joined(separator: "&")
    var headers = headers
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    return try await send(.post, path, Array(body.utf8), headers)
  }

  /// A form with files, as browsers send one.
  func upload(
    _ path: String, _ fields: [String: String] = [:],
    files: [(name: String, bytes: [UInt8])]
  ) async throws -> Reply {
    let boundary = "----guildhalltest"
    var body: [UInt8] = []
    for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
      body += "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n".utf8
      body += Array(value.utf8) + Array("\r\n".utf8)
    }
    for file in files {
      body += Array("--\(boundary)\r\n".utf8)
      body += "Content-Disposition: form-data; name=\"files\"; filename=\"\(file.name)\"\r\n".utf8
      body += Array("Content-Type: application/octet-stream\r\n\r\n".utf8) + file.bytes
      body += Array("\r\n".utf8)
    }
    body += Array("--\(boundary)--\r\n".utf8)
    return try await send(
      .post, path, body, ["Content-Type": "multipart/form-data; boundary=\(boundary)"])
  }

  private func send(
    _ method: HTTPRequest.Method, _ path: String, _ body: [UInt8]?, _ extra: [String: String]
  ) async throws -> Reply {
    var headers = HTTPFields()
    headers[.acceptLanguage] = language
    for (name, value) in extra { headers[HTTPField.Name(name)!] = value }
    let jar = cookies
    if !jar.isEmpty {
      headers[.cookie] = jar.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        .joined(separator: "; ")
    }
    let reply = try await client.execute(
      uri: path, method: method, headers: headers, body: body.map { ByteBuffer(bytes: $0) }
    ) { response in
      Reply(
        status: response.status, headers: response.headers, body: String(buffer: response.body))
    }
    for header in reply.headers[values: .setCookie] {
      let pair = header.prefix { $0 != ";" }
      guard let equals = pair.firstIndex(of: "=") else { continue }
      let value = String(pair[pair.index(after: equals)...])
      self.jar.withLock { $0[String(pair[..<equals])] = header.contains("Max-Age=0") ? nil : value }
    }
    return reply
  }
}

/// What only tests read.
extension String {
  /// The first text between two others.
  func between(_ start: String, _ end: String) -> String? {
    guard let from = range(of: start), let to = self[from.upperBound...].range(of: end) else {
      return nil
    }
    return String(self[from.upperBound..<to.lowerBound])
  }
}

/// A plan of one hour in two units, without an error.
let samplePlan = """
  一次谈心谈话
  【教学时长】60分钟
  【教学目标】会谈。
  【教学对象】工会小组长
  一、先听
  听的人多，说的人少。先让职工把话说完，再问。
  二、后谈
  把听到的复述一遍，请职工补充。
  [案例分享：一次加班引起的争执](cases/overtime.md)
  """
let sampleKit = "# 一次加班引起的争执\n\n## 案例正文\n\n班组临时加班，没有事先说明。\n"

/// A value that a test hands from one closure to another.
final class Mutexed<Value: Sendable>: Sendable {
  private let mutex: Mutex<Value>
  init(_ value: Value) { mutex = Mutex(value) }
  var value: Value {
    get { mutex.withLock { $0 } }
    set { mutex.withLock { $0 = newValue } }
  }
}
