/// A PDF with one line of text on each page (ISO 32000-1, 7.5).
public func pdf(pages: [String]) -> [UInt8] {
  var objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Count \(pages.count) /Kids ["
      + pages.indices.map { "\(4 + 2 * $0) 0 R" }.joined(separator: " ") + "] >>",
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
  ]
  for (index, text) in pages.enumerated() {
    let drawing = "BT /F1 40 Tf 60 300 Td (\(text)) Tj ET"
    objects.append(
      "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 960 540] /Contents \(5 + 2 * index) 0 R"
        + " /Resources << /Font << /F1 3 0 R >> >> >>")
    objects.append("<< /Length \(drawing.utf8.count) >>\nstream\n\(drawing)\nendstream")
  }
  var text = "%PDF-1.4\n"
  var places: [Int] = []
  for (index, object) in objects.enumerated() {
    places.append(text.utf8.count)
    text += "\(index + 1) 0 obj\n\(object)\nendobj\n"
  }
  let start = text.utf8.count
  text += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
  for place in places {
    let digits = String(place)
    text += String(repeating: "0", count: 10 - digits.count) + digits + " 00000 n \n"
  }
  text += "trailer\n<< /Size \(objects.count + 1) /Root 1 0 R >>\nstartxref\n\(start)\n%%EOF\n"
  return Array(text.utf8)
}
