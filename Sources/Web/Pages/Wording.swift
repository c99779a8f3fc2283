import Classroom
import Documents
import Foundation
import Words

/// A heading as the author numbered it: `一、坚持…`, `（一）旗帜…`, `1. Talk`.
public func joined(label: String, title: String) -> String {
  guard let last = label.unicodeScalars.last else { return title }
  // Full-width marks bring their own space.
  return last.value >= 0x2E80 && "、）．：".unicodeScalars.contains(last)
    ? label + title : label + " " + title
}

/// What pages, reports and papers say alike, in one language.
struct Wording: Sendable {
  let language: Language

  func callAsFunction(_ key: String, _ arguments: String...) -> String {
    Words.text(key, arguments, in: language)
  }

  /// Between the parts of a short list.
  var comma: String { language == .chinese ? "、" : ", " }
  /// Between the parts of a list whose parts have commas.
  var semicolon: String { language == .chinese ? "；" : "; " }
  /// Behind what it adds to.
  func bracketed(_ text: String) -> String { language == .chinese ? "（\(text)）" : " (\(text))" }
  /// From one figure to another.
  func range(_ low: String, _ high: String) -> String {
    language == .chinese ? "\(low) ～ \(high)" : "\(low) – \(high)"
  }

  func kind(_ kind: SegmentKind, form: String? = nil) -> String {
    if kind == .case, let form, Words.has("form.\(form)") { return self("form.\(form)") }
    return self("kind.\(kind.rawValue)")
  }

  /// A word of the tables at the beginning of a line.
  func opening(_ word: String) -> String { word.prefix(1).uppercased() + word.dropFirst() }

  func label(_ heading: Segment.Heading) -> String {
    joined(label: heading.label, title: heading.title)
  }

  /// What a stretch of the day is called under the heading of its unit.
  func title(
    _ kind: SegmentKind, form: String?, own: String, unit: Segment.Heading?,
    topic: Segment.Heading?, part: Int, parts: Int
  ) -> String {
    // The opening of a unit carries the unit's own title, which stands above it already.
    var title = kind == .lecture && topic == nil && own == unit?.title ? "" : own
    if title.isEmpty && kind == .lecture {
      title = topic.map(label) ?? (unit == nil ? "" : self("report.unitOpening"))
    }
    if title.isEmpty { title = opening(self.kind(kind, form: form)) }
    return parts > 1 ? self("report.part", title, "\(part)", "\(parts)") : title
  }

  /// `2026年12月1日 星期二`; what is no date stays as it is.
  func date(_ iso: String, addingDays days: Int = 0) -> String {
    let numbers = iso.split(separator: "-").compactMap { Int($0) }
    let calendar = localCalendar(TimeZone(secondsFromGMT: 0)!)
    guard numbers.count == 3,
      let day = calendar.date(
        from: DateComponents(year: numbers[0], month: numbers[1], day: numbers[2])),
      let moved = calendar.date(byAdding: .day, value: days, to: day)
    else { return iso }
    let formatter = DateFormatter()
    formatter.calendar = calendar
    formatter.timeZone = calendar.timeZone
    formatter.locale = Locale(identifier: language == .chinese ? "zh_Hans" : "en_GB")
    formatter.dateFormat = language == .chinese ? "y年M月d日 EEEE" : "EEEE, d MMMM y"
    return formatter.string(from: moved)
  }

  /// `7.4`, rounded as in every table.
  func decimal(_ value: Double) -> String { DataTable.Cell.decimal(value).shown }

  /// `其中举手 12 人：A 3 · B 9`; `nil` where no hands were counted.
  func hands(_ counts: [Int]) -> String? {
    guard counts.contains(where: { $0 > 0 }) else { return nil }
    let parts = counts.enumerated().map { "\(choiceLetter($0)) \($1)" }
    return self("hands.note", "\(counts.reduce(0, +))", parts.joined(separator: " · "))
  }

  /// `67%`, rounded as in every table.
  func percent(_ share: Double) -> String { DataTable.Cell.percent(share).shown }

  /// `2026年12月1日 星期二 · 三楼 · 王老师`
  func whereAndWhen(_ profile: SectionProfile, trainer: String?, day: Int = 1) -> String {
    [
      profile.date.isEmpty ? nil : date(profile.date, addingDays: day - 1),
      profile.room.isEmpty ? nil : profile.room,
      trainer.map { self("report.trainer", $0) },
    ].compactMap { $0 }.joined(separator: " · ")
  }
}

/// An ISO 8601 date some days later, `2026-12-02`; what is no date stays as it is.
func isoDate(_ iso: String, addingDays days: Int) -> String {
  let numbers = iso.split(separator: "-").compactMap { Int($0) }
  let calendar = localCalendar(TimeZone(secondsFromGMT: 0)!)
  guard numbers.count == 3, days != 0,
    let day = calendar.date(
      from: DateComponents(year: numbers[0], month: numbers[1], day: numbers[2])),
    let moved = calendar.date(byAdding: .day, value: days, to: day)
  else { return iso }
  let parts = calendar.dateComponents([.year, .month, .day], from: moved)
  return DataTable.Cell.date(
    year: parts.year ?? 0, month: parts.month ?? 0, day: parts.day ?? 0
  ).shown
}
