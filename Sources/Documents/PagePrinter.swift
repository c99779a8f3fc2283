import Foundation

/// Prints pages as PDF with a browser that is installed: the one engine in which the pages' styles for
/// print are looked at.
public struct PagePrinter: Sendable {
  /// The program's name.
  public let browser: String

  /// The first of the known browsers that is installed; `nil` without one.
  public static var installed: PagePrinter? {
    ["chromium", "chromium-browser", "google-chrome", "microsoft-edge"]
      .first { findTool($0) != nil }.map(PagePrinter.init)
  }

  /// - Parameter page: a page that stands alone; it has no script and loads nothing.
  /// - Throws: `ToolProblem`, also when no PDF came.
  public func print(_ page: URL, to pdf: URL) async throws(ToolProblem) {
    try? FileManager.default.removeItem(at: pdf)
    var arguments = [
      "--headless", "--disable-gpu", "--no-pdf-header-footer", "--no-first-run",
      "--host-resolver-rules=MAP * ~NOTFOUND",
      "--print-to-pdf=" + pdf.standardizedFileURL.path, page.standardizedFileURL.absoluteString,
    ]
    // Its sandbox does not run for root; the page is ours.
    if getuid() == 0 { arguments.insert("--no-sandbox", at: 0) }
    _ = try await runTool(browser, arguments, seconds: 120, megabytes: nil)
    guard let head = try? FileHandle(forReadingFrom: pdf).read(upToCount: 5),
      head == Data("%PDF-".utf8)
    else { throw .failed(browser, words: pdf.lastPathComponent) }
  }
}
