import Classroom
import Identity

/// Words that mark a secret. Whoever finds one where it may not be has found a leak.
enum Marker {
  static let notes = "secret-notes"
  static let teaching = "secret-teaching"
  static let source = "secret-source"
  /// Of a ballot in an open poll or an evaluation.
  static let ballot = "secret-ballot-"
  static let person = "person-"
  static func explanation(_ item: ItemID) -> String { "secret-explanation-" + item }
}

/// A plan and its agenda, made from the seed.
struct SimulatedDay {
  var profile: SectionProfile
  var plan: PinnedPlan
  var agenda: [Segment]

  static let start = Moment(milliseconds: 1_796_086_800_000)

  init(section: SectionID, random: inout SplitMix64) {
    profile = SectionProfile(
      id: section, title: "模拟培训日", date: "2026-12-01", room: "三楼", code: "4711")
    plan = PinnedPlan(file: "plan.txt", source: Marker.source, digest: "simulated")
    agenda = []
    var items = 0
    // Every day has a poll, a quiz, a case and a break somewhere.
    var kinds: [SegmentKind] = [.poll, .poll, .quiz, .case, .break]
    for _ in 0..<random.between(2, 9) {
      kinds.append(
        random.weighted([
          (5, SegmentKind.lecture), (3, .poll), (3, .quiz), (2, .case), (2, .break), (1, .preTest),
          (1, .postTest), (1, .questions),
        ]) ?? .lecture)
    }
    for (index, kind) in random.shuffled(kinds).enumerated() {
      let number = index + 1
      var segment = Segment(
        id: "s\(number)", kind: kind,
        unit: Segment.Heading(number: 1 + number / 4, label: "单元", title: "第 \(1 + number / 4) 单元"),
        title: "环节 \(number)", day: index < kinds.count / 2 ? 1 : 2, start: 540 + number * 20,
        plannedMinutes: random.between(5, 45),
        teaching: !kind.isPause, notes: Marker.notes)
      switch kind {
      case .poll, .quiz, .preTest, .postTest:
        for _ in 0...random.below(3) {
          items += 1
          segment.items.append(Self.item("i\(items)", in: kind, random: &random))
        }
        segment.pages = segment.items.map { Page(role: .item, lines: [$0.prompt], item: $0.id) }
      case .case:
        segment.form = "discuss"
        if random.chance(50) { segment.kit = Self.kit(random: &random) }
        segment.pages = segment.kit.map(casePages) ?? []
      default:
        segment.pages = (0..<random.below(5)).map {
          Page(role: .text, lines: ["第 \(number) 环节第 \($0) 页"])
        }
      }
      agenda.append(segment)
    }
  }

  /// One item; its prompt and choices are no secret, its explanation is.
  static func item(
    _ id: ItemID, in kind: SegmentKind, random: inout SplitMix64
  ) -> AssessmentItem {
    let itemKind: AssessmentItem.Kind =
      switch kind {
      case .quiz: .quiz
      case .preTest: .preTest
      case .postTest: .postTest
      default: .poll
      }
    // Every third poll is an open wall.
    let open = itemKind.isAnonymous && random.chance(33)
    let choices = open ? [] : (0..<random.between(2, 6)).map { "选项 \($0)" }
    let multiple = !open && random.chance(30)
    var key: [Int] = []
    if !itemKind.isAnonymous {
      let right = random.shuffled(Array(choices.indices))
      key = Array(right.prefix(multiple ? random.between(1, right.count) : 1))
    }
    return AssessmentItem(
      id: id, kind: itemKind, prompt: "问题 \(id)？", choices: choices, key: key,
      explanation: itemKind.isAnonymous ? nil : Marker.explanation(id), multiple: multiple)
  }

  static func kit(random: inout SplitMix64) -> Kit {
    Kit(
      background: String(repeating: "某厂欠薪。", count: random.between(1, 30)),
      text: "职工找到工会。", questions: random.chance(70) ? ["先做什么？"] : [],
      teachingNotes: Marker.teaching, debrief: "先稳住人。")
  }
}

extension SplitMix64 {
  /// 32 hexadecimal digits, as a phone makes the key of a ballot.
  mutating func key() -> String {
    let digits = Array("0123456789abcdef")
    return String((0..<32).map { _ in digits[below(16)] })
  }
}
