import GRDB

/// The tables, and every statement on a hot path (JournalTests checks their query plans).
enum Schema {
  /// "GldH", in the file's header.
  static let applicationID = 0x476C_6448
  static let version = tablesVersion

  static let ballotColumns = """
    (box TEXT NOT NULL, key BLOB NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (box, key))
    STRICT, WITHOUT ROWID
    """

  /// Names are in `sealed` (docs/decisions/0020-sealed-names.md): empty once the person was erased.
  static let personColumns = """
    (id INTEGER PRIMARY KEY, section TEXT NOT NULL, person TEXT NOT NULL, sealed BLOB NOT NULL,
     name_key BLOB NOT NULL, team TEXT NOT NULL, role TEXT NOT NULL, walk_in INTEGER NOT NULL,
     UNIQUE (section, person)) STRICT
    """

  static let personIndexes = """
    CREATE INDEX person_name ON person (section, name_key);
    CREATE INDEX person_section ON person (section);
    CREATE INDEX person_person ON person (person);
    """

  /// By what names are searched: a token, and the row of `person` whose name has it.
  static let tokenColumns = """
    (token INTEGER NOT NULL, entry INTEGER NOT NULL, PRIMARY KEY (token, entry))
    STRICT, WITHOUT ROWID
    """

  /// Keys of persons. A rowid table in which keys are added at the end and overwritten in place, all
  /// of one size: rows never move, so that no page keeps an old copy of a key that was destroyed.
  static let personKeys = """
    CREATE TABLE person_key (
      id INTEGER PRIMARY KEY, person TEXT NOT NULL, use TEXT NOT NULL, key BLOB NOT NULL,
      UNIQUE (person, use)) STRICT;
    """

  static let privacy = """
    CREATE TABLE access (
      id INTEGER PRIMARY KEY, time INTEGER NOT NULL, section TEXT NOT NULL, person TEXT NOT NULL,
      what TEXT NOT NULL, role TEXT NOT NULL, link TEXT NOT NULL, note TEXT NOT NULL) STRICT;
    CREATE INDEX access_section ON access (section);
    CREATE TABLE retention (
      section TEXT PRIMARY KEY NOT NULL, months INTEGER NOT NULL,
      keeps_certificates INTEGER NOT NULL, done INTEGER) STRICT, WITHOUT ROWID;
    """

  /// May be emptied at any time. The state comes last, so that a list of summaries does not read it.
  static let snapshots = """
    CREATE TABLE snapshot (
      stream TEXT PRIMARY KEY NOT NULL, position INTEGER NOT NULL, hash BLOB NOT NULL,
      codec TEXT NOT NULL, summary BLOB NOT NULL, bytes BLOB NOT NULL) STRICT;
    PRAGMA user_version = 2;
    """

  /// What a roster says of a person beside name, unit and group.
  static let personDetails = """
    ALTER TABLE person ADD COLUMN details TEXT NOT NULL DEFAULT '';
    PRAGMA user_version = 3;
    """

  static let certificateColumns = """
    (id INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE, section TEXT NOT NULL,
     person TEXT NOT NULL, name BLOB NOT NULL, content TEXT NOT NULL, issued INTEGER NOT NULL,
     revoked INTEGER, reason BLOB NOT NULL DEFAULT x'') STRICT
    """

  /// Certificates of version 4, their names in the open.
  static let openCertificates = """
    CREATE TABLE certificate
      (id INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE, section TEXT NOT NULL,
       person TEXT NOT NULL, name TEXT NOT NULL, content TEXT NOT NULL, issued INTEGER NOT NULL,
       revoked INTEGER, reason TEXT NOT NULL DEFAULT '') STRICT;
    \(certificateIndexes)
    PRAGMA user_version = 4;
    """

  /// A person holds one valid certificate of a class.
  static let certificateIndexes = """
    CREATE INDEX certificate_section ON certificate (section);
    CREATE UNIQUE INDEX certificate_holder ON certificate (section, person) WHERE revoked IS NULL;
    CREATE INDEX certificate_person ON certificate (person);
    """

  /// Nothing points from a certificate to a class or a roster, so that it outlives both.
  static let people = """
    CREATE TABLE person \(personColumns);
    \(personIndexes)
    CREATE TABLE name_token \(tokenColumns);
    \(personKeys)
    CREATE TABLE certificate \(certificateColumns);
    \(certificateIndexes)
    \(privacy)
    """

  /// What makes of a file of one version one of the next, in order; from 4 on names are sealed
  /// (`sealNames`) before the read tables come.
  static let upgrades = [
    (1, snapshots), (2, personDetails), (3, openCertificates), (tablesVersion - 1, tables),
  ]

  /// `event` has a rowid that nothing reads: rows of a thousand streams then lie side by side, and a
  /// commit writes few pages (with 1,000 appenders 2 to 3 times the rate of WITHOUT ROWID). It tells
  /// no more about the order between streams than the times do.
  ///
  /// `ballot_open` must not have one: it would be the order of casting. `ballot_sealed` may, and
  /// should: rows added at the end of a rowid table never move, so that no page keeps an old copy; a
  /// box is the range of rows `first...last`, in key order.
  static let create = """
    CREATE TABLE event (
      stream TEXT NOT NULL, position INTEGER NOT NULL, tag TEXT NOT NULL, time INTEGER NOT NULL,
      command TEXT, bytes BLOB NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (stream, position)
    ) STRICT;
    CREATE TABLE ballot_open \(ballotColumns);
    CREATE TABLE ballot_sealed (
      id INTEGER PRIMARY KEY, key BLOB NOT NULL, bytes BLOB NOT NULL) STRICT;
    CREATE TABLE box_sealed (
      box TEXT PRIMARY KEY NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE wipe_pending (what TEXT PRIMARY KEY NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE setting (key TEXT PRIMARY KEY NOT NULL, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
    PRAGMA application_id = \(applicationID);
    \(snapshots)
    \(people)
    \(tables)
    PRAGMA user_version = \(version);
    """
}

enum SQL {
  static let readEvents = """
    SELECT position, tag, time, command, bytes, hash FROM event
    WHERE stream = ? AND position > ? ORDER BY position LIMIT ?
    """
  static let head = """
    SELECT position, hash FROM event WHERE stream = ? ORDER BY position DESC LIMIT 1
    """
  static let firstStream = "SELECT stream FROM event WHERE stream >= ? ORDER BY stream LIMIT 1"
  static let nextStream = "SELECT stream FROM event WHERE stream > ? ORDER BY stream LIMIT 1"
  static let insertEvent = """
    INSERT INTO event (stream, position, tag, time, command, bytes, hash)
    VALUES (?, ?, ?, ?, ?, ?, ?)
    """
  static let putBallot = """
    INSERT INTO ballot_open (box, key, bytes) VALUES (?, ?, ?)
    ON CONFLICT (box, key) DO UPDATE SET bytes = excluded.bytes
    """
  static let sealedRange = "SELECT first, last FROM box_sealed WHERE box = ?"
  static let openBallots = "SELECT key, bytes FROM ballot_open WHERE box = ? ORDER BY key"
  static let sealedBallots = """
    SELECT key, bytes FROM ballot_sealed WHERE id BETWEEN ? AND ? ORDER BY id
    """
  /// The order in which `PersonRow` reads them.
  private static let personRow = """
    SELECT p.person, p.team, p.role, p.walk_in, p.sealed, k.key, p.section, p.id FROM person p
    LEFT JOIN person_key k ON k.person = p.person AND k.use = 'roster'
    """
  static let roster = "\(personRow) WHERE p.section = ? ORDER BY p.id"
  static let entry = "\(personRow) WHERE p.section = ? AND p.person = ?"
  static let find = "\(personRow) WHERE p.section = ? AND p.name_key = ? ORDER BY p.id"
  static let entriesOfPerson = "\(personRow) WHERE p.person = ? ORDER BY p.id"
  /// Somebody but a trainer who has a name.
  static let anyName = """
    SELECT 1 FROM person WHERE section = ? AND name_key > x'' AND role <> 'trainer' LIMIT 1
    """
  static let everyEntry = "\(personRow) ORDER BY p.id"
  static let addPerson = """
    INSERT INTO person (id, section, person, sealed, name_key, team, role, walk_in)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    """
  static let updatePerson = """
    UPDATE person SET sealed = ?, name_key = ?, team = ?, role = ?, walk_in = ? WHERE id = ?
    """
  static let personKey = "SELECT key FROM person_key WHERE person = ? AND use = ?"
  static let addPersonKey = "INSERT INTO person_key (person, use, key) VALUES (?, ?, ?)"
  /// Of the same size: overwritten where it lies.
  static let destroyPersonKey = """
    UPDATE person_key SET key = zeroblob(60) WHERE person = ? AND use = ?
    """
  static let addToken = "INSERT OR IGNORE INTO name_token (token, entry) VALUES (?, ?)"
  static let removeToken = "DELETE FROM name_token WHERE token = ? AND entry = ?"
  /// How many names have a token, up to a bound.
  static let tokenCount = """
    SELECT count(*) FROM (SELECT 1 FROM name_token WHERE token = ? LIMIT 10000)
    """
  /// Entries that have all of one to three tokens, the last added first; the first token is the one
  /// that fewest have.
  static func search(tokens: Int) -> String {
    let others = String(
      repeating: " AND EXISTS (SELECT 1 FROM name_token WHERE token = ? AND entry = t.entry)",
      count: max(0, tokens - 1))
    return """
      SELECT p.person, p.team, p.role, p.walk_in, p.sealed, k.key, p.section, p.id
      FROM name_token t CROSS JOIN person p ON p.id = t.entry
      LEFT JOIN person_key k ON k.person = p.person AND k.use = 'roster'
      WHERE t.token = ?\(others) ORDER BY t.entry DESC
      """
  }
  static let addAccess = """
    INSERT INTO access (time, section, person, what, role, link, note) VALUES (?, ?, ?, ?, ?, ?, ?)
    """
  static let accesses = """
    SELECT time, section, person, what, role, link, note FROM access WHERE section = ?
    ORDER BY id DESC
    """
  static let snapshot = """
    SELECT position, hash, codec, summary, bytes FROM snapshot WHERE stream = ?
    """
  static let snapshotSummary = """
    SELECT position, hash, codec, summary, x'' FROM snapshot WHERE stream = ?
    """
  static let keepSnapshot = """
    INSERT INTO snapshot (stream, position, hash, codec, summary, bytes) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (stream) DO UPDATE SET position = excluded.position, hash = excluded.hash,
      codec = excluded.codec, summary = excluded.summary, bytes = excluded.bytes
    WHERE excluded.position >= snapshot.position
    """
  private static let certificateRow = """
    SELECT c.number, c.section, c.person, c.name, c.content, c.issued, c.revoked, c.reason, k.key
    FROM certificate c LEFT JOIN person_key k ON k.person = c.person AND k.use = 'certificate'
    """
  static let certificates = "\(certificateRow) WHERE c.section = ? ORDER BY c.id"
  static let certificate = "\(certificateRow) WHERE c.number = ?"
  static let everyCertificate = "\(certificateRow) ORDER BY c.id"
  static let anyCertifiedName = """
    SELECT 1 FROM certificate WHERE section = ? AND name <> x'' LIMIT 1
    """
  static let issueCertificate = """
    INSERT INTO certificate (number, section, person, name, content, issued)
    VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
    """
  static let revokeCertificate = """
    UPDATE certificate SET revoked = ?, reason = ? WHERE number = ? AND revoked IS NULL
    """
  static let setting = "SELECT value FROM setting WHERE key = ?"
}

extension SQL {
  /// What reads persons and certificates of a file up to version 4, which whoever only reads leaves as
  /// it is.
  enum Open {
    private static func personRow(_ version: Int) -> String {
      "SELECT person, team, role, walk_in, name, unit, "
        + (version >= 3 ? "details" : "''") + " FROM person"
    }
    static func roster(_ version: Int) -> String {
      "\(personRow(version)) WHERE section = ? ORDER BY id"
    }
    static func entry(_ version: Int) -> String {
      "\(personRow(version)) WHERE section = ? AND person = ?"
    }
    static func find(_ version: Int) -> String {
      "\(personRow(version)) WHERE section = ? AND name_key = ? ORDER BY id"
    }
    private static let certificateRow =
      "SELECT number, section, person, name, content, issued, revoked, reason FROM certificate"
    static let certificates = "\(certificateRow) WHERE section = ? ORDER BY id"
    static let certificate = "\(certificateRow) WHERE number = ?"
  }
}
