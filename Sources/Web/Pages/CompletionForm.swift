import Classroom
import Foundation

/// What an organizer fills in about completing a class: as typed, so that nothing is lost on a mistake.
struct CompletionForm {
  var ticked: Set<CompletionRule.Kind>
  /// What stands in each number field.
  var numbers: [CompletionRule.Kind: String]
  var credit: String
  var own: OwnTable
  var authority: String
  var feeHours: String
  var certificate: CertificateKind
  var issuer: String

  /// What to offer for a rule that the class does not have yet.
  private static let offered: [CompletionRule.Kind: Int] = [
    .presence: 90, .halfDays: 1, .punctual: 0, .leave: 7, .postTest: 85,
  ]

  init(_ settings: CompletionSettings) {
    ticked = Set(settings.rules.map(\.kind))
    numbers = Self.offered.mapValues { "\($0)" }
    for rule in settings.rules { numbers[rule.kind] = rule.bound.map { "\($0)" } }
    credit = settings.credit?.id ?? ""
    own = OwnTable(settings.credit.flatMap { $0.id == CreditTable.own ? $0 : nil })
    authority = settings.authority
    feeHours = settings.feeHours?.text ?? ""
    certificate = settings.certificate
    issuer = settings.issuer
  }

  init(_ form: Form) {
    ticked = Set(form.all("rule").compactMap { CompletionRule.Kind(rawValue: $0) })
    numbers = [:]
    for kind in CompletionRule.Kind.allCases {
      numbers[kind] = String(form[kind.rawValue].prefix(20))
    }
    credit = form["credit"]
    own = OwnTable(form)
    authority = String(form["authority"].prefix(400))
    feeHours = String(form["feeHours"].prefix(20))
    certificate = CertificateKind(rawValue: form["certificate"]) ?? .attendance
    issuer = String(form["issuer"].prefix(400))
  }

  /// What cannot be read: the key of what to say, and what it speaks of.
  struct Problem: Error {
    var key: String
    var argument = ""
    /// The key of the field's name.
    var label: String?

    init(key: String, argument: String = "") { (self.key, self.argument) = (key, argument) }
    /// A field that holds no number.
    init(label: String) {
      key = "completion.wrong.number"
      self.label = label
    }
  }

  /// - Parameter chosen: the table that the class has; it stays as it was when it is chosen again.
  func settings(chosen: CreditTable?) throws(Problem) -> CompletionSettings {
    var settings = CompletionSettings()
    settings.rules = []
    for kind in CompletionRule.Kind.allCases where ticked.contains(kind) {
      let bound = Int((numbers[kind] ?? "").filter { !$0.isWhitespace })
      guard let rule = CompletionRule(kind, bound: bound) else {
        throw Problem(label: "completion.field.\(kind.rawValue)")
      }
      settings.rules.append(rule)
    }
    settings.credit =
      if credit == CreditTable.own {
        try own.table()
      } else if chosen?.id == credit {
        chosen
      } else {
        CreditTable.all.first { $0.id == credit }
      }
    settings.authority = authority
    let fee = feeHours.filter { !$0.isWhitespace }
    if !fee.isEmpty {
      guard let hours = CreditHours(text: fee) else {
        throw Problem(label: "completion.feeHoursField")
      }
      settings.feeHours = hours
    }
    settings.certificate = certificate
    settings.issuer = issuer
    return settings
  }
}

/// A table that the organizer writes: a line for each band, minutes and credit hours.
struct OwnTable {
  var lot: CreditTable.Lot
  var bands: String
  var repeats: String
  var source: String

  init(_ table: CreditTable?) {
    lot = table?.lot ?? .course
    bands = (table?.bands ?? []).map { "\($0.fromMinutes) \($0.credit.text)" }
      .joined(separator: "\n")
    repeats = table?.repeats.map { "\($0)" } ?? ""
    source = table?.source ?? ""
  }

  init(_ form: Form) {
    lot = CreditTable.Lot(rawValue: form["ownLot"]) ?? .course
    bands = String(form["ownBands"].prefix(2000))
    repeats = String(form["ownRepeats"].prefix(20))
    source = String(form["ownSource"].prefix(400))
  }

  func table() throws(CompletionForm.Problem) -> CreditTable {
    var read: [CreditTable.Band] = []
    for line in bands.split(whereSeparator: \.isNewline) where !line.allSatisfy(\.isWhitespace) {
      let words = line.split { $0.isWhitespace || "，,=：:".contains($0) }.map(String.init)
      guard words.count == 2, let minutes = Int(words[0]),
        let credit = CreditHours(text: words[1])
      else { throw CompletionForm.Problem(key: "completion.wrong.band", argument: String(line)) }
      read.append(CreditTable.Band(minutes, hundredths: credit.hundredths))
    }
    let more = repeats.filter { !$0.isWhitespace }
    guard more.isEmpty || Int(more) != nil else {
      throw CompletionForm.Problem(label: "completion.ownRepeats")
    }
    let source = source.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !read.isEmpty, !source.isEmpty else {
      throw CompletionForm.Problem(key: "completion.wrong.ownTable")
    }
    return CreditTable(
      id: CreditTable.own, lot: lot,
      bands: read.sorted { $0.fromMinutes < $1.fromMinutes }, repeats: Int(more), source: source)
  }
}

extension CreditHours {
  /// `8`, `7.5`, `0.25`; `nil` for anything else.
  init?(text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, let whole = Int(parts[0]), (0...100_000).contains(whole),
      parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
    else { return nil }
    guard parts.count == 2 else {
      self.init(hundredths: whole * 100)
      return
    }
    guard (1...2).contains(parts[1].count), let rest = Int(parts[1]) else { return nil }
    self.init(hundredths: whole * 100 + (parts[1].count == 1 ? rest * 10 : rest))
  }
}
