import CMark
import Foundation
import Plan

/// Reading plans, against cmark-gfm parsing the same bytes in the same run, in turns. Both sides run
/// on this one thread, and the times are its processor time, so that other work on the machine
/// counts little.
enum PlanBench {
  static func run() {
    // Keeps freed memory: else large texts would measure how fast the kernel clears pages, small
    // ones not.
    mallopt(M_MMAP_THRESHOLD, 1 << 30)
    mallopt(M_TRIM_THRESHOLD, Int32.max)
    print("plan: outline and findings, against cmark-gfm parsing the same bytes")
    for (name, size) in [("10 KB", 10_000), ("1 MB", 1_000_000), ("10 MB", 10_000_000)] {
      let text = outline(size)
      let (ours, theirs) = medians(
        of: rounds(size), { _ = Plan.read(text, withTimetable: false) },
        { parse(text) })
      report(name, ours, "cmark-gfm", theirs)
    }
    print("plan: outline, findings and the day's timetable")
    for (name, size) in [("10 KB", 10_000), ("1 MB", 1_000_000)] {
      let text = outline(size)
      let (ours, theirs) = medians(of: rounds(size), { _ = Plan.read(text) }, { parse(text) })
      report(name, ours, "cmark-gfm", theirs)
    }
    print("plan: hostile texts, four times the size against once; linear is 4")
    for (name, make) in hostile {
      let small = make(1)
      let large = make(4)
      let (one, four) = medians(of: 5, { _ = Plan.read(small) }, { _ = Plan.read(large) })
      row(
        name, String(format: "4x %8.1f ms", four * 1e3), String(format: "1x %8.1f ms", one * 1e3),
        four / one)
    }
  }

  private static func rounds(_ size: Int) -> Int {
    size > 5_000_000 ? 5 : size > 100_000 ? 11 : 201
  }

  /// An outline of about `size` bytes in the manner of a teaching plan.
  static func outline(_ size: Int) -> String {
    var text = "工会工作培训\n\n【教学时长】1天（6个小时/天）\n【教学方式】以讲授式为主\n【教学内容】\n"
    var unit = 0
    while text.utf8.count < size {
      unit += 1
      text += "\n## 倾听\(unit)号车间职工诉求\n\n本单元说明怎样接待、登记和答复。\n"
      for topic in 1...4 {
        text += "\n（\(["一", "二", "三", "四"][topic - 1])）步骤\(topic)\n\n"
        text += "先听清事实，再问清要求；能当场答复的当场答复。不能答复的，说明什么时候、由谁答复。\n"
      }
      text += "\n[案例分享：一次接待](#)\n"
    }
    return text
  }

  /// Texts made to be slow, each in a size that `scale` multiplies.
  private static let hostile: [(String, @Sendable (Int) -> String)] = [
    ("deep nesting of marks", { repeated("一、甲\n（一）乙\n1. 丙\n（1）丁\n①戊\na. 己\n", 10_000 * $0) }),
    ("brackets 【【【", { repeated("【", 500_000 * $0) }),
    ("brackets [[[[", { repeated("[", 10_000_000 * $0) }),
    ("brackets ((((", { repeated("(", 10_000_000 * $0) }),
    ("lines of ((((", { repeated("((((((((((((((((\n", 50_000 * $0) }),
    ("asterisks", { repeated("*", 10_000_000 * $0) }),
    ("one line, 10 MB at 4x", { repeated("甲乙第1条。", 156_250 * $0) }),
    ("headings with #", { repeated("## 甲\n", 50_000 * $0) }),
    ("fields", { repeated("【教学目标】甲\n", 50_000 * $0) }),
    ("rows of a table", { "| 内容 | 时间 |\n|---|---|\n" + repeated("| 甲 | 5分钟 |\n", 50_000 * $0) }),
    ("bars", { repeated("|", 500_000 * $0) }),
    ("alternating families", { repeated("1. 甲\n① 乙\n", 50_000 * $0) }),
    ("backticks", { repeated("`", 10_000_000 * $0) }),
    ("task boxes", { "【测验】甲\n" + repeated("- [ ] 乙\n", 50_000 * $0) }),
    ("numbers that restart", { repeated("一、甲\n二、乙\n", 50_000 * $0) }),
    ("a fence never closed", { "```\n" + repeated("一、甲\n", 100_000 * $0) }),
    ("fences", { repeated("```\n", 100_000 * $0) }),
    ("only line ends", { repeated("\n", 1_000_000 * $0) }),
    ("combining marks", { "e" + repeated("\u{301}", 500_000 * $0) }),
    ("emoji", { repeated("👩🏽‍🏭", 60_000 * $0) }),
    ("links", { repeated("[a](b)", 150_000 * $0) }),
    ("a title many times", { "题\n" + repeated("## 甲甲\n乙\n", 30_000 * $0) }),
  ]

  private static func repeated(_ text: String, _ count: Int) -> String {
    String(repeating: text, count: count)
  }

  private static func parse(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { bytes in
        let node = cmark_parse_document(bytes.baseAddress, bytes.count, CMARK_OPT_DEFAULT)
        cmark_node_free(node)
      }
    }
  }

  /// The medians of two sides that run in turns, so that both meet the same machine.
  private static func medians(
    of rounds: Int, _ ours: () -> Void, _ theirs: () -> Void
  ) -> (Double, Double) {
    var times: (ours: [Double], theirs: [Double]) = ([], [])
    for _ in 0..<rounds {
      times.ours.append(processorSeconds(ours))
      times.theirs.append(processorSeconds(theirs))
    }
    return (times.ours.sorted()[rounds / 2], times.theirs.sorted()[rounds / 2])
  }

  private static func processorSeconds(_ body: () -> Void) -> Double {
    func now() -> Double {
      var time = timespec()
      clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
    let start = now()
    body()
    return now() - start
  }

  private static func report(_ name: String, _ ours: Double, _ other: String, _ theirs: Double) {
    row(
      name, String(format: "ours %8.2f ms", ours * 1e3),
      String(format: "\(other) %8.2f ms", theirs * 1e3), ours / theirs)
  }
}
