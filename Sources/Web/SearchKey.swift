import Foundation
import Synchronization

/// What a name is found by at the door: its characters, its pinyin, the initials of its pinyin, and
/// the workplace. `王伟` is found by `王`, `wangw` and `ww`.
enum SearchKey {
  private static let known = Mutex<[String: String]>([:])
  private static let limit = 20_000

  static func of(name: String, unit: String) -> String {
    let spelled = known.withLock { known -> String in
      if let found = known[name] { return found }
      if known.count > limit { known.removeAll() }
      let made = spell(name)
      known[name] = made
      return made
    }
    return unit.isEmpty ? spelled : spelled + " " + unit.lowercased()
  }

  /// Pinyin as names are read (单 is Shàn), by ICU's transform; other scripts stay as they are.
  private static func spell(_ name: String) -> String {
    let plain = name.lowercased()
    let transform = StringTransform("Han-Latin/Names; Latin-ASCII; Lower")
    guard let latin = name.applyingTransform(transform, reverse: false) else { return plain }
    let syllables = latin.split { !$0.isLetter && !$0.isNumber }
    let initials = String(syllables.compactMap(\.first))
    return [plain, syllables.joined(), initials].reduce(into: [String]()) { parts, part in
      if !parts.contains(part) { parts.append(part) }
    }.joined(separator: " ")
  }
}
