/// Reads the ways of teaching 教学方式 that a field names.
enum MethodReader {
  private static let words: [(String, Method)] = [
    ("讲授", .lecture), ("讲解", .lecture), ("讲座", .lecture), ("授课", .lecture), ("理论教学", .lecture),
    ("案例", .case), ("研讨", .discussion), ("讨论", .discussion), ("互动", .discussion),
    ("练习", .exercise), ("演练", .exercise), ("模拟", .exercise), ("角色扮演", .exercise),
    ("实操", .exercise), ("训练", .exercise), ("实训", .exercise), ("答疑", .questions),
    ("问答", .questions), ("提问", .questions), ("演示", .demonstration), ("示范", .demonstration),
    ("参观", .visit), ("观摩", .visit), ("现场教学", .visit), ("自学", .selfStudy), ("lecture", .lecture),
    ("case", .case), ("discussion", .discussion), ("exercise", .exercise), ("role play", .exercise),
    ("practice", .exercise), ("simulation", .exercise), ("q&a", .questions),
    ("demonstration", .demonstration), ("visit", .visit), ("self-study", .selfStudy),
  ]

  struct Result: Equatable {
    var methods: [Method] = []
    /// As the author wrote them, in the same order.
    var words: [String] = []
    var isRanked = false
  }

  static func read(_ value: String) -> Result {
    value.withScalars { read($0.prefix(1000)) }
  }

  private static func read(_ text: Scalars) -> Result {
    var found: [(index: Int, method: Method, word: String)] = []
    for (word, method) in words {
      if let index = text.find(word) {
        if let same = found.firstIndex(where: { $0.method == method }) {
          if found[same].index > index { found[same] = (index, method, word) }
        } else {
          found.append((index, method, word))
        }
      }
    }
    found.sort { $0.index < $1.index }
    var result = Result()
    // 以案例为辅，以讲授为主: what is in front of 为主 comes first.
    let ranks = ["为主", "为重点", "mainly", "primarily", "dominant"]
    if let main = ranks.compactMap({ text.find($0) }).min() {
      result.isRanked = true
      let before = text[..<main]
      let clause = before.lastIndex { "，,；;。".unicodeScalars.contains($0) } ?? text.startIndex
      let isChinese = text[main] == "为"
      let first = found.filter {
        isChinese ? $0.index >= clause && $0.index < main : $0.index > main
      }
      if !first.isEmpty {
        let rest = found.filter { other in !first.contains { $0.index == other.index } }
        found = first + rest
      } else {
        result.isRanked = false
      }
    }
    result.methods = found.map(\.method)
    result.words = found.map(\.word)
    return result
  }
}
