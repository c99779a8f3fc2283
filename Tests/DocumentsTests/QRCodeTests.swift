import Documents
import Testing

@Suite struct QRCodes {
  @Test func makesTheSmallestCodeThatHoldsTheText() throws {
    // Version 1 at level M holds 14 bytes, version 40 holds 2,331.
    #expect(qrCode("http://hall.t/")?.size == 21)
    #expect(qrCode("http://hall.t/1")?.size == 25)
    #expect(qrCode(String(repeating: "a", count: 2_331))?.size == 177)
    #expect(qrCode(String(repeating: "a", count: 2_332)) == nil)
    #expect(qrCode("") == nil)
  }

  @Test func hasItsThreeFinders() throws {
    let code = try #require(qrCode("http://hall.test/加入"))
    #expect(code.modules.count == code.size * code.size)
    let finder = ["1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111"]
    for (top, left) in [(0, 0), (0, code.size - 7), (code.size - 7, 0)] {
      for (row, line) in finder.enumerated() {
        for (column, mark) in line.enumerated() {
          #expect(code.isDark(row: top + row, column: left + column) == (mark == "1"))
        }
      }
    }
    #expect(!code.isDark(row: -1, column: 0))
    #expect(!code.isDark(row: 0, column: code.size))
  }

  @Test func drawsAnSVGThatCoversEveryDarkModuleOnce() throws {
    let code = try #require(qrCode("http://hall.test/"))
    let svg = code.svg(label: "扫码 <\"加入\">")
    #expect(svg.contains("viewBox=\"0 0 \(code.size + 8) \(code.size + 8)\""))
    #expect(svg.contains("role=\"img\" aria-label=\"扫码 &lt;&quot;加入&quot;&gt;\""))
    let path = try #require(svg.split(separator: "d=\"").last?.split(separator: "\"").first)
    var drawn = [Bool](repeating: false, count: code.modules.count)
    for run in path.split(separator: "M") {
      let numbers = run.split { !$0.isNumber }.compactMap { Int($0) }
      for column in numbers[0]..<numbers[0] + numbers[2] {
        drawn[(numbers[1] - 4) * code.size + column - 4] = true
      }
    }
    #expect(drawn == code.modules)
  }

  @Test func drawsEveryModuleOnTheTerminal() throws {
    let code = try #require(qrCode("http://hall.test/"))
    let lines = code.plainTerminal.split(separator: "\n")
    #expect(lines.count == (code.size + 9) / 2)
    for (index, line) in lines.enumerated() {
      #expect(line.count == code.size + 8)
      for (column, block) in line.enumerated() {
        let row = index * 2 - 4
        #expect((block == " " || block == "▄") == code.isDark(row: row, column: column - 4))
        #expect((block == " " || block == "▀") == code.isDark(row: row + 1, column: column - 4))
      }
    }
    #expect(lines.first?.allSatisfy { $0 == "█" } == true)
    #expect(code.terminal.split(separator: "\n").allSatisfy { $0.hasSuffix("\u{1B}[0m") })
  }
}
