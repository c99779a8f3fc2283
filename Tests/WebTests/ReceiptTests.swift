import Classroom
import Foundation
import Testing

@testable import Web

/// A receipt is written by hand; whatever it holds must read as if an encoder had written it.
@Suite struct ReceiptTests {
  private struct Encoded: Codable, Equatable {
    var message: String
    var ok: Bool
    var own: OwnView
  }

  @Test(arguments: [
    #"{"answers":[],"asked":[],"checkedIn":true,"group":"","here":[],"intends":false,"rated":false,"took":[]}"#,
    #"""
    {"answers":[{"choices":[],"item":"i1","text":"三十日 \"左右\" \\ / \n\t\u0001 é 👍"},
     {"choices":[2,0,1],"item":"i2","right":false,"round":2},{"choices":[0],"item":"i3","right":true}],
     "asked":["q1","q2"],"checkedIn":true,"group":"一车间","here":["d1-morning"],"intends":true,"rated":true,
     "team":{"hasScribe":true,"isScribe":false,"number":3,"report":"先听\u2028后问","size":5},
     "took":["p1"]}
    """#,
    #"""
    {"answers":[],"asked":[],"checkedIn":false,"group":"","here":["a","b"],"intends":false,"rated":false,"room":"2",
     "team":{"hasScribe":false,"isScribe":false,"number":1,"size":0},"took":["p1","p2"]}
    """#,
  ])
  func readsAsAnEncoderWouldHaveWrittenIt(text: String) throws {
    let own = try JSONDecoder().decode(OwnView.self, from: Data(text.utf8))
    let receipt = Receipt(own: own, message: "已保存")
    let read = try JSONDecoder().decode(Encoded.self, from: Data(receipt.json))
    #expect(read == Encoded(message: "已保存", ok: true, own: own))
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    #expect(Data(receipt.json) == (try encoder.encode(read)))
  }
}
