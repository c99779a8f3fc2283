import Words

/// 对 or 错 in either language, as people write it; `nil` for anything else.
func truth(of text: String) -> Bool? {
  let text = text.lowercased()
  for language in Language.allCases {
    if text == Words.text("act.true", in: language).lowercased() { return true }
    if text == Words.text("act.false", in: language).lowercased() { return false }
  }
  return switch text {
  case "√", "正确", "是", "yes", "right": true
  case "×", "错误", "否", "no", "wrong": false
  default: nil
  }
}
