import Classroom
import Documents
import Foundation
import Identity
import Journal
import People
import Runtime
import Words

/// Which program this is, for what it writes.
public enum Program {
  public static let version = "0.1.0"
}

/// Everything of one class in one zip, with a manifest and checksums.
///
/// There is no ballot in it, and no event that would tell more of ballots than the report does; no phone
/// number; nobody's name who was erased. docs/decisions/0022-records-elsewhere.md.
public struct ClassArchive: Sendable {
  private let log: any EventLog
  private let people: any PeopleStore
  private let blobs: any BlobStore
  private let renderer: Renderer
  private let timeZone: TimeZone
  private let publicURL: String?
  private let language: Language
  /// Whether names are in it; else papers and certificates are left out, and ids stand for names.
  private let names: Bool

  public init(
    log: any EventLog, people: any PeopleStore, blobs: any BlobStore, renderer: Renderer,
    timeZone: TimeZone, publicURL: String?, language: Language, names: Bool
  ) {
    self.log = log
    self.people = people
    self.blobs = blobs
    self.renderer = renderer
    self.timeZone = timeZone
    self.publicURL = publicURL
    self.language = language
    self.names = names
  }

  private func what(_ key: String) -> String { Words.text("zip.\(key)", in: language) }

  /// Writes the archive of a class as it stands in a snapshot.
  ///
  /// - Parameter path: of a file that is not there yet; beside it a folder is made and taken away again.
  /// - Throws: `FileProblem.exists`; `FileProblem`, `EventLogError`, `PeopleError`, with nothing left behind.
  public func write(_ snapshot: Snapshot, at now: Moment, to path: String) async throws {
    guard !FileManager.default.fileExists(atPath: path) else { throw FileProblem.exists }
    let root = URL(fileURLWithPath: path + ".parts-" + Token.random(4))
    do {
      try FileManager.default.createDirectory(
        at: root, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    } catch { throw FileProblem.failed(code: EIO) }
    defer { try? FileManager.default.removeItem(at: root) }
    let folder = ArchiveFolder(root)
    let state = snapshot.state
    let roster = try await Self.roster(of: state, in: people, names: names)
    let record = SectionRecord(of: state, roster: roster, at: now, timeZone: timeZone)
    try folder.add("README.txt", type: "text/plain", what: what("readme"), readme(state))
    try await addPlan(of: state, to: folder)
    try addReport(record, to: folder)
    try await addTables(record, state, to: folder)
    if names { try await addPapers(record, state, to: folder) }
    let head = try await addLog(snapshot, to: folder)
    let manifest = ArchiveManifest(
      program: "guildhall \(Program.version)", build: Site.build, made: stamp(now),
      language: language.rawValue, names: names,
      class: .init(
        id: state.profile.id.rawValue, title: state.profile.title, date: state.profile.date,
        phase: state.phase.rawValue, trial: state.profile.trial ? true : nil),
      log: .init(stream: state.profile.id.rawValue, records: snapshot.position, head: head),
      files: folder.files)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
    try folder.add(
      ArchiveManifest.name, type: "application/json", what: "",
      [UInt8](try encoder.encode(manifest)) + [0x0A])
    try folder.addSums()
    let top = state.profile.id.rawValue
    try writeZip(
      folder.files.map { ZipSource(path: top + "/" + $0.name, file: folder.file($0.name)) },
      to: path)
  }

  /// Without names everybody is called by an id, and workplace and the like stay at home.
  private static func roster(
    of state: State, in people: any PeopleStore, names: Bool
  ) async throws -> [RosterEntry] {
    let entries = try await people.namesForRecord(of: state.profile.id)
    if names { return entries }
    return entries.map {
      RosterEntry(
        person: $0.person, name: $0.person.rawValue, group: $0.group,
        role: $0.role, walkIn: $0.walkIn)
    }
  }

  private func readme(_ state: State) -> [UInt8] {
    let text = Words.text(
      "zip.readmeText", [state.profile.title, state.profile.date, state.profile.id.rawValue],
      in: language)
    let whose = what(names ? "readmeNames" : "readmeNoNames")
    return Array((text + "\n\n" + whose + "\n").utf8)
  }

  /// ISO 8601 with the hall's offset.
  private func stamp(_ moment: Moment) -> String {
    let formatter = ISO8601DateFormatter()
    formatter.timeZone = timeZone
    return formatter.string(
      from: Date(timeIntervalSince1970: TimeInterval(moment.milliseconds / 1000)))
  }

  // MARK: - Parts

  /// The plan as the class pinned it, with the files and slides beside it.
  private func addPlan(of state: State, to folder: ArchiveFolder) async throws {
    let file = ArchiveFolder.safeName(state.plan.file)
    var taken: Set<String> = ["plan/" + file]
    try folder.add(
      "plan/" + file, type: "text/plain; charset=utf-8", what: what("plan"),
      Array(state.plan.source.utf8))
    let draft = try await PlanLibrary(engine: log, clock: { Moment(milliseconds: 0) })
      .draft(digest: state.plan.digest)
    for (path, text) in (draft?.attachments ?? [:]).sorted(by: { $0.key < $1.key }) {
      let name = "plan/" + ArchiveFolder.safePath(path)
      guard name != "plan/", taken.insert(name).inserted else { continue }
      try folder.add(
        name, type: "text/plain; charset=utf-8", what: what("attachment"), Array(text.utf8))
    }
    let decks = state.decks.values.sorted { ($0.file, $0.id) < ($1.file, $1.id) }
    for deck in decks {
      var name = "slides/" + ArchiveFolder.safeName(deck.file)
      if taken.contains(name) {
        name = "slides/\(deck.id.prefix(8))-" + ArchiveFolder.safeName(deck.file)
      }
      guard taken.insert(name).inserted, let pdf = try await blobs.blob("deck/\(deck.id)/pdf")
      else { continue }
      try folder.add(name, type: "application/pdf", what: what("slides"), pdf)
    }
  }

  private func addReport(_ record: SectionRecord, to folder: ArchiveFolder) throws {
    try folder.add(
      "report/report.html", type: "text/html", what: what("report"),
      Array(record.file(renderer, in: language).utf8))
    try folder.add(
      "report/report.json", type: "application/json", what: what("reportJSON"),
      record.json(in: language))
    try folder.add(
      "report/report.csv", type: "text/csv", what: what("reportCSV"), record.csv(in: language))
  }

  private func addTables(
    _ record: SectionRecord, _ state: State, to folder: ArchiveFolder
  ) async throws {
    for table in try await Self.tables(record, state, people, names: names, in: language) {
      try folder.add("tables/\(table.name).csv", type: "text/csv", what: table.title, table.ownCSV)
    }
  }

  /// The tables of a class as it stands in a snapshot, a file each.
  public static func tables(
    of snapshot: Snapshot, in people: any PeopleStore, at now: Moment, timeZone: TimeZone,
    names: Bool, language: Language
  ) async throws -> [DataTable] {
    let roster = try await roster(of: snapshot.state, in: people, names: names)
    let record = SectionRecord(of: snapshot.state, roster: roster, at: now, timeZone: timeZone)
    return try await tables(record, snapshot.state, people, names: names, in: language)
  }

  private static func tables(
    _ record: SectionRecord, _ state: State, _ people: any PeopleStore, names: Bool,
    in language: Language
  ) async throws -> [DataTable] {
    let certificates = names ? try await people.certificates(of: state.profile.id) : []
    return record.tables(in: language)
      + record.tablesByName(state, certificates: certificates, in: language)
  }

  private func addPapers(
    _ record: SectionRecord, _ state: State, to folder: ArchiveFolder
  ) async throws {
    let address = publicURL.map { $0 + Route.join(code: state.profile.code).path }
    let files = ClassFiles(
      record: record, state: state, joinAddress: address, language: language, renderer: renderer)
    // Desk cards lead to a room that is over; the report stands in the archive by itself.
    for entry in files.entries(formats: [.html, .csv, .xlsx])
    where entry.paper != nil && entry.paper != .deskCards {
      try folder.add(
        "papers/" + entry.name, type: entry.format.mediaType.prefix { $0 != ";" }.description,
        what: what("paper"),
        try await files.bytes(of: entry))
    }
    let signer = try await CredentialSigner.existing(in: people)
    for certificate in try await people.certificates(of: state.profile.id)
    where certificate.isValid && !certificate.name.isEmpty {
      let sheet = CertificateSheet(certificate, publicURL: publicURL, language: language)
      let name = "certificates/" + certificate.number.grouped
      try folder.add(
        name + ".html", type: "text/html", what: what("certificate"),
        Array(sheet.file(renderer).utf8))
      if let signer {
        try folder.add(
          name + ".jwt", type: "application/jwt", what: what("credential"),
          Array(try sheet.credential(by: signer).utf8))
      }
    }
  }

  /// Events and statements; gives the hash of the last event.
  private func addLog(_ snapshot: Snapshot, to folder: ArchiveFolder) async throws -> String {
    let section = snapshot.state.profile.id
    let records = try await log.readAll(LiveSession.stream(of: section)).filter {
      $0.position <= snapshot.position
    }
    let events = ArchivedEvents(snapshot.state)
    try folder.add("log/events.jsonl", type: "application/jsonl", what: what("events")) { write in
      for record in records { try write(try events.line(record)) }
    }
    var projection = StatementProjection()
    for record in records {
      projection.take(
        PlacedEvent(
          position: record.position, time: record.time,
          event: try EventCodec.decode(tag: record.tag, bytes: record.bytes)))
    }
    let writer = StatementWriter(home: try await RecordHome(of: people), state: projection.state)
    try folder.add("statements.jsonl", type: "application/jsonl", what: what("statements")) {
      for statement in projection.statements { try $0(writer.line(statement) + [0x0A]) }
    }
    return hexadecimal(records.last?.hash ?? Chain.origin)
  }
}
