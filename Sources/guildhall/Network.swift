import Foundation
import Glibc

/// IPv4 addresses of this machine that a phone in the hall may reach, private ones first.
func localAddresses() -> [String] {
  var list: UnsafeMutablePointer<ifaddrs>?
  guard getifaddrs(&list) == 0 else { return [] }
  defer { freeifaddrs(list) }
  var found: [String] = []
  var next = list
  while let entry = next?.pointee {
    next = entry.ifa_next
    guard let address = entry.ifa_addr, Int32(address.pointee.sa_family) == AF_INET,
      entry.ifa_flags & UInt32(IFF_UP) != 0,
      entry.ifa_flags & UInt32(IFF_LOOPBACK) == 0
    else { continue }
    var text = [CChar](repeating: 0, count: Int(INET_ADDRSTRLEN))
    address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { ipv4 in
      var raw = ipv4.pointee.sin_addr
      inet_ntop(AF_INET, &raw, &text, socklen_t(INET_ADDRSTRLEN))
    }
    found.append(
      String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
  }
  func rank(_ address: String) -> Int {
    if address.hasPrefix("192.168.") { return 0 }
    if address.hasPrefix("10.") { return 1 }
    if address.hasPrefix("172.") { return 2 }
    return address.hasPrefix("169.254.") ? 4 : 3
  }
  return found.enumerated().sorted { (rank($0.element), $0.offset) < (rank($1.element), $1.offset) }
    .map(\.element)
}

enum PortProbe: Equatable {
  case free(Int)
  case taken, forbidden, noSuchHost
}

/// Tries to listen on a port for a moment.
func probePort(_ port: Int, host: String) -> PortProbe {
  var hints = addrinfo()
  hints.ai_flags = AI_PASSIVE
  hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
  var result: UnsafeMutablePointer<addrinfo>?
  guard getaddrinfo(host, String(port), &hints, &result) == 0, let info = result?.pointee else {
    return .noSuchHost
  }
  defer { freeaddrinfo(result) }
  let socket = socket(info.ai_family, info.ai_socktype, info.ai_protocol)
  guard socket >= 0 else { return .noSuchHost }
  defer { close(socket) }
  var yes: Int32 = 1
  setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
  guard bind(socket, info.ai_addr, info.ai_addrlen) == 0, listen(socket, 1) == 0 else {
    switch errno {
    case EADDRINUSE: return .taken
    case EACCES, EPERM: return .forbidden
    default: return .noSuchHost
    }
  }
  var storage = sockaddr_storage()
  var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
  let bound = withUnsafeMutablePointer(to: &storage) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address -> Int in
      guard getsockname(socket, address, &length) == 0 else { return port }
      // The port stands at the same place for IPv4 and IPv6.
      return address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
        Int(UInt16(bigEndian: $0.pointee.sin_port))
      }
    }
  }
  return .free(bound)
}
