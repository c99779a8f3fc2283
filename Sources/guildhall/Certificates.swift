import ArgumentParser
import Classroom
import Documents
import Foundation
import Identity
import JournalSQLite
import People
import Runtime
import Web
import Words

/// Who of a class holds which certificate, and who holds none and why; issues and writes them.
struct Certificates: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: CommandLineLanguage.text("cli.certificates.abstract"))

  @OptionGroup var file: ClassFile
  @Flag(help: CommandLineLanguage.help("certificatesIssue")) var issue = false
  @Option(name: .shortAndLong, help: CommandLineLanguage.help("certificatesOutput"))
  var output: String?
  @Option(name: .customLong("public-url"), help: CommandLineLanguage.help("certificatesURL"))
  var publicURL: String?
  @Option(help: CommandLineLanguage.help("format")) var format = TextOrJSON.text
  @OptionGroup var speech: LanguageOption

  func run() async throws {
    let language = speech.language
    let engine = try openEngine(
      file.data, issue ? .serve : .readOnly, language, key: file.key.file,
      leavesNamesOut: file.withoutNames)
    let desk = try await CertificateList(
      file.section, in: engine, timeZone: file.time.zone, data: file.data, language)
    if issue, let why = try await desk.issue() {
      complain(Words.text("cli.certificates.refused", [why], in: language))
      throw ExitCode(1)
    }
    let held = try await engine.people.certificates(of: desk.section)
    switch format {
    case .text: for line in try await desk.lines(held) { write(line + "\n") }
    case .json: try printJSON(try await desk.json(held))
    }
    if let output { try await put(held, to: output, engine, language) }
    try await engine.close()
  }

  /// Pages, PDF and credentials of the valid ones.
  private func put(
    _ held: [Certificate], to output: String, _ engine: SQLiteEngine, _ language: Language
  ) async throws {
    let folder = URL(fileURLWithPath: output)
    let renderer = try Renderer()
    let printer = PagePrinter.installed
    let signer = try await CredentialSigner.existing(in: engine.people)
    var address = publicURL
    while address?.hasSuffix("/") == true { address?.removeLast() }
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      for certificate in held where certificate.isValid && !certificate.name.isEmpty {
        let sheet = CertificateSheet(certificate, publicURL: address, language: language)
        let file = folder.appendingPathComponent(certificate.number.grouped)
        let page = file.appendingPathExtension("html")
        try Data(sheet.file(renderer).utf8).write(to: page, options: .atomic)
        if let signer {
          let credential = try sheet.credential(by: signer)
          try Data(credential.utf8)
            .write(to: file.appendingPathExtension("jwt"), options: .atomic)
        }
        if let printer { try await printer.print(page, to: file.appendingPathExtension("pdf")) }
      }
    } catch let problem as ToolProblem {
      throw CommandFailure("cli.papers.pdfFailed", [folder.path, "\(problem)"], language)
    } catch {
      throw CommandFailure("report.cannotWrite", [output, error.localizedDescription], language)
    }
    if printer == nil { complain(Words.text("cli.certificates.noPDF", in: language)) }
    if address == nil { complain(Words.text("cli.certificates.noURL", in: language)) }
  }
}

/// The certificates of one class in a data file, and what the class says of those without.
struct CertificateList {
  let section: SectionID
  /// `nil` for a class that is gone: its certificates are not.
  private let state: Classroom.State?
  private let people: SQLitePeople
  private let timeZone: TimeZone
  private let language: Language
  private let names: [PersonID: String]

  /// - Throws: `CommandFailure` where there is neither a class nor a certificate.
  init(
    _ name: String, in engine: SQLiteEngine, timeZone: TimeZone, data: String,
    _ language: Language
  ) async throws {
    let hall = try await Hall(engine: engine, clock: { Moment(Date()) })
    var session = try await hall.session(SectionID(name))
    if session == nil { session = try await hall.session(code: name) }
    let section = session?.section ?? SectionID(name)
    if session == nil, try await engine.people.certificates(of: section).isEmpty {
      let known = await hall.sections().map { "\($0.profile.id.rawValue) (\($0.profile.code))" }
      throw CommandFailure(
        known.isEmpty ? "cli.report.none" : "cli.report.unknown",
        [name, known.joined(separator: ", ")], language)
    }
    self.section = section
    state = await session?.state
    people = engine.people
    self.timeZone = timeZone
    self.language = language
    names = Dictionary(
      try await people.roster(of: section).map { ($0.person, $0.name) },
      uniquingKeysWith: { first, _ in first })
  }

  /// Returns why nobody may be issued any.
  func issue() async throws -> String? {
    guard let state else { return nil }
    let now = Moment(Date())
    let issue = try await issueCertificates(
      of: state, in: people, at: now, issuedOn: isoDate(Date(), in: timeZone))
    if !issue.issued.isEmpty { _ = try await CredentialSigner.installed(in: people) }
    return state.certificatesRefused.map { refusalWords($0, of: state, in: language) }
  }

  /// Who holds none, in the order of the roster.
  private func without(_ held: [Certificate]) -> [(person: PersonID, why: String)] {
    guard let state else { return [] }
    let holders = Set(held.filter(\.isValid).map(\.person))
    let record = completionRecord(of: state)
    return record.people.filter { !holders.contains($0.person) }.map { result in
      let why = result.certificateRefusal ?? state.certificatesRefused
      return (
        result.person,
        why.map { refusalWords($0, of: state, in: language) }
          ?? Words.text("cli.certificates.waiting", in: language)
      )
    }
  }

  private func shown(_ name: String?) -> String {
    guard let name, !name.isEmpty else { return Words.text("report.erased", in: language) }
    return name
  }

  func lines(_ held: [Certificate]) async throws -> [String] {
    held.map { certificate in
      let kind = Words.text("certificate.kind.\(certificate.content.kind)", in: language)
      let parts = [certificate.number.grouped, shown(certificate.name), kind]
      return certificate.isValid
        ? Words.text("cli.certificates.held", parts, in: language)
        : Words.text("cli.certificates.revoked", parts + [certificate.reason], in: language)
    }
      + without(held).map {
        Words.text("cli.certificates.without", [shown(names[$0.person]), $0.why], in: language)
      }
  }

  func json(_ held: [Certificate]) async throws -> [String: Any] {
    let stamp = ISO8601DateFormatter()
    stamp.timeZone = timeZone
    func name(_ name: String?) -> Any { (name?.isEmpty == false ? name : nil).orNull }
    return [
      "class": section.rawValue,
      "issuer": try await CredentialSigner.existing(in: people).map(\.issuer).orNull,
      "certificates": held.map { certificate -> [String: Any] in
        [
          "number": certificate.number.grouped, "person": certificate.person.rawValue,
          "name": name(certificate.name), "kind": certificate.content.kind,
          "issuedOn": certificate.content.issuedOn, "minutes": certificate.content.minutes,
          "creditHours": certificate.content.creditHundredths.map { Double($0) / 100 }.orNull,
          "revoked": certificate.revoked.map { stamp.string(from: Date($0)) }.orNull,
          "reason": certificate.reason,
        ]
      },
      "without": without(held).map { entry -> [String: Any] in
        [
          "person": entry.person.rawValue, "name": name(names[entry.person]), "why": entry.why,
        ]
      },
    ]
  }
}

extension Moment {
  fileprivate init(_ date: Date) {
    self.init(milliseconds: Int64((date.timeIntervalSince1970 * 1000).rounded()))
  }
}

extension Date {
  fileprivate init(_ moment: Moment) {
    self.init(timeIntervalSince1970: Double(moment.milliseconds) / 1000)
  }
}

private func isoDate(_ date: Date, in timeZone: TimeZone) -> String {
  let formatter = ISO8601DateFormatter()
  formatter.timeZone = timeZone
  formatter.formatOptions = [.withFullDate]
  return formatter.string(from: date)
}
