import Foundation
import GRDB
import Identity
import People
import Testing

@testable import Journal
@testable import JournalSQLite

private let autumn = SectionID("autumn")

/// What a name's being sealed means in the file itself (docs/decisions/0020-sealed-names.md).
@Suite struct SealedNamesTests {
  private func people(_ numbers: Range<Int>) -> [RosterEntry] {
    numbers.map { number in
      RosterEntry(
        person: PersonID("p\(number)"), name: "worker \(number)!", unit: "Dock \(number)#",
        details: RosterDetails([.phone: "1380000\(1000 + number)"]))
    }
  }

  @Test func aCopyOfTheFileTellsNoName() async throws {
    let world = try World(.sqlite)
    let engine = try #require(world.engine as? SQLiteEngine)
    for step in 0..<20 {
      try await engine.people.add(people(step * 50..<(step + 1) * 50), to: autumn)
    }
    try await engine.people.issue([certificate("p7", "worker 7!", number: .random())])
    let bytes = try rawBytes(world.path)
    for secret in ["worker", "Dock", "1380000"] {
      #expect(occurrences(of: Array(secret.utf8), in: bytes).isEmpty, "\(secret)")
    }
    #expect(try await engine.people.roster(of: autumn) == people(0..<1000))
    #expect(try await engine.people.find(name: "WORKER 417!", unit: nil, in: autumn).count == 1)
  }

  @Test func destroysAKeyInTheBytesOfTheFile() async throws {
    let world = try World(.sqlite)
    let engine = try #require(world.engine as? SQLiteEngine)
    for step in 0..<20 {
      try await engine.people.add(people(step * 50..<(step + 1) * 50), to: autumn)
    }
    try await engine.people.issue([certificate("p417", "worker 417!", number: .random())])
    func keys() async throws -> [[UInt8]] {
      try await engine.reading { db in
        try Data.fetchAll(db, sql: "SELECT key FROM person_key WHERE person = 'p417'")
          .map { Array($0) }
      }
    }
    func nameKey() async throws -> [UInt8] {
      try await engine.reading { db in
        Array(
          try Data.fetchOne(db, sql: "SELECT name_key FROM person WHERE person = 'p417'") ?? Data())
      }
    }
    let (before, hash) = (try await keys(), try await nameKey())
    #expect(before.count == 2 && hash.count == 16)
    for secret in before + [hash] {
      #expect(try !occurrences(of: secret, in: rawBytes(world.path)).isEmpty)
    }
    try await engine.people.erase(PersonID("p417"))
    let bytes = try rawBytes(world.path)
    for secret in before + [hash] {
      #expect(occurrences(of: secret, in: bytes).isEmpty)
    }
    #expect(
      try await keys() == [[UInt8](repeating: 0, count: 60), [UInt8](repeating: 0, count: 60)])
    #expect(try await nameKey().isEmpty)
    let left = try await engine.reading { db in
      try Int.fetchOne(
        db,
        sql: """
          SELECT count(*) FROM name_token
          WHERE entry = (SELECT id FROM person WHERE person = 'p417')
          """)
    }
    #expect(left == 0)
    #expect(try await engine.people.roster(of: autumn).count { !$0.name.isEmpty } == 999)
    #expect(try await engine.people.entry(PersonID("p418"), in: autumn)?.name == "worker 418!")
  }

  /// Index pages keep copies of what moved; a very large file loses them at its next start.
  @Test func buildsTheIndexOfAVeryLargeFileAnewAtTheNextStart() async throws {
    let world = try World(.sqlite)
    let engine = try #require(world.engine as? SQLiteEngine)
    try await engine.people.add(people(0..<300), to: autumn)
    // As if sixty thousand had been there.
    try await engine.edit("UPDATE person SET id = id + 60000")
    try await engine.edit("UPDATE name_token SET entry = entry + 60000")
    try await engine.people.erase(PersonID("p7"))
    let pending = "SELECT count(*) FROM setting WHERE key = 'names-to-rebuild'"
    #expect(try await engine.reading { try Int.fetchOne($0, sql: pending) } == 1)
    try await engine.close()
    let again = try SQLiteEngine(path: world.path, mode: .serve)
    #expect(try await again.reading { try Int.fetchOne($0, sql: pending) } == 0)
    #expect(try await again.people.sections(withPersonNamed: "worker 8!", limit: 1) == [autumn])
    #expect(try await again.people.roster(of: autumn).count { !$0.name.isEmpty } == 299)
    try await again.close()
  }

  @Test func saysWhichKeyFileIsMissingOrWrongAndLosesNothing() async throws {
    let world = try World(.sqlite)
    let engine = try #require(world.engine as? SQLiteEngine)
    try await engine.append([event("a")], to: hall, expecting: 0)
    try await engine.people.add(people(0..<3), to: autumn)
    try await engine.close()
    let key = world.folder + "/hall.key"
    #expect(KeyFile.path(for: world.path) == key)
    let text = try String(contentsOfFile: key, encoding: .utf8)
    let mode = try FileManager.default.attributesOfItem(atPath: key)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    #expect(!KeyFile.isOpenToOthers(key))
    #expect(!text.contains("worker"))

    func put(_ content: String?) throws {
      try? FileManager.default.removeItem(atPath: key)
      try content?.write(toFile: key, atomically: true, encoding: .utf8)
    }
    for (content, trouble) in [
      (nil, PeopleError.keyMissing(path: key)),
      (MasterKey.random().text, .keyWrong(path: key)),
      ("no key at all", .keyUnreadable(path: key)),
    ] {
      try put(content)
      let before = try rawBytes(world.path)
      #expect(throws: trouble) { try SQLiteEngine(path: world.path, mode: .serve) }
      let reader = try SQLiteEngine(path: world.path, mode: .readOnly)
      // The class is all there.
      #expect(try await reader.head(hall) == 1)
      #expect(try await reader.verify().isWhole)
      await #expect(throws: trouble) { try await reader.people.roster(of: autumn) }
      await #expect(throws: trouble) { try await reader.key() }
      try await reader.close()
      let nameless = try SQLiteEngine(path: world.path, mode: .readOnly, leavesNamesOut: true)
      let roster = try await nameless.people.roster(of: autumn)
      #expect(roster.map(\.person) == people(0..<3).map(\.person))
      #expect(roster.allSatisfy { $0.name.isEmpty })
      try await nameless.close()
      #expect(try rawBytes(world.path) == before)
      #expect((try? String(contentsOfFile: key, encoding: .utf8)) == content, "left as it was")
    }
    // Elsewhere, and back.
    try put(nil)
    let elsewhere = world.folder + "/stick.txt"
    try text.write(toFile: elsewhere, atomically: true, encoding: .utf8)
    let reader = try SQLiteEngine(path: world.path, mode: .readOnly, keyFile: elsewhere)
    #expect(try await reader.people.roster(of: autumn) == people(0..<3))
    try await reader.close()
    try put(text)
    let again = try SQLiteEngine(path: world.path, mode: .serve)
    #expect(try await again.people.roster(of: autumn) == people(0..<3))
    try await again.close()
  }

  @Test func givesUpNamesWhoseKeyIsLostAndKeepsTheClass() async throws {
    let world = try World(.sqlite)
    let engine = try #require(world.engine as? SQLiteEngine)
    try await engine.append([event("a")], to: hall, expecting: 0)
    try await engine.people.add(people(0..<3), to: autumn)
    let number = CertificateNumber.random()
    try await engine.people.issue([certificate("p1", "worker 1!", number: number)])
    try await engine.close()
    let key = world.folder + "/hall.key"
    // Never while a key lies there.
    #expect(throws: PeopleError.keyUnreadable(path: key)) {
      try SQLiteEngine.giveUpNames(path: world.path)
    }
    try FileManager.default.removeItem(atPath: key)
    try SQLiteEngine.giveUpNames(path: world.path)
    let again = try SQLiteEngine(path: world.path, mode: .serve)
    #expect(try await again.head(hall) == 1)
    let roster = try await again.people.roster(of: autumn)
    #expect(roster.count == 3 && roster.allSatisfy { $0.name.isEmpty })
    #expect(try await again.people.certificate(number)?.isValid == true)
    // Those who come from now on have names again.
    try await again.people.add(people(7..<8), to: autumn)
    #expect(try await again.people.roster(of: autumn).last == people(7..<8).first)
    try await again.close()
  }

  @Test func noticesASealThatWasChangedOrMoved() async throws {
    let world = try World(.sqlite)
    let engine = try #require(world.engine as? SQLiteEngine)
    try await engine.people.add(people(0..<5), to: autumn)
    #expect(try await engine.checkNames() == (5, []))
    // The name of one in the row of another; a byte turned over; the key of somebody else.
    try await engine.edit(
      """
      UPDATE person SET sealed = (SELECT sealed FROM person WHERE person = 'p1')
      WHERE person = 'p2'
      """)
    try await engine.edit(
      "UPDATE person_key SET key = (SELECT key FROM person_key WHERE person = 'p1') WHERE person = 'p4'"
    )
    let found = try await engine.checkNames()
    #expect(found.sealed == 5 && found.broken == [PersonID("p2"), PersonID("p4")])
    // The others are read all the same.
    #expect(
      try await engine.people.roster(of: autumn).map(\.name)
        == ["worker 0!", "worker 1!", "", "worker 3!", ""])
  }

  /// Links and cookies follow from a secret that the file alone does not tell.
  @Test func sealsTheSecretsOfTheInstallation() async throws {
    let world = try World(.sqlite)
    let engine = try #require(world.engine as? SQLiteEngine)
    let secret = try await engine.people.secret("links")
    #expect(secret.count == 32)
    #expect(try await engine.people.secret("links") == secret)
    #expect(try await engine.people.secret("others") != secret)
    #expect(try occurrences(of: secret, in: rawBytes(world.path)).isEmpty)
    try await engine.close()
    let again = try SQLiteEngine(path: world.path, mode: .serve)
    #expect(try await again.people.secret("links") == secret)
    try await again.close()
    // A key that was lost opens no earlier link.
    try FileManager.default.removeItem(atPath: world.folder + "/hall.key")
    try SQLiteEngine.giveUpNames(path: world.path)
    let bare = try SQLiteEngine(path: world.path, mode: .serve)
    #expect(try await bare.people.secret("links") != secret)
    try await bare.close()
  }

  /// A name that was taken back is empty, and no damage.
  @Test func takesNoEmptyNameForDamage() async throws {
    let world = try World(.sqlite)
    let engine = try #require(world.engine as? SQLiteEngine)
    try await engine.people.add(people(0..<2), to: autumn)
    try await engine.people.put([RosterEntry(person: PersonID("p1"), name: "")], in: autumn)
    #expect(try await engine.checkNames() == (2, []))
  }

  @Test(arguments: ["name", "reason"])
  func noticesASealOfACertificateThatWasChanged(field: String) async throws {
    let world = try World(.sqlite)
    let engine = try #require(world.engine as? SQLiteEngine)
    let numbers = [CertificateNumber.random(), .random()]
    for (number, person) in zip(numbers, ["p1", "p2"]) {
      try await engine.people.issue([certificate(person, "worker!", number: number)])
      _ = try await engine.people.revoke(
        number, reason: "misspelled!", at: Moment(milliseconds: 9))
    }
    #expect(try await engine.checkNames() == (2, []))
    try await engine.edit(
      """
      UPDATE certificate SET \(field) = (SELECT \(field) FROM certificate WHERE person = 'p1')
      WHERE person = 'p2'
      """)
    #expect(try await engine.checkNames() == (2, [PersonID("p2")]))
  }

  /// Nothing is erased that is not noted, and nothing noted that is not erased.
  @Test func erasesNothingThatCannotBeNoted() async throws {
    let world = try World(.sqlite)
    let engine = try #require(world.engine as? SQLiteEngine)
    try await engine.people.add(people(0..<2), to: autumn)
    try await engine.people.setRetention(
      Retention(months: 3, keepsCertificates: true), of: autumn)
    let access = Access(
      time: Moment(milliseconds: 9), section: autumn, what: .retention, role: "organizer")
    try await engine.edit("ALTER TABLE access RENAME TO away")
    await #expect(throws: PeopleError.self) {
      try await engine.people.erase(
        [PersonID("p0")], keepingCertificates: true, noting: [access])
    }
    #expect(try await engine.people.roster(of: autumn) == people(0..<2))
    #expect(try await engine.people.namesStand(in: autumn, onCertificates: false))
    try await engine.edit("ALTER TABLE away RENAME TO access")
    #expect(
      try await engine.people.erase(
        [PersonID("p0"), PersonID("p1")], keepingCertificates: true, noting: [access]))
    #expect(try await engine.people.accesses(of: autumn, concerning: nil, limit: 9) == [access])
    #expect(try await engine.people.retention(of: autumn)?.done == access.time)
    #expect(try await !engine.people.namesStand(in: autumn, onCertificates: false))
    let plan = try await engine.reading { db in
      try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN " + SQL.anyName, arguments: ["autumn"])
        .map { $0["detail"] as String }
    }
    #expect(plan.allSatisfy { $0.hasPrefix("SEARCH person USING INDEX") }, "\(plan)")
  }

  @Test func saysThatTracesRemainWhileSomebodyReads() async throws {
    let world = try World(.sqlite)
    let engine = try #require(world.engine as? SQLiteEngine)
    try await engine.people.add(people(0..<2), to: autumn)
    let reader = try await SlowReader(of: world.path)
    let isWhole = try await engine.people.erase(
      [PersonID("p0")], keepingCertificates: false, noting: [])
    #expect(!isWhole)
    try await reader.letGo()
  }

  @Test func searchesNamesByTheirIndex() async throws {
    let world = try World(.sqlite)
    let engine = try #require(world.engine as? SQLiteEngine)
    let letters = Array("王李张刘陈杨赵黄周吴建国芳伟强敏静丽军杰")
    for number in 0..<60 {
      let entries = (0..<10).map { line in
        RosterEntry(
          person: PersonID("\(number)-\(line)"),
          name: String([
            letters[(number + line) % 10], letters[10 + (number * 7 + line) % 10],
            letters[10 + (number + line * 3) % 10],
          ]))
      }
      try await engine.people.add(entries, to: SectionID("s\(number)"))
    }
    try await engine.edit("ANALYZE")
    for tokens in 1...3 {
      let plan = try await engine.reading { db in
        try Row.fetchAll(
          db, sql: "EXPLAIN QUERY PLAN " + SQL.search(tokens: tokens),
          arguments: StatementArguments((0..<tokens).map { $0 })
        ).map { $0["detail"] as String }
      }
      #expect(plan.contains { $0.hasPrefix("SEARCH t USING PRIMARY KEY (token=?)") }, "\(plan)")
      #expect(!plan.contains { $0.hasPrefix("SCAN") || $0.contains("TEMP B-TREE") }, "\(plan)")
    }
    let found = try await engine.people.sections(withPersonNamed: "王建", limit: 100)
    var expected: [SectionID] = []
    for number in (0..<60).reversed() {
      let section = SectionID("s\(number)")
      if try await engine.people.roster(of: section).contains(where: { $0.name.contains("王建") }) {
        expected.append(section)
      }
    }
    #expect(found == expected && !found.isEmpty)
  }

  @Test func forgetsTheOldestOfVeryManyOpenings() async throws {
    let world = try World(.sqlite)
    let engine = try #require(world.engine as? SQLiteEngine)
    func access(_ time: Int64) -> Access {
      Access(time: Moment(milliseconds: time), section: autumn, what: .roster, role: "organizer")
    }
    try await engine.people.note(access(1))
    try await engine.people.note(access(2))
    try await engine.edit("UPDATE access SET id = \(SQLitePeople.accessLimit) WHERE time = 2")
    try await engine.people.note(access(3))
    try await engine.people.note(access(4))
    let kept = try await engine.people.accesses(of: autumn, concerning: nil, limit: 9)
    #expect(kept.map(\.time.milliseconds) == [4, 3, 2])
  }
}

private func certificate(
  _ person: String, _ name: String, number: CertificateNumber
) -> Certificate {
  Certificate(
    number: number, section: autumn, person: PersonID(person), name: name,
    content: Certificate.Content(
      kind: "attendance", title: "t", firstDay: "2026-12-01", lastDay: "2026-12-01", minutes: 90,
      creditHundredths: nil, issuer: "i", issuedOn: "2026-12-02"),
    issued: Moment(milliseconds: 5))
}

// MARK: - Files of earlier versions

/// Files as earlier versions made them, by the statements of those versions.
private enum OldFile {
  static func make(version: Int, at path: String) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.write { db in
      try db.execute(
        sql: """
          CREATE TABLE event (
            stream TEXT NOT NULL, position INTEGER NOT NULL, tag TEXT NOT NULL,
            time INTEGER NOT NULL, command TEXT, bytes BLOB NOT NULL, hash BLOB NOT NULL,
            PRIMARY KEY (stream, position)) STRICT;
          CREATE TABLE ballot_open \(Schema.ballotColumns);
          CREATE TABLE ballot_sealed (
            id INTEGER PRIMARY KEY, key BLOB NOT NULL, bytes BLOB NOT NULL) STRICT;
          CREATE TABLE box_sealed (
            box TEXT PRIMARY KEY NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL
          ) STRICT, WITHOUT ROWID;
          CREATE TABLE wipe_pending (what TEXT PRIMARY KEY NOT NULL) STRICT, WITHOUT ROWID;
          CREATE TABLE person
            (id INTEGER PRIMARY KEY, section TEXT NOT NULL, person TEXT NOT NULL,
             name TEXT NOT NULL, name_key TEXT NOT NULL, unit TEXT NOT NULL, team TEXT NOT NULL,
             role TEXT NOT NULL, walk_in INTEGER NOT NULL, UNIQUE (section, person)) STRICT;
          CREATE INDEX person_name ON person (section, name_key);
          CREATE INDEX person_section ON person (section);
          CREATE TABLE setting (key TEXT PRIMARY KEY NOT NULL, value BLOB NOT NULL)
            STRICT, WITHOUT ROWID;
          PRAGMA application_id = \(Schema.applicationID);
          PRAGMA user_version = 1;
          """)
      for (from, step) in Schema.upgrades where from < version { try db.execute(sql: step) }
      for number in 0..<400 {
        let name = number == 13 ? "" : "worker \(number)!"
        try db.execute(
          sql: """
            INSERT INTO person (section, person, name, name_key, unit, team, role, walk_in)
            VALUES ('s\(number % 3)', 'p\(number)', ?, ?, 'Dock \(number)#', 'G', 'learner', 0)
            """, arguments: [name, comparisonKey(name)])
      }
      if version >= 3 {
        try db.execute(
          sql: "UPDATE person SET details = ? WHERE person = 'p7'",
          arguments: [RosterDetails([.phone: "13800001234"]).stored])
      }
      if version >= 4 {
        for (person, name, reason) in [
          ("p7", "worker 7!", nil), ("p8", "worker 8!", "misspelled!"), ("p13", "", nil),
        ] {
          let content =
            #"{"firstDay":"2026-12-01","issuedOn":"2026-12-02","issuer":"i","kind":"attendance","lastDay":"2026-12-01","minutes":90,"title":"t"}"#
          try db.execute(
            sql: """
              INSERT INTO certificate (number, section, person, name, content, issued, revoked, reason)
              VALUES (?, 's1', ?, ?, ?, 5, ?, ?)
              """,
            arguments: [
              CertificateNumber.random().text, person, name, content, reason == nil ? nil : 9,
              reason ?? "",
            ])
        }
      }
    }
    // As a server leaves it.
    try queue.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA journal_mode = WAL")
    }
    try queue.close()
  }
}

extension SealedNamesTests {
  @Test(arguments: 1...4)
  func sealsTheNamesOfAnEarlierFile(version: Int) async throws {
    let folder = NSTemporaryDirectory() + "guildhall-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/hall.db"
    try OldFile.make(version: version, at: path)
    #expect(try !occurrences(of: Array("worker 7!".utf8), in: rawBytes(path)).isEmpty)

    // Whoever only reads leaves an older file as it is, and needs no key.
    let reader = try SQLiteEngine(path: path, mode: .readOnly)
    let before = try await reader.people.roster(of: SectionID("s1"))
    #expect(before.count == 133 && before[2].name == "worker 7!" && before[2].unit == "Dock 7#")
    #expect(before[2].details[.phone] == (version >= 3 ? "13800001234" : ""))
    #expect(
      try await reader.people.find(name: "worker 7!", unit: nil, in: SectionID("s1")).count == 1)
    #expect(
      try await reader.people.certificates(of: SectionID("s1")).count == (version >= 4 ? 3 : 0))
    #expect(try await reader.people.retentions().isEmpty)
    #expect(try await reader.key() == nil)
    try await reader.close()
    #expect(!FileManager.default.fileExists(atPath: folder + "/hall.key"))

    let engine = try SQLiteEngine(path: path, mode: .serve)
    #expect(try await engine.pragma("user_version") == Schema.version)
    let bytes = try rawBytes(path)
    for secret in ["worker", "Dock", "13800001234", "misspelled"] {
      #expect(occurrences(of: Array(secret.utf8), in: bytes).isEmpty, "\(secret)")
    }
    // The same people; of who was erased before, the workplace goes as well.
    let expected = before.map { entry in
      entry.name.isEmpty ? RosterEntry(person: entry.person, name: "", group: "G") : entry
    }
    #expect(try await engine.people.roster(of: SectionID("s1")) == expected)
    #expect(
      try await engine.people.sections(withPersonNamed: "worker 7!", limit: 1) == [SectionID("s1")])
    let certificates = try await engine.people.certificates(of: SectionID("s1"))
    if version >= 4 {
      #expect(certificates.map(\.name) == ["worker 7!", "worker 8!", ""])
      #expect(certificates.map(\.reason) == ["", "misspelled!", ""])
    } else {
      #expect(certificates.isEmpty)
    }
    // Whoever was erased stays so.
    try await engine.people.put(
      [RosterEntry(person: PersonID("p13"), name: "back again")], in: SectionID("s1"))
    #expect(try await engine.people.entry(PersonID("p13"), in: SectionID("s1"))?.name == "")
    try await engine.close()
    let again = try SQLiteEngine(path: path, mode: .serve)
    #expect(try await again.people.roster(of: SectionID("s2")).count == 133)
    #expect(try await again.verify().isWhole)
    try await again.close()
  }
}
