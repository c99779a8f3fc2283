import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// One request to a store, below its address.
public struct RecordStoreRequest: Equatable, Sendable {
  /// `/statements?statementId=…`
  public var path: String
  /// What to store; `nil` asks.
  public var body: [UInt8]?

  public init(path: String, body: [UInt8]? = nil) {
    self.path = path
    self.body = body
  }
}

/// What a store answered.
public struct RecordStoreReply: Equatable, Sendable {
  public var status: Int
  public var retryAfterSeconds: Int?
  public var body: [UInt8]

  public init(status: Int, retryAfterSeconds: Int? = nil, body: [UInt8] = []) {
    self.status = status
    self.retryAfterSeconds = retryAfterSeconds
    self.body = body
  }
}

/// Why no answer came.
public enum RecordStoreTrouble: Error, Equatable, Sendable {
  /// Nobody there, cut off, too slow: may be tried again.
  case unreachable(String)
  /// The certificate is not to be trusted: trying again changes nothing.
  case untrusted(String)
  /// The certificates that were given are none.
  case authorityUnreadable
}

extension RecordStoreAccess {
  /// The certificates of `authority`; `nil` where there is none in it.
  var authorities: [NIOSSLCertificate]? {
    guard let own = try? NIOSSLCertificate.fromPEMBytes(Array(authority.utf8)), !own.isEmpty else {
      return nil
    }
    return own
  }

  /// Whether `authority` is empty, or certificates in PEM.
  public var hasReadableAuthority: Bool { authority.isEmpty || authorities != nil }
}

/// Speaks to one Learning Record Store (xAPI 1.0.3, part three: HTTP Basic, version header).
///
/// It follows no redirect: the key is for the address that was given and for no other.
public final class RecordStoreClient: Sendable {
  private let client: HTTPClient
  private let base: String
  private let headers: HTTPHeaders
  private let timeout: TimeAmount

  /// - Throws: `RecordStoreTrouble.authorityUnreadable`.
  public init(_ access: RecordStoreAccess, timeoutSeconds: Int = 60) throws(RecordStoreTrouble) {
    base = access.endpoint.url
    timeout = .seconds(Int64(timeoutSeconds))
    let basic = Data("\(access.key):\(access.secret)".utf8).base64EncodedString()
    headers = [
      "Authorization": "Basic \(basic)", "X-Experience-API-Version": "1.0.3",
      "Accept": "application/json", "User-Agent": "Guildhall",
    ]
    var tls = TLSConfiguration.makeClientConfiguration()
    tls.minimumTLSVersion = .tlsv12
    if !access.authority.isEmpty {
      guard let own = access.authorities else { throw .authorityUnreadable }
      tls.additionalTrustRoots = [.certificates(own)]
    }
    var configuration = HTTPClient.Configuration(
      tlsConfiguration: tls, redirectConfiguration: .disallow,
      timeout: .init(connect: .seconds(10), read: timeout))
    configuration.httpVersion = .http1Only
    // Whether and when to try again is decided in one place: `Pusher`.
    configuration.connectionPool.retryConnectionEstablishment = false
    client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }

  public func shutdown() async { try? await client.shutdown() }

  private static let replyLimit = 4 << 20

  /// - Throws: `RecordStoreTrouble`; `CancellationError`.
  public func exchange(_ request: RecordStoreRequest) async throws -> RecordStoreReply {
    var outgoing = HTTPClientRequest(url: base + request.path)
    outgoing.headers = headers
    if let body = request.body {
      outgoing.method = .POST
      outgoing.headers.replaceOrAdd(name: "Content-Type", value: "application/json")
      outgoing.body = .bytes(ByteBuffer(bytes: body))
    }
    do {
      let response = try await client.execute(outgoing, timeout: timeout)
      let body = try await response.body.collect(upTo: Self.replyLimit)
      return RecordStoreReply(
        status: Int(response.status.code),
        retryAfterSeconds: response.headers.first(name: "Retry-After").flatMap(Self.seconds),
        body: Array(body.readableBytesView))
    } catch let error as CancellationError {
      throw error
    } catch {
      if Task.isCancelled { throw CancellationError() }
      throw Self.trouble(error)
    }
  }

  /// In a few words: what the libraries say has their own places in it.
  private static func trouble(_ error: any Error) -> RecordStoreTrouble {
    let text = "\(error)"
    if text.contains("CERTIFICATE_VERIFY_FAILED") { return .untrusted("CERTIFICATE_VERIFY_FAILED") }
    if error is NIOSSLExtraError { return .untrusted("HOSTNAME_MISMATCH") }
    if let error = error as? NIOConnectionError {
      let reasons = error.connectionErrors.map { failure in
        (failure.error as? IOError).map { String(cString: strerror($0.errnoCode)) } ?? "-"
      }
      let reason =
        reasons.first ?? (error.dnsAError ?? error.dnsAAAAError).map { _ in "DNS" } ?? "-"
      return .unreachable("\(error.host):\(error.port) \(reason)")
    }
    if let error = error as? HTTPClientError {
      return .unreachable(String(error.description.split(separator: ".").last ?? "-"))
    }
    if let error = error as? IOError {
      return .unreachable(String(cString: strerror(error.errnoCode)))
    }
    return .unreachable(String(describing: type(of: error)))
  }

  /// Seconds, or a date (RFC 9110, 10.2.3).
  private static func seconds(_ text: String) -> Int? {
    if let seconds = Int(text) { return max(0, seconds) }
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(secondsFromGMT: 0)
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
    return formatter.date(from: text).map { max(0, Int($0.timeIntervalSinceNow.rounded(.up))) }
  }
}
