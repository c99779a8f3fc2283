import Journal

/// The read tables: may be emptied at any time, and are filled again from the log.
extension Schema {
  /// The version of the file that brought them.
  static let tablesVersion = 6

  private static let figureColumns = Figure.allCases.map { "\($0.name) INTEGER" }
    .joined(separator: ", ")

  /// `class_record` has a row for each class, the others what hangs on it. `class_pair` finds parts of
  /// one or two characters of titles and topics, `class_text` longer ones.
  static let tables = """
    CREATE TABLE class_record (
      id INTEGER PRIMARY KEY, section TEXT NOT NULL UNIQUE, position INTEGER NOT NULL,
      hash BLOB NOT NULL, codec TEXT NOT NULL, phase TEXT NOT NULL, title TEXT NOT NULL,
      date TEXT NOT NULL, year INTEGER NOT NULL, month INTEGER NOT NULL, code TEXT NOT NULL,
      room TEXT NOT NULL, side_rooms TEXT NOT NULL, trainer TEXT, trial INTEGER NOT NULL,
      digest TEXT NOT NULL, created INTEGER NOT NULL, \(figureColumns)) STRICT;
    CREATE INDEX class_record_list ON class_record (trial, date, created, section);
    CREATE INDEX class_record_phase ON class_record (trial, phase, date, created, section);
    CREATE INDEX class_record_all ON class_record (date, created, section);
    CREATE INDEX class_record_year ON class_record (trial, phase, year, month);
    CREATE INDEX class_record_code ON class_record (code);
    CREATE INDEX class_record_digest ON class_record (digest);
    CREATE TABLE class_topic (
      class INTEGER NOT NULL, place INTEGER NOT NULL, label TEXT NOT NULL, title TEXT NOT NULL,
      folded TEXT NOT NULL, PRIMARY KEY (class, place)) STRICT, WITHOUT ROWID;
    CREATE INDEX class_topic_title ON class_topic (folded, class);
    CREATE TABLE class_attendance (
      class INTEGER NOT NULL, half_day INTEGER NOT NULL, person TEXT NOT NULL,
      enrolment TEXT NOT NULL, standing TEXT NOT NULL, PRIMARY KEY (class, half_day, person)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE class_item (
      class INTEGER NOT NULL, place INTEGER NOT NULL, key TEXT NOT NULL, kind TEXT NOT NULL,
      prompt TEXT NOT NULL, topic TEXT NOT NULL, answers INTEGER NOT NULL,
      scored INTEGER NOT NULL, correct INTEGER NOT NULL, discrimination REAL,
      choices TEXT NOT NULL, PRIMARY KEY (class, place)) STRICT, WITHOUT ROWID;
    CREATE INDEX class_item_key ON class_item (key, class);
    CREATE TABLE class_question (
      key TEXT PRIMARY KEY NOT NULL, classes INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE INDEX class_question_often ON class_question (classes, key);
    CREATE TABLE class_pair (
      pair TEXT NOT NULL, class INTEGER NOT NULL, PRIMARY KEY (pair, class)
    ) STRICT, WITHOUT ROWID;
    CREATE VIRTUAL TABLE class_text USING fts5(text, tokenize = 'trigram');
    PRAGMA user_version = \(tablesVersion);
    """
}

/// Statements over the read tables (JournalTests checks their query plans).
extension SQL {
  /// What a `ClassRow` is made of, in its order; the figures follow.
  static let classColumns =
    ([
      "section", "title", "date", "code", "room", "side_rooms", "trainer", "trial", "phase",
      "digest", "created",
    ] + Figure.allCases.map(\.name)).map { "c." + $0 }.joined(separator: ", ")
  static let classColumnCount = 11 + Figure.allCases.count

  static let classMarks = "SELECT section, position, hash, codec, phase FROM class_record"
  static let classMark = "\(classMarks) WHERE section = ?"
  static let classID = "SELECT id FROM class_record WHERE section = ?"
  static let classRow = "SELECT \(classColumns) FROM class_record c WHERE c.section = ?"
  static let classByCode = "SELECT section FROM class_record WHERE code = ? LIMIT 1"
  static let classesByDigest = """
    SELECT \(classColumns) FROM class_record c WHERE c.digest = ?
    ORDER BY c.date DESC, c.created DESC, c.section DESC
    """
  static let classTopics = """
    SELECT label, title FROM class_topic
    WHERE class = (SELECT id FROM class_record WHERE section = ?) ORDER BY place
    """
  static let topicsOfEach = """
    SELECT c.section, t.label, t.title FROM json_each(?) AS wanted
    CROSS JOIN class_record c ON c.section = wanted.value
    CROSS JOIN class_topic t ON t.class = c.id ORDER BY c.id, t.place
    """
  static let classAttendance = """
    SELECT half_day, enrolment, standing, count(*) FROM class_attendance
    WHERE class = (SELECT id FROM class_record WHERE section = ?)
    GROUP BY half_day, enrolment, standing ORDER BY half_day, enrolment, standing
    """
  static let itemColumns =
    "i.key, i.kind, i.prompt, i.topic, i.answers, i.scored, i.correct, i.discrimination, i.choices"
  static let classItems = """
    SELECT \(itemColumns) FROM class_item i
    WHERE i.class = (SELECT id FROM class_record WHERE section = ?) ORDER BY i.place
    """
  static let questions = """
    SELECT q.key, (SELECT prompt FROM class_item WHERE key = q.key LIMIT 1), q.classes
    FROM class_question q WHERE q.classes > 1 ORDER BY q.classes DESC, q.key LIMIT ? OFFSET ?
    """
  static let questionCount = "SELECT count(*) FROM class_question WHERE classes > 1"
  static let askings = """
    SELECT \(classColumns), \(itemColumns) FROM class_item i JOIN class_record c ON c.id = i.class
    WHERE i.key = ? ORDER BY c.date DESC, c.created DESC, c.section DESC, i.place DESC LIMIT ?
    """
  static let askingSums = """
    SELECT count(*), count(DISTINCT class), total(scored), total(correct) FROM class_item
    WHERE key = ?
    """
  static let years = """
    SELECT year, count(*) FROM class_record
    WHERE trial = 0 AND phase = '\(ClassRow.over)' AND year > 0 GROUP BY year ORDER BY year DESC
    """
  static let months = """
    SELECT month, count(*), \(Figure.allCases.map { $0.isSum ? "sum(\($0.name))" : "NULL" }
    .joined(separator: ", "))
    FROM class_record WHERE trial = 0 AND phase = '\(ClassRow.over)' AND year = ?
    GROUP BY month ORDER BY month
    """
  static let putClass = """
    INSERT INTO class_record (section, position, hash, codec, phase, title, date, year, month,
      code, room, side_rooms, trainer, trial, digest, created,
      \(Figure.allCases.map(\.name).joined(separator: ", ")))
    VALUES (\(Array(repeating: "?", count: 16 + Figure.allCases.count).joined(separator: ", ")))
    ON CONFLICT (section) DO UPDATE SET position = excluded.position, hash = excluded.hash,
      codec = excluded.codec, phase = excluded.phase, title = excluded.title,
      date = excluded.date, year = excluded.year, month = excluded.month, code = excluded.code,
      room = excluded.room, side_rooms = excluded.side_rooms, trainer = excluded.trainer,
      trial = excluded.trial, digest = excluded.digest, created = excluded.created,
      \(Figure.allCases.map { "\($0.name) = excluded.\($0.name)" }.joined(separator: ", "))
    """
  /// What has the class's number, and is taken out before it is put in again.
  static let clearClass = [
    "DELETE FROM class_topic WHERE class = ?", "DELETE FROM class_attendance WHERE class = ?",
    "DELETE FROM class_item WHERE class = ?", "DELETE FROM class_text WHERE rowid = ?",
  ]
  static let itemKeys = "SELECT DISTINCT key FROM class_item WHERE class = ?"
  static let classText = "SELECT text FROM class_text WHERE rowid = ?"
  static let deletePair = "DELETE FROM class_pair WHERE pair = ? AND class = ?"
  static let putPair = "INSERT OR IGNORE INTO class_pair (pair, class) VALUES (?, ?)"
  static let askedLess = "UPDATE class_question SET classes = classes - 1 WHERE key = ?"
  static let askedMore = """
    INSERT INTO class_question (key, classes) VALUES (?, 1)
    ON CONFLICT (key) DO UPDATE SET classes = classes + 1
    """
}
