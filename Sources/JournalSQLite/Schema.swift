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

  static let personColumns = """
    (id INTEGER PRIMARY KEY, section TEXT NOT NULL, person TEXT NOT NULL, name TEXT NOT NULL,
     name_key TEXT NOT NULL, unit TEXT NOT NULL, team TEXT NOT NULL, role TEXT NOT NULL,
     walk_in INTEGER NOT NULL, details TEXT NOT NULL DEFAULT '', UNIQUE (section, person)) STRICT
    """

  static let personIndexes = """
    CREATE INDEX person_name ON person (section, name_key);
    CREATE INDEX person_section ON person (section);
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
     person TEXT NOT NULL, name TEXT NOT NULL, content TEXT NOT NULL, issued INTEGER NOT NULL,
     revoked INTEGER, reason TEXT NOT NULL DEFAULT '') STRICT
    """

  /// A person holds one valid certificate of a class.
  static let certificateIndexes = """
    CREATE INDEX certificate_section ON certificate (section);
    CREATE UNIQUE INDEX certificate_holder ON certificate (section, person) WHERE revoked IS NULL;
    CREATE INDEX certificate_person ON certificate (person);
    """

  /// Nothing points from here to a class or a roster, so that a certificate outlives both.
  static let certificates = """
    CREATE TABLE certificate \(certificateColumns);
    \(certificateIndexes)
    PRAGMA user_version = 4;
    """

  /// What makes of a file of one version one of the next, in order.
  static let upgrades = [
    (1, snapshots), (2, personDetails), (3, certificates), (tablesVersion - 1, tables),
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
    CREATE TABLE person \(personColumns);
    \(personIndexes)
    CREATE TABLE setting (key TEXT PRIMARY KEY NOT NULL, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
    PRAGMA application_id = \(applicationID);
    \(snapshots)
    \(certificates)
    \(tables)
    PRAGMA user_version = \(version);
    """
}

enum SQL {
  /// A statement over persons as an older file takes it, which whoever only reads leaves as it is.
  static func persons(_ sql: String, version: Int) -> String {
    version >= 3 ? sql : sql.replacing(personColumns, with: olderPersonColumns)
  }
  private static let olderPersonColumns = "person, name, unit, team, role, walk_in, ''"

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
  static let personColumns = "person, name, unit, team, role, walk_in, details"
  static let roster = "SELECT \(personColumns) FROM person WHERE section = ? ORDER BY id"
  static let entry = "SELECT \(personColumns) FROM person WHERE section = ? AND person = ?"
  static let find = """
    SELECT \(personColumns) FROM person WHERE section = ? AND name_key = ? ORDER BY id
    """
  static let sectionsOfName = """
    SELECT DISTINCT section FROM person WHERE instr(name_key, ?) > 0 LIMIT ?
    """
  static let addPerson = """
    INSERT INTO person (section, person, name, name_key, unit, team, role, walk_in, details)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (section, person) DO NOTHING
    """
  static let putPerson = """
    INSERT INTO person (section, person, name, name_key, unit, team, role, walk_in, details)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (section, person) DO UPDATE SET
      name = excluded.name, name_key = excluded.name_key, unit = excluded.unit,
      team = excluded.team, role = excluded.role, walk_in = excluded.walk_in,
      details = excluded.details
    """
  static let updatePerson = """
    UPDATE person SET name = ?, name_key = ?, unit = ?, team = ?, role = ?, walk_in = ?,
      details = ?
    WHERE section = ? AND person = ?
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
  static let certificateColumns =
    "number, section, person, name, content, issued, revoked, reason"
  static let certificates = """
    SELECT \(certificateColumns) FROM certificate WHERE section = ? ORDER BY id
    """
  static let certificate = "SELECT \(certificateColumns) FROM certificate WHERE number = ?"
  static let issueCertificate = """
    INSERT INTO certificate (number, section, person, name, content, issued)
    VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
    """
  static let revokeCertificate = """
    UPDATE certificate SET revoked = ?, reason = ? WHERE number = ? AND revoked IS NULL
    """
  static let setting = "SELECT value FROM setting WHERE key = ?"
}
