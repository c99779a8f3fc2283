import Classroom

/// What a phone gets for what it sent: that it is saved, in words, and all that is its own now.
struct Receipt {
  var own: OwnView
  var message: String

  /// The keys in the order of the alphabet, as everywhere.
  var json: [UInt8] {
    JSONText.object { json in
      json.field("message", message)
      json.field("ok", true)
      json.field("own") { own.write(to: &$0) }
    }
  }
}

extension OwnView {
  /// The same as its `Codable` form with sorted keys.
  func write(to json: inout JSONText) {
    json.list("answers", answers) { json, answer in json.object { answer.write(to: &$0) } }
    json.field("asked", asked)
    json.field("checkedIn", checkedIn)
    json.field("group", group)
    json.field("here", here)
    json.field("intends", intends)
    json.field("rated", rated)
    if let room { json.field("room", room) }
    if let team { json.field("team") { team.write(to: &$0) } }
    json.field("took", took)
  }
}

extension OwnView.Answer {
  fileprivate func write(to json: inout JSONText) {
    json.field("choices", choices)
    json.field("item", item)
    if let right { json.field("right", right) }
    if let round { json.field("round", round) }
    if let text { json.field("text", text) }
  }
}

extension OwnGroup {
  fileprivate func write(to json: inout JSONText) {
    json.field("hasScribe", hasScribe)
    json.field("isScribe", isScribe)
    if let name { json.field("name", name) }
    json.field("number", number)
    if let report { json.field("report", report) }
    json.field("size", size)
  }
}
