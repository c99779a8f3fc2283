import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// A server to talk to, by an origin (`http://192.168.1.20:8080`), and the connections to it.
final class Server: Sendable {
  let origin: String
  /// What the Host field says.
  let authority: String
  private let address: SocketAddress
  private let tls: (context: NIOSSLContext, name: String?)?
  private let connections = Atomic(0)
  private let files: Int

  /// - Parameter files: how many this process may open.
  /// - Throws: when the name of the host is not known.
  init(origin: String, files: Int) throws {
    guard let url = URLComponents(string: origin), let host = url.host else {
      throw Connection.Trouble.closed
    }
    self.origin = origin
    self.files = files
    authority = origin.components(separatedBy: "://").last ?? host
    let name = host.trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
    let isSecure = url.scheme == "https"
    address = try .makeAddressResolvingHost(name, port: url.port ?? (isSecure ? 443 : 80))
    tls =
      isSecure
      ? (
        try NIOSSLContext(configuration: .makeClientConfiguration()),
        (try? SocketAddress(ipAddress: name, port: 0)) == nil ? name : nil
      ) : nil
  }

  /// Whether so many connections are open that none should wait for its next request.
  var isTight: Bool { connections.load(ordering: .relaxed) > files * 7 / 10 }

  func connect() async throws -> Connection {
    let connection = Connection()
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .connectTimeout(.seconds(5))
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .channelInitializer { [tls] channel in
        channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          if let tls {
            try pipeline.addHandler(
              NIOSSLClientHandler(context: tls.context, serverHostname: tls.name))
          }
          try pipeline.addHTTPClientHandlers()
          try pipeline.addHandler(connection)
        }
      }
      .connect(to: address).get()
    connections.add(1, ordering: .relaxed)
    channel.closeFuture.whenComplete { [weak self] _ in
      self?.connections.subtract(1, ordering: .relaxed)
    }
    return connection
  }
}
