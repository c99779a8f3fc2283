/// A line that opens a field 栏目.
struct FieldLine {
  enum Form { case tag, label, bare }

  var name: Scalars
  var member: Member?
  var value: Scalars
  var form: Form
  var whole: Scalars

  /// The fields of a line without indent and `#`; before the first heading unknown names count.
  static func read(_ text: Scalars, beforeHeadings: Bool) -> [FieldLine] {
    var slice = text.trimmed
    guard let first = slice.first else { return [] }
    var listed = false
    if first == ">" {
      slice = slice.dropFirst().trimmed
    } else if first.isBullet, slice.dropFirst().first?.isBlank == true {
      slice = slice.dropFirst().trimmed
      listed = true
    }
    guard let opener = slice.first else { return [] }
    if opener == "【" || opener == "［" {
      return tag(slice, closer: opener == "【" ? "】" : "］", beforeHeadings: beforeHeadings)
    }
    if !listed, let bare = bare(slice, beforeHeadings: beforeHeadings) { return [bare] }
    guard beforeHeadings else { return [] }
    if opener != "|", slice.count <= 400, slice.contains(where: { $0 == "|" || $0 == "｜" }) {
      let parts = slice.parts { $0 == "|" || $0 == "｜" }
      let read = parts.compactMap { label($0.trimmed, listed: false) }
      if parts.count > 1, read.count == parts.count, read.contains(where: { $0.member != nil }) {
        return read
      }
    }
    return label(slice, listed: listed).map { [$0] } ?? []
  }

  private static func tag(
    _ text: Scalars, closer: Unicode.Scalar, beforeHeadings: Bool
  ) -> [FieldLine] {
    guard let close = text.prefix(40).firstIndex(of: closer) else { return [] }
    let name = text[(text.startIndex + 1)..<close].trimmed
    guard !name.isEmpty else { return [] }
    let member = FieldNames.member(name)
    guard member != nil || beforeHeadings else { return [] }
    var value = text[(close + 1)...].trimmed
    if let colon = value.first, colon == "：" || colon == ":" { value = value.dropFirst().trimmed }
    return [
      FieldLine(
        name: name, member: member, value: value, form: .tag,
        whole: text[text.startIndex...close])
    ]
  }

  private static func bare(_ text: Scalars, beforeHeadings: Bool) -> FieldLine? {
    guard text.count <= 44 else { return nil }
    let bold = text.isWhollyBold
    let name = text.unemphasized
    guard let member = FieldNames.member(name), member != .title,
      !FieldNames.isGenericTitle(name)
    else { return nil }
    if let last = name.last, last == "：" || last == ":" {
      guard beforeHeadings || bold else { return nil }
      return FieldLine(
        name: name.dropLast().unemphasized, member: member, value: name.suffix(0), form: .label,
        whole: text)
    }
    let long = name.count >= 4 || !(name.first?.isHan ?? false)
    guard bold || (beforeHeadings && name.count >= 2) || (long && name.first?.isHan == true) else {
      return nil
    }
    return FieldLine(name: name, member: member, value: name.suffix(0), form: .bare, whole: text)
  }

  /// `名称：值`, with the name perhaps in bold.
  private static func label(_ text: Scalars, listed: Bool) -> FieldLine? {
    guard let colon = text.prefix(36).firstIndex(where: { $0 == "：" || $0 == ":" }),
      colon > text.startIndex
    else { return nil }
    let name = stripped(text[..<colon])
    // Ornaments before a name: 📌 教学目标：…
    let bare = name.drop { $0.isOrnament || $0.isBlank }
    guard let first = bare.first, first.isHan || first.isLatin else { return nil }
    var value = text[(colon + 1)...]
    if value.first == "/" { return nil }
    let bold = text.first == "*"
    while bold, value.first == "*" { value = value.dropFirst() }
    value = value.trimmed
    let member = FieldNames.member(name)
    if member == nil {
      // An unknown name needs a short value and must look like a name.
      guard !listed || bold, !value.isEmpty, value.width(upTo: 41) <= 40,
        name.width(upTo: 21) <= 20,
        name.allSatisfy({ $0.isHan || $0.isLatin || $0.isBlank || $0 == "（" || $0 == "）" }),
        value.last != "；", value.last != "：", value.last != ":"
      else { return nil }
    }
    return FieldLine(name: name, member: member, value: value, form: .label, whole: text)
  }

  private static func stripped(_ text: Scalars) -> Scalars {
    var slice = text.trimmed
    while slice.first == "*" || slice.first == "_" { slice = slice.dropFirst() }
    while slice.last == "*" || slice.last == "_" { slice = slice.dropLast() }
    return slice.trimmed
  }
}
