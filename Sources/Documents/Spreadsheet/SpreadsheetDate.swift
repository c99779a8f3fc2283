/// Dates in a workbook: numbers that a style shows as days and times.
enum SpreadsheetDate {
  /// By cell style: whether it shows a date or a time.
  ///
  /// Source: ECMA-376, 5th edition, Part 1, 18.8.10 (cellXfs) and 18.8.30 (numFmt with its built-in ids).
  static func styles(_ sheet: XMLNode) -> [Bool] {
    var own: [Int: Bool] = [:]
    for format in sheet.child("s:numFmts")?.children ?? [] where format.name == "s:numFmt" {
      guard let id = format["numFmtId"].flatMap({ Int($0) }) else { continue }
      own[id] = isDate(format["formatCode"] ?? "")
    }
    return (sheet.child("s:cellXfs")?.children ?? []).filter { $0.name == "s:xf" }.map { style in
      guard let id = style["numFmtId"].flatMap({ Int($0) }) else { return false }
      return own[id] ?? builtIn.contains(id)
    }
  }

  /// Those of the standard, and those that East Asian versions add (18.8.30).
  private static let builtIn = Set(14...22).union(27...36).union(45...47).union(50...58)

  /// Whether a format code has a day, a month, a year or a time outside quotes and brackets.
  static func isDate(_ code: String) -> Bool {
    var rest = code.lowercased()[...]
    while let sign = rest.popFirst() {
      switch sign {
      case "\"": rest = rest.drop { $0 != "\"" }.dropFirst()
      case "[": rest = rest.drop { $0 != "]" }.dropFirst()
      case "\\", "_", "*": rest = rest.dropFirst()
      case "y", "m", "d", "h": return true
      default: continue
      }
    }
    return false
  }

  /// `2026-03-05`, with a time `2026-03-05 08:30`, a time alone `08:30`; `nil` for no date after 1900.
  static func text(_ stored: String, from1904: Bool) -> String? {
    guard let serial = Double(stored), serial >= 0, serial < 2_958_466 else { return nil }
    let minutes = Int((serial * 1440).rounded())
    let (day, minute) = (minutes / 1440, minutes % 1440)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let time = "\(two(minute / 60)):\(two(minute % 60))"
    if day == 0 && !from1904 { return time }
    // Day 60 of the 1900 system is the 29 February that year did not have.
    let epochDay = from1904 ? day - 24_107 : day - (day < 60 ? 25_568 : 25_569)
    let (year, month, date) = civil(epochDay)
    let text = "\(year)-\(two(month))-\(two(date))"
    return minute == 0 ? text : "\(text) \(time)"
  }

  /// Year, month and day of a day counted from 1970-01-01.
  ///
  /// Source: the proleptic Gregorian calendar in eras of 146,097 days.
  private static func civil(_ day: Int) -> (Int, Int, Int) {
    let shifted = day + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let date = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, date)
  }
}
