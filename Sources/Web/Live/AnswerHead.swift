import NIOHTTP1

/// What is read of the head of an answer's request: the fields that the general way looks at, in one
/// pass and without tables of them.
struct AnswerHead {
  private(set) var cookie = ""
  private(set) var host: String?
  private(set) var origin: String?
  private(set) var acceptLanguage: String?

  /// - Returns: `nil` for whatever a browser's script does not send with a small form: then the general
  ///   way decides.
  init?(_ head: HTTPRequestHead) {
    var seen: Set<Field> = []
    for (name, value) in head.headers {
      guard let field = Field(name) else { continue }
      // A field that comes twice is left to those who know what that means.
      guard seen.insert(field).inserted, isPlain(value) else { return nil }
      switch field {
      case .host: host = value
      case .cookie: cookie = value
      case .origin: origin = value
      case .acceptLanguage: acceptLanguage = value
      case .accept: if value != "application/json" { return nil }
      case .contentType:
        if !value.hasPrefix("application/x-www-form-urlencoded") { return nil }
      case .connection: if !isSame(value, "keep-alive") { return nil }
      case .referer, .contentLength: break
      case .transferEncoding, .expect, .upgrade: return nil
      }
    }
    guard seen.contains(.accept), seen.contains(.contentLength),
      !seen.contains(.referer) || seen.contains(.origin)
    else { return nil }
  }

  /// The class's code in `/c/CODE/send`; `nil` for every other address.
  static func code(_ uri: String) -> String? {
    var uri = uri
    return uri.withUTF8 { uri -> String? in
      let (before, behind) = ("/c/", "/send")
      guard uri.count > before.utf8.count + behind.utf8.count,
        uri.starts(with: before.utf8), uri.suffix(behind.utf8.count).elementsEqual(behind.utf8)
      else { return nil }
      let code = uri[before.utf8.count..<(uri.count - behind.utf8.count)]
      guard code.count <= 12, code.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
      return String(decoding: code, as: UTF8.self)
    }
  }

  /// The value of a cookie, the last one of its name.
  func cookie(_ name: String) -> String? {
    var (cookie, name) = (cookie, name)
    return cookie.withUTF8 { all in
      name.withUTF8 { name in
        var found: String?
        var start = 0
        while start < all.count {
          var end = start
          while end < all.count, all[end] != UInt8(ascii: ";") { end += 1 }
          while start < end, all[start] == UInt8(ascii: " ") { start += 1 }
          let value = start + name.count + 1
          if value <= end, all[value - 1] == UInt8(ascii: "="),
            all[start..<(value - 1)].elementsEqual(name)
          {
            found = String(decoding: all[value..<end], as: UTF8.self)
          }
          start = end + 1
        }
        return found
      }
    }
  }

  private enum Field: Int {
    case host, cookie, origin, acceptLanguage, accept, contentType, connection, referer
    case contentLength, transferEncoding, expect, upgrade

    init?(_ name: String) {
      switch name.utf8.count {
      case 4 where isSame(name, "host"): self = .host
      case 6 where isSame(name, "accept"): self = .accept
      case 6 where isSame(name, "cookie"): self = .cookie
      case 6 where isSame(name, "origin"): self = .origin
      case 6 where isSame(name, "expect"): self = .expect
      case 7 where isSame(name, "referer"): self = .referer
      case 7 where isSame(name, "upgrade"): self = .upgrade
      case 10 where isSame(name, "connection"): self = .connection
      case 12 where isSame(name, "content-type"): self = .contentType
      case 14 where isSame(name, "content-length"): self = .contentLength
      case 15 where isSame(name, "accept-language"): self = .acceptLanguage
      case 17 where isSame(name, "transfer-encoding"): self = .transferEncoding
      default: return nil
      }
    }
  }
}

/// Whether a text is `lower` in letters of either case.
private func isSame(_ text: String, _ lower: StaticString) -> Bool {
  var text = text
  return text.withUTF8 { text in
    guard text.count == lower.utf8CodeUnitCount else { return false }
    for (index, letter) in text.enumerated() {
      let small = (0x41...0x5A).contains(letter) ? letter | 0x20 : letter
      if small != lower.utf8Start[index] { return false }
    }
    return true
  }
}

/// Whether a field's value is of visible ASCII and blanks only.
private func isPlain(_ value: String) -> Bool {
  var value = value
  return value.withUTF8 { $0.allSatisfy { (0x20...0x7E).contains($0) } }
}
