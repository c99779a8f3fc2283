import Classroom
import Crypto
import Foundation
import Identity

/// What learners say of the pace 进度反馈, in memory only: one mark a person, forgotten after two
/// minutes. Nothing of it is written, and no name is kept: a mark stands under a digest that only
/// this process can make.
public actor PaceBoard {
  private struct Said {
    var mark: PaceMark
    var at: Moment
  }
  private let clock: LiveSession.Clock
  private let secret = SymmetricKey(size: .bits256)
  private var said: [SectionID: [Data: Said]] = [:]
  private var published: [SectionID: (count: PaceCount, at: Moment)] = [:]

  /// The count is renewed so seldom that nobody who looks up sees whose tap changed it.
  private static let renewalSeconds = 5

  public init(clock: @escaping LiveSession.Clock) { self.clock = clock }

  /// Takes a person's mark in the place of an earlier one.
  public func say(_ mark: PaceMark, by person: PersonID, in section: SectionID) {
    let name = Data(section.rawValue.utf8) + [0] + Data(person.rawValue.utf8)
    let key = Data(HMAC<SHA256>.authenticationCode(for: name, using: secret))
    forget()
    said[section, default: [:]][key] = Said(mark: mark, at: clock())
  }

  /// What was said within the last two minutes, as of a few seconds ago.
  public func count(in section: SectionID) -> PaceCount {
    let now = clock()
    if let last = published[section],
      (0..<Self.renewalSeconds).contains(now.seconds(since: last.at))
    {
      return last.count
    }
    forget()
    let count = PaceCount((said[section] ?? [:]).values.map(\.mark))
    published[section] = (count, now)
    return count
  }

  private func forget() {
    let now = clock()
    for (section, marks) in said {
      let fresh = marks.filter {
        abs(now.seconds(since: $0.value.at)) < PaceMark.lifeSeconds
      }
      said[section] = fresh.isEmpty ? nil : fresh
    }
  }
}
