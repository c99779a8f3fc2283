/// An encoding a plan may be stored in.
public enum TextEncoding: String, CaseIterable, Hashable, Sendable {
  case utf8
  case utf16le
  case utf16be
  /// GB 18030-2005, which contains GBK and GB 2312: the default of Windows in China.
  case gb18030

  /// Finds an encoding by a name people use; case, spaces and punctuation do not count.
  ///
  /// GBK and GB 2312 are read as the GB 18030 that contains them. A bare `UTF-16` means little
  /// endian, as on Windows; a byte order mark decides otherwise.
  ///
  /// Source: WHATWG Encoding Standard §4.2, names and labels.
  public init?(name: String) {
    let key = String(
      String.UnicodeScalarView(
        name.lowercased().unicodeScalars.filter {
          ("a"..."z").contains($0) || ("0"..."9").contains($0)
        }))
    switch key {
    case "utf8", "utf8bom", "utf8sig", "unicode11utf8", "65001", "cp65001", "ascii", "usascii":
      self = .utf8
    case "utf16", "utf16le", "unicode", "ucs2": self = .utf16le
    case "utf16be": self = .utf16be
    case "gb18030", "gbk", "gb2312", "csgb2312", "gb231280", "euccn", "xgbk", "cp936", "ms936",
      "936", "ansi", "chinese":
      self = .gb18030
    default: return nil
    }
  }

  /// The name of the encoding in the IANA registry, to be shown.
  public var name: String {
    switch self {
    case .utf8: "UTF-8"
    case .utf16le: "UTF-16LE"
    case .utf16be: "UTF-16BE"
    case .gb18030: "GB18030"
    }
  }

  /// U+FEFF in this encoding.
  var byteOrderMark: [UInt8] {
    switch self {
    case .utf8: [0xEF, 0xBB, 0xBF]
    case .utf16le: [0xFF, 0xFE]
    case .utf16be: [0xFE, 0xFF]
    case .gb18030: [0x84, 0x31, 0x95, 0x33]
    }
  }
}

/// The line end a text uses most, which is the one a fix writes.
public enum LineEnding: String, CaseIterable, Hashable, Sendable {
  case lf
  case crlf
  case cr

  public var characters: String {
    switch self {
    case .lf: "\n"
    case .crlf: "\r\n"
    case .cr: "\r"
    }
  }
}

/// A text and what it takes to write it back as it was.
public struct DecodedText: Equatable, Sendable {
  /// Without its byte order mark; its line ends as they are.
  public var text: String
  public var encoding: TextEncoding
  public var hasBOM: Bool
  /// The most frequent one; of equals the first in `LineEnding`; `lf` where there is none.
  public var lineEnding: LineEnding

  public init(
    text: String, encoding: TextEncoding = .utf8, hasBOM: Bool = false,
    lineEnding: LineEnding = .lf
  ) {
    self.text = text
    self.encoding = encoding
    self.hasBOM = hasBOM
    self.lineEnding = lineEnding
  }
}

/// Why bytes could not be read as a text. Offsets count from 0, in bytes of the file.
public enum DecodingProblem: Error, Equatable, Sendable {
  /// Not a text at all, but a document or a picture.
  case notText(FileKind)
  /// Valid in no encoding, or not in the named one: where the first bad sequence begins.
  case unreadable(offset: Int)
  /// More than one reading is plausible, or one that is not sure: the first byte that tells them
  /// apart, and the encodings that it may be in, the likelier first; never empty. The author has
  /// to name the encoding.
  case ambiguous(offset: Int, candidates: [TextEncoding])
  /// This computer cannot convert the encoding (Fedora: `glibc-gconv-extra` is missing).
  case noConverter(TextEncoding)
}

/// Why a text could not be written in an encoding.
public enum EncodingProblem: Error, Equatable, Sendable {
  /// No code for this scalar. GB 18030 has codes for all but a handful of private use.
  case unwritable(Unicode.Scalar)
  case noConverter(TextEncoding)
}
