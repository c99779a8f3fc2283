import Classroom
import Documents
import Foundation
import Identity
import Words

/// Why a file of a class was not made.
public enum PaperProblem: Error, Equatable, Sendable {
  /// No browser that prints is installed.
  case noBrowser
  /// pandoc is not installed.
  case noPandoc
  /// A program failed, or the disk; its own words.
  case failed(String)
  /// Too many wait for a program already.
  case busy
}

extension [UInt8] {
  /// Tables as an Excel workbook, a sheet each.
  static func workbook(
    of tables: [DataTable], paper: SheetPaper = .a4
  ) throws(PaperProblem) -> [UInt8] {
    do throws(WorkbookWritingProblem) {
      return try Documents.workbook(tables, paper: paper)
    } catch { throw .failed(error.words) }
  }
}

/// The record and every paper of one class, in every format: one place from which the program, its pages
/// and its archives take them.
public struct ClassFiles: Sendable {
  public let record: SectionRecord
  let state: State
  let joinAddress: String
  let language: Language
  let query: [String: String]
  let renderer: Renderer

  /// - Parameters:
  ///   - joinAddress: what learners open to join; without it the desk cards are left out of `all`.
  ///   - query: what a reader chose on a paper's page: rows of seats, the Wi-Fi.
  public init(
    record: SectionRecord, state: State, joinAddress: String?, language: Language,
    query: [String: String] = [:], renderer: Renderer
  ) {
    self.record = record
    self.state = state
    self.joinAddress = joinAddress ?? ""
    self.language = language
    self.query = query
    self.renderer = renderer
  }

  private var say: Wording { Wording(language: language) }

  private var page: PaperPage {
    PaperPage(
      record: record, state: state, language: language, query: query, joinAddress: joinAddress)
  }

  /// What a paper is called in words, for the name of a file: `劳动争议的预防与处理 座次表`.
  public func name(_ paper: Route.Paper?) -> String {
    state.profile.title + " "
      + (paper.map { say("paper.\($0.rawValue).title") } ?? say("report.kind"))
  }

  // MARK: - One file

  /// The report 培训记录.
  ///
  /// - Throws: `PaperProblem`.
  public func report(_ format: Route.ReportFormat) async throws(PaperProblem) -> [UInt8] {
    switch format {
    case .html: Array(record.file(renderer, in: language).utf8)
    case .json: record.json(in: language)
    case .csv: record.csv(in: language)
    case .xlsx: try .workbook(of: record.tables(in: language))
    case .pdf: try await pdf(record.file(renderer, in: language))
    case .docx: try await reportDocument()
    }
  }

  /// One of the papers.
  ///
  /// - Throws: `PaperProblem`.
  public func paper(
    _ paper: Route.Paper, _ format: Route.ReportFormat
  ) async throws(PaperProblem) -> [UInt8] {
    let page = page
    switch format {
    case .html: return Array(page.file(paper, renderer).utf8)
    case .json: return json(page.tables(paper))
    case .csv: return csv(page.tables(paper))
    case .xlsx: return try .workbook(of: page.tables(paper), paper: paper == .seatTable ? .a3 : .a4)
    case .pdf: return try await pdf(page.file(paper, renderer))
    case .docx:
      // A plan is prose; every other paper is made of tables.
      if paper == .plan { return try await document(page.planDocument(), []) }
      return try await document(
        tables: page.tables(paper).map { (nil, $0) }, kind: say("paper.\(paper.rawValue).title"))
    }
  }

  // MARK: - All files

  /// One file of a class.
  public struct Entry: Hashable, Sendable {
    /// `nil` is the report.
    public var paper: Route.Paper?
    public var format: Route.ReportFormat
    /// With its ending: `seat-table.xlsx`.
    public var name: String { (paper?.rawValue ?? "report") + "." + format.rawValue }
  }

  /// Every file of the class that this computer can make: each paper as a page, CSV, a workbook and PDF,
  /// the report in every format. No name is there twice.
  ///
  /// - Parameter formats: only these.
  public func entries(
    formats: Set<Route.ReportFormat> = Set(Route.ReportFormat.allCases)
  ) -> [Entry] {
    let wanted = Route.ReportFormat.allCases.filter {
      formats.contains($0) && Self.isAvailable($0)
    }
    // A card whose code leads nowhere helps nobody.
    let papers = Route.Paper.allCases.filter { $0 != .deskCards || !joinAddress.isEmpty }
    return papers.flatMap { paper in
      wanted.filter { $0 != .json && $0 != .docx }.map { Entry(paper: paper, format: $0) }
    } + wanted.map { Entry(paper: nil, format: $0) }
  }

  /// - Throws: `PaperProblem`.
  public func bytes(of entry: Entry) async throws(PaperProblem) -> [UInt8] {
    guard let paper = entry.paper else { return try await report(entry.format) }
    return try await self.paper(paper, entry.format)
  }

  /// All of `entries` with their bytes.
  ///
  /// - Throws: `PaperProblem`; a missing browser or pandoc is none here.
  public func all(
    formats: Set<Route.ReportFormat> = Set(Route.ReportFormat.allCases)
  ) async throws(PaperProblem) -> [(name: String, bytes: [UInt8])] {
    var files: [(name: String, bytes: [UInt8])] = []
    for entry in entries(formats: formats) {
      files.append((entry.name, try await bytes(of: entry)))
    }
    return files
  }

  /// Whether what a format needs is installed.
  public static func isAvailable(_ format: Route.ReportFormat) -> Bool {
    switch format {
    case .html, .json, .csv, .xlsx: true
    case .pdf: PagePrinter.installed != nil
    case .docx: findTool("pandoc") != nil
    }
  }

  // MARK: - Formats

  /// The tables of a paper for programs: rows as they are shown, numbers as numbers.
  private func json(_ tables: [DataTable]) -> [UInt8] {
    JSONValue.object([
      "class": .string(state.profile.id.rawValue), "title": .string(state.profile.title),
      "trial": .bool(state.profile.trial), "tables": .array(tables.map(\.json)),
    ]).bytes
  }

  private func pdf(_ html: String) async throws(PaperProblem) -> [UInt8] {
    guard let printer = PagePrinter.installed else { throw .noBrowser }
    return try await Self.oneAtATime { () async throws(PaperProblem) in
      try await Self.inFolder { (folder: URL) async throws(PaperProblem) in
        try await Self.print(html, printer, in: folder)
        return try Self.read(folder.appending(path: "paper.pdf"))
      }
    }
  }

  private static func print(
    _ html: String, _ printer: PagePrinter, in folder: URL
  ) async throws(PaperProblem) {
    let page = folder.appending(path: "paper.html")
    do { try Data(html.utf8).write(to: page) } catch { throw .failed(error.localizedDescription) }
    do throws(ToolProblem) {
      try await printer.print(page, to: folder.appending(path: "paper.pdf"))
    } catch { throw .failed("\(error)") }
  }

  private static func read(_ file: URL) throws(PaperProblem) -> [UInt8] {
    guard let data = try? Data(contentsOf: file) else { throw .failed(file.lastPathComponent) }
    return [UInt8](data)
  }

  /// A folder of our own, gone afterwards.
  private static func inFolder<Result: Sendable>(
    _ work: (URL) async throws(PaperProblem) -> Result
  ) async throws(PaperProblem) -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "guildhall-\(UUID().uuidString)", directoryHint: .isDirectory)
    do {
      try FileManager.default.createDirectory(
        at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch { throw .failed(error.localizedDescription) }
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await work(folder)
  }

  // MARK: - Word documents

  private func reportDocument() async throws(PaperProblem) -> [UInt8] {
    let charts = record.charts(say)
    let pictures = try await Self.pictures(of: charts)
    // Each chart stands before the table that it shows.
    let places = [
      "chart-attendance": "half-days", "chart-time": "activities", "chart-items": "items",
      "chart-gain": "gains", "chart-ratings": "evaluation",
    ]
    let drawn = zip(charts, pictures).reduce(into: [String: (file: String, chart: Chart)]()) {
      $0[places[$1.0.id] ?? ""] = ($1.1.name, $1.0)
    }
    return try await document(
      tables: record.tables(in: language).map { (drawn[$0.name], $0) }, kind: say("report.kind"),
      pictures: pictures)
  }

  private func document(
    tables: [(picture: (file: String, chart: Chart)?, table: DataTable)], kind: String,
    pictures: [(name: String, bytes: [UInt8])] = []
  ) async throws(PaperProblem) -> [UInt8] {
    let document = TableDocument(
      kind: kind, title: state.profile.title,
      facts: [say.whereAndWhen(state.profile, trainer: record.trainer)]
        + (state.profile.trial ? [say("report.trial")] : []),
      parts: tables, language: language)
    return try await self.document(document.html, pictures)
  }

  private func document(
    _ html: String, _ pictures: [(name: String, bytes: [UInt8])]
  ) async throws(PaperProblem) -> [UInt8] {
    let language = language
    return try await Self.oneAtATime { () async throws(PaperProblem) in
      do throws(ToolProblem) {
        return try await wordDocument(html: html, pictures: pictures, in: language)
      } catch {
        if case .missing = error { throw .noPandoc }
        throw .failed("\(error)")
      }
    }
  }

  /// Charts as pictures that every Word shows: printed by the browser, cut by poppler. None without a
  /// browser: the tables say the same.
  private static func pictures(
    of charts: [Chart]
  ) async throws(PaperProblem) -> [(name: String, bytes: [UInt8])] {
    guard let printer = PagePrinter.installed, findTool("pdftoppm") != nil, !charts.isEmpty else {
      return []
    }
    let styles = charts.enumerated().map { index, chart in
      "@page c\(index) { size: \(chart.size.width)px \(chart.size.height)px; margin: 0 }"
        + " .c\(index) { page: c\(index) }"
    }.joined()
    let body = charts.enumerated().map { index, chart in
      "<div class=\"c\(index)\">\(chart.file)</div>"
    }.joined()
    let html = """
      <!DOCTYPE html><html><head><meta charset="utf-8"><style>\(styles)
      body { margin: 0 } svg { display: block; width: 100% }
      div { break-inside: avoid; overflow: hidden }</style></head><body>\(body)</body></html>
      """
    return try await oneAtATime { () async throws(PaperProblem) in
      try await inFolder { (folder: URL) async throws(PaperProblem) in
        try await print(html, printer, in: folder)
        do throws(ToolProblem) {
          _ = try await runTool(
            "pdftoppm", ["-png", "-r", "192", "paper.pdf", "c"], in: folder, seconds: 60)
        } catch { throw .failed("\(error)") }
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
          .filter { $0.hasPrefix("c-") && $0.hasSuffix(".png") }.sorted()
        guard names.count == charts.count else { throw .failed("pdftoppm") }
        var pictures: [(name: String, bytes: [UInt8])] = []
        for name in names {
          pictures.append((name, try read(folder.appending(path: name))))
        }
        return pictures
      }
    }
  }

  // MARK: - One at a time

  private static let turnstile = Turnstile()

  /// A browser takes a core and 200 MB for a second or two: one at a time, and a short queue.
  private static func oneAtATime<Result: Sendable>(
    _ work: () async throws(PaperProblem) -> Result
  ) async throws(PaperProblem) -> Result {
    guard await turnstile.enter() else { throw .busy }
    do throws(PaperProblem) {
      let result = try await work()
      await turnstile.leave()
      return result
    } catch {
      await turnstile.leave()
      throw error
    }
  }
}

/// Lets one in at a time.
private actor Turnstile {
  private static let mostWaiting = 16
  private var isTaken = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  /// - Returns: `false` where too many wait.
  func enter() async -> Bool {
    guard isTaken else {
      isTaken = true
      return true
    }
    guard waiting.count < Self.mostWaiting else { return false }
    await withCheckedContinuation { waiting.append($0) }
    return true
  }

  func leave() {
    if waiting.isEmpty { isTaken = false } else { waiting.removeFirst().resume() }
  }
}

extension DataTable {
  /// Numbers are numbers, shares `0...1` with four decimals; dates and times as they are shown.
  var json: JSONValue {
    func value(_ cell: Cell) -> JSONValue {
      switch cell {
      case .none: .null
      case .number(let number): .number(number)
      case .percent(let share), .coefficient(let share), .decimal(let share):
        share.isFinite ? .share(share) : .null
      case .hours(let hundredths): .decimal(Decimal(hundredths) / 100)
      case .text, .date, .time, .moment: .string(cell.shown)
      }
    }
    return [
      "name": .string(name), "title": .string(title),
      "columns": .array(
        columns.map { ["name": .string($0.name), "kind": .string($0.kind.rawValue)] }),
      "rows": .array(rows.map { .array($0.map(value)) }),
      "totals": totals.isEmpty ? .null : .array(totals.map(value)),
      "notes": .array(notes.map { .string($0) }),
    ]
  }
}
