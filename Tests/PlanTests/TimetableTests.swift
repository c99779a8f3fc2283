import Identity
import Plan
import TestSupport
import Testing

/// The same plans on every machine.
enum GeneratedPlan {
  private static let activities = [
    "[案例分享：某车间的一次协商](#)", "【案例】班组长的难题\n一天早上，两名职工起了争执。", "【讨论】怎样开好班前会（25分钟）", "【讨论】谁来检查",
    "【练习】填表（40分钟）", "【调查】你用过吗\n- 用过\n- 没用过", "【测验】哪一个对\n- [x] 甲\n- [ ] 乙\n> 因为。", "【休息】（10分钟）",
    "【答疑】（15分钟）", "【情景模拟】一次谈话（90分钟）", "【合影】", "案例研讨：一次工资协商\n双方各有数据。", "【午餐】",
  ]
  private static let durations = [
    "1天（6个小时/天）", "2天，每天6学时", "半天", "1.5天", "6小时", "90分钟", "8学时", "一天", "3天", "200分钟", "97分钟",
    "2天（11小时）", "每周2节，每节45分钟，共6周",
  ]

  static func text(_ seed: UInt64) -> String {
    var random = SplitMix64(seed: seed)
    var lines = ["生成的教案", "【教学时长】\(random.one(of: durations))", "【教学内容】"]
    if random.below(4) == 0 { lines.insert("【报到】（20分钟）", at: 2) }
    let marks = ["一、", "二、", "三、", "四、", "五、"]
    let inner = ["（一）", "（二）", "（三）", "（四）", "（五）"]
    for unit in 0..<(1 + random.below(5)) {
      lines.append(marks[unit] + "单元\(unit)" + (random.below(9) == 0 ? "（60分钟）" : ""))
      for _ in 0..<random.below(3) {
        lines.append("导语的一段。")
        lines.append("")
      }
      for topic in 0..<random.below(5) {
        let stated = random.below(8) == 0 ? "（\(15 + 5 * random.below(8))分钟）" : ""
        lines.append(inner[topic] + "专题\(topic)" + stated)
        if random.below(5) > 0 {
          lines.append(String(repeating: "讲授的内容。", count: 1 + random.below(60)))
        }
        for _ in 0..<random.below(3) {
          lines.append("")
          lines.append(random.one(of: activities))
        }
      }
    }
    if random.below(4) == 0 { lines.append("【小结】") }
    return lines.joined(separator: "\n")
  }
}

@Suite struct TimetableTests {
  @Test func sumsExactlyWhateverThePlan() {
    var made = 0
    for seed in 0..<UInt64(600) {
      let reading = read(GeneratedPlan.text(seed))
      let course = reading.course
      guard let days = course.teachingTime?.days else { continue }
      let hasError = reading.findings.contains { $0.severity == .error }
      guard let table = timetable(course).timetable else {
        #expect(hasError, "seed \(seed) has no timetable and no error")
        continue
      }
      made += 1
      for (index, minutes) in days.enumerated() {
        #expect(table.teachingMinutes(day: index + 1) == minutes, "seed \(seed), day \(index + 1)")
      }
      #expect(table.slots.allSatisfy { $0.minutes > 0 }, "seed \(seed)")
      checkClock(table, seed)
      checkSittings(table, seed)
      checkParts(table, course, seed)
    }
    #expect(made > 300)
  }

  /// Nothing overlaps and nothing is left out.
  private func checkClock(_ table: Timetable, _ seed: UInt64) {
    for (before, after) in zip(table.slots, table.slots.dropFirst()) where before.day == after.day {
      #expect(before.end == after.start, "seed \(seed)")
    }
  }

  private func checkSittings(_ table: Timetable, _ seed: UInt64) {
    var sitting = 0
    var lecture = 0
    var day = 0
    for slot in table.slots {
      if slot.day != day || !slot.teaching {
        sitting = 0
        lecture = 0
        day = slot.day
      }
      guard slot.teaching else { continue }
      sitting += slot.minutes
      lecture = slot.kind == .lecture ? lecture + slot.minutes : 0
      #expect(sitting <= 70, "seed \(seed), day \(slot.day), \(slot.start)")
      #expect(lecture <= 50, "seed \(seed), day \(slot.day), \(slot.start)")
    }
  }

  /// Stated minutes stay as written, and every teaching activity has its slot.
  private func checkParts(_ table: Timetable, _ course: Course, _ seed: UInt64) {
    var sums: [ActivityPath: Int] = [:]
    for slot in table.slots {
      if let path = slot.activity { sums[path, default: 0] += slot.minutes }
      #expect((1...slot.parts).contains(slot.part), "seed \(seed)")
    }
    for (unitIndex, unit) in course.units.enumerated() {
      for (topicIndex, topic) in unit.topics.enumerated() {
        for (index, activity) in topic.activities.enumerated() where activity.kind.isTeaching {
          let sum = sums[.topic(unitIndex, topicIndex, index)]
          #expect(sum != nil, "seed \(seed)")
          if let stated = activity.minutes { #expect(sum == stated, "seed \(seed)") }
        }
      }
    }
  }

  @Test func isTheSameEveryTime() {
    for seed in 0..<UInt64(40) {
      let text = GeneratedPlan.text(seed)
      #expect(read(text) == read(text))
      #expect(timetable(read(text).course).timetable == timetable(read(text).course).timetable)
    }
  }

  @Test func includesTheBreaksWhenAsked() throws {
    let short = ["题\n【时长】75分钟\n一、甲\n甲。\n二、乙\n乙。", "题\n【时长】72分钟\n一、甲\n甲。"]
    for seed in 0..<UInt64(100) {
      let text = seed < 2 ? short[Int(seed)] : GeneratedPlan.text(seed)
      let course = read(text).course
      let options = TimetableOptions(breaksIncluded: true)
      guard let days = course.teachingTime?.days,
        let table = timetable(course, options: options).timetable
      else { continue }
      for (index, minutes) in days.enumerated() {
        let sum = table.slots.reduce(0) {
          $0 + ($1.day == index + 1 && ($1.teaching || $1.kind == .break) ? $1.minutes : 0)
        }
        #expect(sum == minutes, "seed \(seed), day \(index + 1)")
      }
    }
  }

  @Test func keepsTheLectureShareWithinAQuarter() throws {
    let long = String(repeating: "长长的讲稿。", count: 200)
    let course = read("题目\n【教学时长】200分钟\n一、短\n短。\n二、长\n\(long)\n三、中\n中等的讲稿。\n四、【小结】\n五、答疑\n").course
    let table = try #require(timetable(course).timetable)
    let minutes = (1...3).map { unit in
      table.slots.reduce(0) { $0 + ($1.unit == unit && $1.teaching ? $1.minutes : 0) }
    }
    #expect(minutes[1] > minutes[0])
    let mean = minutes.reduce(0, +) / 3
    #expect(minutes.allSatisfy { abs($0 - mean) <= mean / 4 + 5 })
  }

  @Test func obeysTheClockItIsGiven() throws {
    let course = read("题目\n【教学时长】6小时\n一、甲\n甲。\n二、乙\n乙。\n三、丙\n丙。").course
    let options = TimetableOptions(dayStart: 540, lunchStart: 690, lunchEnd: 780)
    let table = try #require(timetable(course, options: options).timetable)
    #expect(table.slots.first?.start == 540)
    let lunch = try #require(table.slots.first { $0.kind == .lunch })
    #expect(abs(lunch.start - 690) <= 30)
    #expect(lunch.end == 780)
    let evening = TimetableOptions(dayStart: 1140)
    #expect(timetable(course, options: evening).timetable == nil, "it would end after midnight")
    #expect(timetable(course, options: evening).findings.map(\.id).contains(.dayDoesNotFit))
  }
}
