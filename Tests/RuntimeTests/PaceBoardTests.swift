import Classroom
import Foundation
import Identity
import Synchronization
import Testing

@testable import Runtime

@Suite struct PaceBoardTests {
  private let section = SectionID("class-1")

  private final class Time: Sendable {
    private let moment = Mutex(Moment(milliseconds: 1_000_000))
    var now: Moment { moment.withLock { $0 } }
    func advance(_ seconds: Int) { moment.withLock { $0 = $0.adding(seconds: seconds) } }
  }

  @Test func countsOneMarkAPersonAndForgetsItAfterTwoMinutes() async {
    let time = Time()
    let board = PaceBoard(clock: { time.now })
    for number in 1...6 {
      await board.say(.lost, by: PersonID("person-\(number)"), in: section)
    }
    await board.say(.fine, by: PersonID("person-1"), in: section)
    await board.say(.tooFast, by: PersonID("person-1"), in: SectionID("class-2"))
    #expect(await board.count(in: section).shown?.map(\.count) == [0, 1, 5])
    time.advance(100)
    await board.say(.fine, by: PersonID("person-2"), in: section)
    #expect(await board.count(in: section).shown?.map(\.count) == [0, 2, 4])
    time.advance(20)
    #expect(await board.count(in: section).spoke == 1)
    #expect(await board.count(in: section).shown == nil)
    time.advance(100)
    #expect(await board.count(in: section).spoke == 0)
  }

  @Test func showsNobodysTapAtOnce() async {
    let time = Time()
    let board = PaceBoard(clock: { time.now })
    for number in 1...5 { await board.say(.fine, by: PersonID("p\(number)"), in: section) }
    #expect(await board.count(in: section).spoke == 5)
    await board.say(.lost, by: PersonID("p6"), in: section)
    #expect(await board.count(in: section).spoke == 5)
    time.advance(5)
    #expect(await board.count(in: section).spoke == 6)
  }

  @Test func keepsNoNameEvenInMemory() async {
    let time = Time()
    let board = PaceBoard(clock: { time.now })
    await board.say(.lost, by: PersonID("person-aino"), in: section)
    let memory = await board.memory
    #expect(memory.contains("lost"))
    #expect(!memory.contains("aino"))
    time.advance(120)
    _ = await board.count(in: section)
    let later = await board.memory
    #expect(!later.contains("lost"))
  }
}

/// Everything inside a value, as text.
func dumped(_ value: Any) -> String {
  var text = ""
  dump(value, to: &text, maxItems: .max)
  return text
}

extension PaceBoard {
  /// All that it holds, as text.
  var memory: String { dumped(Mirror(reflecting: self).children.map(\.value)) }
}
