import Foundation

/// Why slides could not be had from a PDF.
public enum SlidesProblem: Error, Equatable, Sendable {
  /// poppler's programs are not installed.
  case noRenderer
  case notAPDF
  /// It opens with a password only.
  case encrypted
  case damaged
  case noPages
  case tooManyPages(Int, limit: Int)
  case tooLarge(limit: Int)
  /// A page takes too long or too much memory to draw; from 1.
  case pageTooHeavy(Int)
  /// The disk would not take the pictures.
  case notStored
}

/// A PDF of slides 课件 opened by poppler (`pdfinfo`, `pdftoppm`, `pdftotext`), page by page and
/// bounded: a hostile file costs its own process and no more.
public struct SlidesFile: Sendable {
  /// Bytes of the PDF.
  public static let byteLimit = 40 << 20
  public static let pageLimit = 300
  /// The longer side of a picture, in pixels: a full-HD projector's.
  public static let pixels = 1920

  public let pageCount: Int
  let folder: URL
  private var file: URL { folder.appendingPathComponent("slides.pdf") }

  /// Puts the PDF into a folder of its own, until `close`.
  public init(_ bytes: [UInt8]) async throws(SlidesProblem) {
    guard FileKind(bytes) == .pdf else { throw .notAPDF }
    guard bytes.count <= Self.byteLimit else { throw .tooLarge(limit: Self.byteLimit) }
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("guildhall-slides-\(UUID().uuidString)")
    do {
      try FileManager.default.createDirectory(
        at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      try Data(bytes).write(to: folder.appendingPathComponent("slides.pdf"))
    } catch { throw .damaged }
    do throws(SlidesProblem) {
      pageCount = try await Self.count(folder.appendingPathComponent("slides.pdf"))
    } catch {
      try? FileManager.default.removeItem(at: folder)
      throw error
    }
  }

  /// Removes the folder.
  public func close() { try? FileManager.default.removeItem(at: folder) }

  private static func count(_ file: URL) async throws(SlidesProblem) -> Int {
    let info: String
    do throws(ToolProblem) {
      info = try await runTool("pdfinfo", [file.path], seconds: 10)
    } catch {
      switch error {
      case .missing: throw .noRenderer
      case .overrun: throw .damaged
      case .failed(_, let words): throw words.contains("assword") ? .encrypted : .damaged
      }
    }
    let line = info.split(whereSeparator: \.isNewline).first { $0.hasPrefix("Pages:") }
    let count = line.flatMap { Int($0.dropFirst(6).trimmingCharacters(in: .whitespaces)) } ?? 0
    guard count > 0 else { throw .noPages }
    guard count <= pageLimit else { throw .tooManyPages(count, limit: pageLimit) }
    return count
  }

  /// One page as a picture (JPEG), from 1.
  public func picture(_ page: Int) async throws(SlidesProblem) -> [UInt8] {
    let target = folder.appendingPathComponent("page")
    defer { try? FileManager.default.removeItem(at: target.appendingPathExtension("jpg")) }
    do throws(ToolProblem) {
      _ = try await runTool(
        "pdftoppm",
        [
          "-jpeg", "-jpegopt", "quality=88", "-scale-to", "\(Self.pixels)", "-f", "\(page)", "-l",
          "\(page)", "-singlefile", file.path, target.path,
        ], seconds: 20)
    } catch {
      if case .missing = error { throw .noRenderer }
      throw .pageTooHeavy(page)
    }
    guard let data = try? Data(contentsOf: target.appendingPathExtension("jpg")), !data.isEmpty
    else { throw .pageTooHeavy(page) }
    return [UInt8](data)
  }

  /// What is written on a page, its words with single spaces; from 1. Empty where it cannot be told.
  public func text(_ page: Int) async -> String {
    let found = try? await runTool(
      "pdftotext", ["-f", "\(page)", "-l", "\(page)", "-enc", "UTF-8", file.path, "-"],
      seconds: 10)
    return (found ?? "").split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
