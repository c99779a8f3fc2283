import Foundation
import GRDB
import Identity
import Journal

/// A `ClassQuery` as SQL: the page and the count, over the same conditions.
struct ClassSearch {
  private var conditions: [String] = []
  private var values: [any DatabaseValueConvertible] = []
  private let query: ClassQuery

  init(_ query: ClassQuery) {
    self.query = query
    if let trial = query.trial { conditions.append("c.trial = \(trial ? 1 : 0)") }
    if let phase = query.phase { need("c.phase = ?", phase) }
    if let dates = query.dates {
      need("c.date >= ?", dates.from)
      need("c.date < ?", dates.before)
    } else {
      // Every date: so that the list is read in the order of its index.
      need("c.date >= ?", "")
    }
    if let topic = query.topic {
      need("c.id IN (SELECT class FROM class_topic WHERE folded = ?)", topic)
    }
    guard !query.terms.isEmpty else { return }
    let found = query.terms.filter { $0.unicodeScalars.count < 3 }.map(shortTerm) + longTerms()
    let isFound = found.map(\.sql).joined(separator: " AND ")
    let texts = found.flatMap(\.values)
    guard !query.named.isEmpty else {
      conditions.append(isFound)
      values += texts
      return
    }
    conditions.append("((\(isFound)) OR c.section IN (SELECT value FROM json_each(?)))")
    values += texts + [jsonText(query.named.map(\.rawValue))]
  }

  private mutating func need(_ condition: String, _ value: String) {
    conditions.append(condition)
    values.append(value)
  }

  private typealias Found = (sql: String, values: [any DatabaseValueConvertible])

  /// A part of one character is the beginning of a pair.
  private func shortTerm(_ term: String) -> Found {
    if term.unicodeScalars.count == 2 {
      return ("c.id IN (SELECT class FROM class_pair WHERE pair = ?)", [term])
    }
    guard let next = term.unicodeScalars.first.flatMap(Self.next) else {
      return ("c.id IN (SELECT class FROM class_pair WHERE pair >= ?)", [term])
    }
    return ("c.id IN (SELECT class FROM class_pair WHERE pair >= ? AND pair < ?)", [term, next])
  }

  /// The character whose bytes follow; `nil` behind the last.
  private static func next(_ scalar: Unicode.Scalar) -> String? {
    let value = scalar.value == 0xD7FF ? 0xE000 : scalar.value + 1
    return Unicode.Scalar(value).map { String(Character($0)) }
  }

  /// Each term is a string of FTS5's language, in which nothing but the quotation mark means anything.
  private func longTerms() -> [Found] {
    let terms = query.terms.filter { $0.unicodeScalars.count >= 3 }
    guard !terms.isEmpty else { return [] }
    let phrases = terms.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }
    return [
      (
        "c.id IN (SELECT rowid FROM class_text WHERE class_text MATCH ?)",
        [phrases.joined(separator: " ")]
      )
    ]
  }

  var page: (sql: String, arguments: StatementArguments) {
    let sql = """
      SELECT \(SQL.classColumns) FROM class_record c WHERE \(conditions.joined(separator: " AND "))
      ORDER BY c.date DESC, c.created DESC, c.section DESC LIMIT ? OFFSET ?
      """
    return (sql, StatementArguments(values + [max(0, query.limit), max(0, query.offset)]))
  }

  var count: (sql: String, arguments: StatementArguments) {
    let sql = "SELECT count(*) FROM class_record c WHERE \(conditions.joined(separator: " AND "))"
    return (sql, StatementArguments(values))
  }
}

func jsonText(_ value: some Encodable) -> String {
  (try? JSONEncoder().encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "[]"
}
