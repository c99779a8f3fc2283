import Classroom

/// What an organizer fills in about completing a class: as typed, so that nothing is lost on a mistake.
struct CompletionForm {
  var ticked: Set<CompletionRule.Kind>
  /// What stands in each number field.
  var numbers: [CompletionRule.Kind: String]
  var credit: String
  var authority: String
  var feeHours: String
  var certificate: CertificateKind
  var issuer: String

  /// What to offer for a rule that the class does not have yet.
  private static let offered: [CompletionRule.Kind: Int] = [
    .presence: 100, .halfDays: 1, .punctual: 0, .leave: 7, .postTest: 85,
  ]

  init(_ settings: CompletionSettings) {
    ticked = Set(settings.rules.map(\.kind))
    numbers = Self.offered.mapValues { "\($0)" }
    for rule in settings.rules { numbers[rule.kind] = rule.bound.map { "\($0)" } }
    credit = settings.credit?.id ?? ""
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
    authority = String(form["authority"].prefix(400))
    feeHours = String(form["feeHours"].prefix(20))
    certificate = CertificateKind(rawValue: form["certificate"]) ?? .attendance
    issuer = String(form["issuer"].prefix(400))
  }

  /// A field that holds no number: the key of its label.
  struct Problem: Error { var label: String }

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
      chosen?.id == credit ? chosen : CreditTable.all.first { $0.id == credit }
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
