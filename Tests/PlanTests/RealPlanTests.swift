import Foundation
import Plan
import Testing

/// The real document of PLAN-FORMAT.md, section 6. It stands beside the repository, in `shared`.
enum RealPlan {
  static let file = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
    .appending(path: "../../../shared/plans/000_9bfbc4b03e2c5a4f.txt").standardized

  static let isThere = FileManager.default.fileExists(atPath: file.path())

  static func reading() throws -> Reading {
    read(try String(contentsOf: file, encoding: .utf8))
  }
}

@Suite(
  .enabled(
    if: RealPlan.isThere,
    "the real plan is not here: ../shared/plans/000_9bfbc4b03e2c5a4f.txt beside the repository"))
struct RealPlanTests {
  @Test func givesItsOutline() throws {
    let course = try RealPlan.reading().course
    #expect(course.title == "努力开创新时代工会工作新局面")
    #expect(course.fields.map(\.member) == [.background, .duration, .methods, .content])
    #expect(course.teachingTime == TeachingTime(days: [360]))
    #expect(course.methods == [.lecture, .case])
    #expect(course.methodsAreRanked)
    #expect(course.units.map(\.topics.count) == [3, 3, 2, 4])
    #expect(course.units.map(\.label) == ["一、", "二、", "三、", "四、"])
    #expect(course.units.allSatisfy { $0.activities.map(\.kind) == [.lecture] })
    #expect(course.units[2].activities[0].body.contains("\n\n"), "its un-numbered theme")
  }

  @Test func findsFourCases() throws {
    let course = try RealPlan.reading().course
    var places: [[Int]] = []
    for unit in course.units {
      for topic in unit.topics {
        for activity in topic.activities where activity.kind == .case {
          places.append([unit.number, topic.number])
          #expect(activity.form == .share)
          #expect(activity.material == .none)
        }
      }
    }
    #expect(places == [[1, 1], [2, 1], [2, 3], [3, 2]])
  }

  @Test func findsWhatIsToMend() throws {
    let findings = try RealPlan.reading().findings
    func lines(_ id: FindingID) -> [Int] {
      findings.filter { $0.id == id }.map(\.range.start.line)
    }
    #expect(findings.allSatisfy { $0.severity != .error })
    #expect(lines(.caseWithoutMaterial) == [23, 41, 51, 67])
    #expect(lines(.mixedBrackets) == [81, 85])
    #expect(lines(.unitWithoutActivity) == [69])
    #expect(lines(.objectivesMissing).count == 1)
    #expect(lines(.audienceMissing).count == 1)
    #expect(lines(.assessmentMissing).count == 1)
    #expect(lines(.methodContradicted).isEmpty)
    #expect(lines(.reservedOpeningClosing).count == 1)
    #expect(lines(.notesShorterThanSlot).count == 1)
    #expect(lines(.caseNamesPerson) == [23])
    #expect(lines(.datedReference) == [23, 67])
    #expect(findings.count == 15)
    let fixes = findings.filter { $0.id == .mixedBrackets }
    #expect(fixes.map(\.range.start.column) == [1, 1])
    #expect(fixes.compactMap(\.fix?.replacement) == ["（三）", "（四）"])
    #expect(fixes.compactMap(\.fix?.range.end.column) == [6, 6])
  }

  @Test func fillsItsDayExactly() throws {
    let course = try RealPlan.reading().course
    let (table, findings) = timetable(course)
    let day = try #require(table)
    #expect(findings.allSatisfy { $0.severity == .note })
    #expect(day.teachingMinutes == 360)
    #expect(day.minutes(of: Kind.lecture) == 265)
    #expect(day.minutes(of: Kind.case) == 60)
    #expect(day.minutes(of: Kind.introduction) == 10)
    #expect(day.minutes(of: Kind.summary) == 10)
    #expect(day.minutes(of: Kind.questions) == 15)
    #expect(day.slots.first?.start == 525)
    #expect(day.slots.contains { $0.kind == .lunch && $0.end == 840 })
    let introductions = day.slots.filter {
      if case .unit = $0.activity { return true }
      return false
    }
    #expect(introductions.map(\.minutes) == [5, 5, 10, 5])
  }
}
