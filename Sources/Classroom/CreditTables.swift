/// Credit hours 学时, in hundredths: 50 is half a credit hour.
public struct CreditHours: Hashable, Sendable, Codable, Comparable {
  public var hundredths: Int
  public init(hundredths: Int) { self.hundredths = hundredths }

  public static func < (a: Self, b: Self) -> Bool { a.hundredths < b.hundredths }
  public static func + (a: Self, b: Self) -> Self { Self(hundredths: a.hundredths + b.hundredths) }

  /// `3`, `0.5`, `0.25`
  public var text: String {
    let rest = hundredths % 100
    guard rest != 0 else { return "\(hundredths / 100)" }
    let digits = rest % 10 == 0 ? "\(rest / 10)" : (rest < 10 ? "0\(rest)" : "\(rest)")
    return "\(hundredths / 100).\(digits)"
  }
}

/// A table by which teaching minutes become credit hours 学时折算办法: data, of which a class chooses one
/// or writes its own.
///
/// Teaching minutes, credit hours granted and fee hours are three numbers. None is ever made of another
/// but by a table that somebody chose, and the class keeps the table itself, not its name.
public struct CreditTable: Hashable, Sendable, Codable {
  /// What is counted by itself.
  public enum Lot: String, Sendable, Codable, CaseIterable {
    /// All the teaching minutes together.
    case course
    /// Those of each half-day 半天.
    case halfDay
    /// Those under each topic 专题 (else unit, else activity).
    case topic
  }

  /// From so many teaching minutes up, so many credit hours.
  public struct Band: Hashable, Sendable, Codable {
    public var fromMinutes: Int
    public var credit: CreditHours
    public init(_ fromMinutes: Int, hundredths: Int) {
      self.fromMinutes = fromMinutes
      credit = CreditHours(hundredths: hundredths)
    }
  }

  /// One word, under which the string tables have its name; `own` for one that a class wrote itself.
  public var id: String
  public var lot: Lot
  /// In rising order.
  public var bands: [Band]
  /// Beyond the last band: every further so many minutes count as much as the last band once more.
  /// `nil` where more minutes count no more.
  public var repeats: Int?
  /// Where the rule is written.
  public var source: String

  public init(id: String, lot: Lot, bands: [Band], repeats: Int? = nil, source: String) {
    self.id = id
    self.lot = lot
    self.bands = bands
    self.repeats = repeats
    self.source = source
  }

  /// The credit hours of one lot of so many teaching minutes; nothing below the first band.
  public func credit(forMinutes minutes: Int) -> CreditHours {
    guard let band = bands.last(where: { $0.fromMinutes <= minutes }) else {
      return CreditHours(hundredths: 0)
    }
    let more = repeats.map { (minutes - band.fromMinutes) / max(1, $0) } ?? 0
    return CreditHours(hundredths: band.credit.hundredths * (1 + more))
  }

  /// The id of a table that a class wrote itself.
  public static let own = "own"

  /// Whether it can be counted by, and says where it is written.
  var isSound: Bool {
    let isSourced = (1...Limits.creditSource).contains(source.count) && source == visible(source)
    return isIdentifier(id) && isSourced && (1...Limits.creditBands).contains(bands.count)
      && bands.allSatisfy {
        Limits.creditMinutes.contains($0.fromMinutes)
          && Limits.creditHundredths.contains($0.credit.hundredths)
      }
      && zip(bands, bands.dropFirst()).allSatisfy {
        $0.fromMinutes < $1.fromMinutes && $0.credit < $1.credit
      }
      && repeats.map(Limits.creditMinutes.contains) ?? true
  }

  /// Tables in common use, to choose from.
  public static let all: [CreditTable] = [
    CreditTable(
      id: "minutes45", lot: .course, bands: [Band(45, hundredths: 100)], repeats: 45,
      source: "课堂教学的通行计法：一学时 45 分钟，不足一学时不计"),
    CreditTable(
      id: "halfDay3", lot: .halfDay, bands: [Band(1, hundredths: 300)],
      source: "宿迁市《继续教育学时认证》（四）：全脱产培训每天计 6 学时，半脱产每天计 3 学时"),
    CreditTable(
      id: "online", lot: .topic,
      bands: [Band(1, hundredths: 25), Band(16, hundredths: 50), Band(30, hundredths: 100)],
      source: "云南省干部在线学习学院《学习学时制介绍》（2024-01-02）：30 分钟及以上 1 学时，大于 15 分钟 0.5，15 分钟及以下 0.25"),
  ]
}
