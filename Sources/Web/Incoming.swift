import Documents
import Foundation
import HTTPTypes
import Hummingbird
import Identity
import NIOCore
import Words

/// One request, with all that the pages ask of it.
struct Incoming: Sendable {
  let route: Route
  let method: HTTPRequest.Method
  let language: Language
  let query: [String: String]
  let form: Form
  /// What was uploaded, for a multipart body.
  let files: [FormPart]
  let cookies: [String: String]
  /// A script asked: answer in JSON instead of a page.
  let wantsJSON: Bool
  /// Where it came from, to count failures.
  let address: String
  let isOnSocket: Bool
  /// The path and query, to come back to after a switch of language.
  let target: String

  /// What the browser calls itself, for the list of devices.
  let device: String

  func cookie(_ name: String) -> String? { cookies[name] }
}

/// The fields of a form; a name may come several times.
struct Form: Sendable {
  /// As they came, of a form so small that looking through it is faster than any table.
  private let few: [(name: String, value: String)]
  private let many: [String: [String]]

  init(_ pairs: [(name: String, value: String)]) {
    let isSmall = pairs.count <= 12
    few = isSmall ? pairs : []
    many =
      isSmall ? [:] : Dictionary(pairs.map { ($0.name, [$0.value]) }, uniquingKeysWith: +)
  }

  subscript(_ name: String) -> String {
    few.first { $0.name == name }?.value ?? many[name]?.first ?? ""
  }
  func all(_ name: String) -> [String] {
    few.isEmpty ? many[name] ?? [] : few.compactMap { $0.name == name ? $0.value : nil }
  }
  /// The same for two forms that say the same, as long as this process runs.
  var fingerprint: Int {
    var hasher = Hasher()
    for pair in few {
      hasher.combine(pair.name)
      hasher.combine(pair.value)
    }
    hasher.combine(many)
    return hasher.finalize()
  }
  /// Whole numbers under a name; `nil` when one of them is none.
  func numbers(_ name: String) -> [Int]? {
    let all = all(name)
    let numbers = all.compactMap { Int($0) }
    return numbers.count == all.count ? numbers : nil
  }
}

/// Trouble that a page reports in words: a status, and a key of the string tables.
struct PageError: Error {
  var status: HTTPResponse.Status
  var key: String
  var arguments: [String] = []

  init(_ status: HTTPResponse.Status, _ key: String, _ arguments: [String] = []) {
    self.status = status
    self.key = key
    self.arguments = arguments
  }

  static let notFound = PageError(.notFound, "error.notFound")
}

extension Incoming {
  /// Bytes that a body may have: plans are uploaded, everything else is small.
  static func bodyLimit(_ route: Route) -> Int {
    switch route {
    case .newPlan, .plan: 24 << 20
    case .planCheck: PlanUpload.textLimit + (1 << 20)
    case .roster: RosterUpload.byteLimit + (1 << 20)
    case .planSlides, .sectionSlides: SlidesFile.byteLimit + (1 << 20)
    case .newSection, .sectionSend: 2 << 20
    case .join: 256 << 10
    case .trainerSend, .recordStore: 1 << 20
    default: 64 << 10
    }
  }

  init(_ request: Request, route: Route, context: RoomContext, address: String) async throws {
    self.route = route
    self.address = address
    isOnSocket = context.isOnSocket
    method = request.method
    var query: [String: String] = [:]
    for (name, value) in try Self.fields(Array((request.uri.query ?? "").utf8)) {
      query[name] = value
    }
    self.query = query
    var cookies: [String: String] = [:]
    for header in request.headers[values: .cookie] {
      for pair in header.utf8.split(separator: UInt8(ascii: ";")) {
        guard let equals = pair.firstIndex(of: UInt8(ascii: "=")),
          let name = String(pair[..<equals].drop { $0 == UInt8(ascii: " ") })
        else { continue }
        cookies[name] = String(pair[pair.index(after: equals)...])
      }
    }
    self.cookies = cookies
    let wish = query["lang"] ?? cookies["lang"]
    language =
      wish.flatMap { Language(rawValue: $0) }
      ?? Language(acceptLanguage: request.headers[.acceptLanguage])
    wantsJSON = request.headers[.accept]?.contains("application/json") ?? false
    target = request.uri.string
    device = request.headers[.userAgent] ?? ""

    guard method == .post else {
      form = Form([])
      files = []
      return
    }
    let limit = Self.bodyLimit(route)
    let body: ByteBuffer
    do { body = try await request.body.collect(upTo: limit) } catch {
      throw PageError(.contentTooLarge, "error.tooLarge", ["\(limit >> 10) KiB"])
    }
    let bytes = Array(body.readableBytesView)
    let type = request.headers[.contentType] ?? ""
    if type.hasPrefix("multipart/form-data") {
      guard let boundary = multipartBoundary(type) else {
        throw PageError(.badRequest, "error.formUnreadable")
      }
      do throws(MultipartProblem) {
        let parts = try parseMultipart(bytes, boundary: boundary)
        files = parts.filter { $0.filename != nil && !($0.filename == "" && $0.bytes.isEmpty) }
        form = Form(
          parts.filter { $0.filename == nil }
            .map { ($0.name, String(decoding: $0.bytes, as: UTF8.self)) })
      } catch {
        throw PageError(.badRequest, "error.formUnreadable")
      }
    } else {
      guard type.isEmpty || type.hasPrefix("application/x-www-form-urlencoded") else {
        throw PageError(.unsupportedMediaType, "error.formUnreadable")
      }
      form = Form(try Self.fields(bytes))
      files = []
    }
  }

  private static func fields(_ bytes: [UInt8]) throws(PageError) -> [(name: String, value: String)]
  {
    do throws(FormProblem) { return try parseForm(bytes) } catch {
      throw PageError(.badRequest, "error.formUnreadable")
    }
  }

  /// Whether a POST may come from where it says: our own pages, or a client that names no origin.
  /// `Origin: null` is refused.
  static func isOwnOrigin(_ request: Request, publicURL: String) -> Bool {
    isOwnOrigin(
      origin: request.headers[.origin], referer: request.headers[.referer],
      authority: request.head.authority, publicURL: publicURL)
  }

  static func isOwnOrigin(
    origin: String?, referer: String?, authority: String?, publicURL: String
  ) -> Bool {
    let named =
      origin
      ?? referer.map { referer in
        referer.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false).prefix(3)
          .joined(separator: "/")
      }
    guard let named else { return true }
    guard let mark = named.range(of: "://") else { return false }
    let host = named[mark.upperBound...].lowercased()
    let own = publicURL.range(of: "://").map { publicURL[$0.upperBound...].lowercased() }
    return host == authority?.lowercased() || host == own
  }
}

// MARK: - Answers

extension Response {
  static func page(_ html: String, status: HTTPResponse.Status = .ok) -> Response {
    Response(
      status: status,
      headers: [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
  }

  static func json(_ bytes: [UInt8], status: HTTPResponse.Status = .ok) -> Response {
    Response(
      status: status,
      headers: [.contentType: "application/json; charset=utf-8", .cacheControl: "no-store"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return json([UInt8](try encoder.encode(value)), status: status)
  }

  /// After a POST: the browser fetches the page anew, so that a reload sends nothing twice.
  static func seeOther(_ path: String) -> Response {
    Response(status: .seeOther, headers: [.location: path, .cacheControl: "no-store"])
  }

  /// - Parameters:
  ///   - name: in ASCII, for browsers that know no other.
  ///   - title: the name in any language; `nil` where `name` says it.
  static func file(
    _ bytes: [UInt8], type: String, name: String, title: String? = nil
  ) -> Response {
    Response(
      status: .ok,
      headers: [
        .contentType: type, .cacheControl: "no-store",
        .contentDisposition: disposition(name: name, title: title),
      ],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  /// `attachment; filename="report.csv"; filename*=UTF-8''%E5%9F%B9…`. Sources: RFC 6266, RFC 8187.
  static func disposition(name: String, title: String?) -> String {
    let plain = "attachment; filename=\"\(name)\""
    guard let title else { return plain }
    // What Windows takes for a path or a device, and what no name should hold.
    let clean = title.unicodeScalars.map { scalar -> Character in
      let isUnsafe =
        "\\/:*?\"<>|".unicodeScalars.contains(scalar)
        || scalar.properties.generalCategory == .control
        || scalar.properties.generalCategory == .format
      return isUnsafe ? " " : Character(scalar)
    }
    let safe = CharacterSet(
      charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$&+-.^_`|~")
    let coded = String(clean).trimmingCharacters(in: .whitespaces)
      .addingPercentEncoding(withAllowedCharacters: safe)
    return plain + (coded.map { "; filename*=UTF-8''\($0)" } ?? "")
  }

  /// Where the hall is reached by https, its cookies go over nothing else.
  mutating func makeCookiesSecure() {
    let cookies = headers[values: .setCookie]
    guard !cookies.isEmpty else { return }
    headers[values: .setCookie] = cookies.map { $0 + "; Secure" }
  }

  /// - Parameter seconds: how long the browser keeps it; `nil` for this browsing session.
  func settingCookie(_ name: String, _ value: String, seconds: Int?) -> Response {
    var response = self
    let age = seconds.map { "; Max-Age=\($0)" } ?? ""
    response.headers.append(
      HTTPField(
        name: .setCookie, value: "\(name)=\(value); Path=/; HttpOnly; SameSite=Lax" + age))
    return response
  }
}
