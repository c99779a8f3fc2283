import Glibc

/// What a file is, as its first bytes tell.
public enum FileKind: String, CaseIterable, Hashable, Sendable {
  /// Word since 2007.
  case docx
  case xlsx
  case pptx
  /// Word 97–2003, and WPS.
  case doc
  case xls
  case ppt
  /// An Office file with a password.
  case encryptedOffice
  case odt
  case pdf
  case rtf
  case zip
  /// RAR, 7-Zip, gzip.
  case archive
  case image
  /// It holds NUL bytes, which no text does.
  case unknown

  /// The formats the author can save it as so that we can read it, the best first.
  ///
  /// Empty where there is none: an archive is to be unpacked, a picture typed.
  public var saveAs: [String] {
    switch self {
    case .docx, .doc, .encryptedOffice, .odt, .rtf: ["docx", "txt"]
    case .pptx, .ppt, .pdf: ["docx", "txt"]
    case .xlsx, .xls: ["csv", "txt"]
    case .zip, .archive, .image: []
    case .unknown: ["txt"]
    }
  }

  /// Tells a file by its first bytes; `nil` where nothing speaks against a text.
  ///
  /// Sources: the magic numbers of PKWARE APPNOTE 4.3.7, MS-CFB 2.2, ISO 32000-1 7.5.2, PNG,
  /// JFIF, RFC 1952.
  public init?(_ bytes: [UInt8]) {
    if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) || bytes.starts(with: [0x50, 0x4B, 0x05, 0x06])
    {
      self =
        if bytes.holds("word/document") {
          .docx
        } else if bytes.holds("xl/workbook") {
          .xlsx
        } else if bytes.holds("ppt/presentation") {
          .pptx
        } else if bytes.holds("application/vnd.oasis.opendocument.text") {
          .odt
        } else {
          .zip
        }
    } else if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
      // The names of the streams stand in the directory in UTF-16.
      self =
        if bytes.holds(wide: "EncryptedPackage") {
          .encryptedOffice
        } else if bytes.holds(wide: "Workbook") {
          .xls
        } else if bytes.holds(wide: "PowerPoint Document") {
          .ppt
        } else {
          .doc
        }
    } else if bytes.starts(with: Array("%PDF-".utf8)) {
      self = .pdf
    } else if bytes.starts(with: Array("{\\rtf".utf8)) {
      self = .rtf
    } else if Self.images.contains(where: { bytes.starts(with: $0) }) {
      self = .image
    } else if Self.archives.contains(where: { bytes.starts(with: $0) }) {
      self = .archive
    } else {
      return nil
    }
  }

  private static let images: [[UInt8]] = [
    [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], [0xFF, 0xD8, 0xFF], Array("GIF8".utf8),
  ]
  private static let archives: [[UInt8]] = [
    Array("Rar!\u{1A}\u{07}".utf8), [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], [0x1F, 0x8B, 0x08],
  ]
}

extension [UInt8] {
  /// Whether the bytes occur anywhere.
  fileprivate func holds(_ needle: String) -> Bool { find(Array(needle.utf8), from: 0) != nil }

  fileprivate func holds(wide needle: String) -> Bool {
    find(needle.utf8.flatMap { [$0, 0] }, from: 0) != nil
  }

  /// The index of the first occurrence at or after `start`.
  ///
  /// Linear for a needle whose first byte does not come again in it, as in a boundary's CR.
  func find(_ needle: [UInt8], from start: Int) -> Int? {
    guard let first = needle.first else { return nil }
    return withUnsafeBytes { hay in
      needle.withUnsafeBytes { needle in
        guard let base = hay.baseAddress, let sought = needle.baseAddress else { return nil }
        var index = start
        while index + needle.count <= hay.count {
          let places = hay.count - needle.count - index + 1
          guard let hit = memchr(base + index, Int32(first), places) else { return nil }
          if memcmp(hit, sought, needle.count) == 0 { return UnsafeRawPointer(hit) - base }
          index = UnsafeRawPointer(hit) - base + 1
        }
        return nil
      }
    }
  }
}
