import Documents
import Words

/// The styles of a Word document 文档样式, as a reference for pandoc: A4, Song for reading, Hei for
/// headings, two characters of indent in Chinese, page numbers.
///
/// Source: ECMA-376 part 1, WordprocessingML. Sizes are in half points, lengths in twentieths.
struct WordStyle {
  let language: Language

  private var isChinese: Bool { language == .chinese }

  var parts: [ZipEntry] {
    [
      ("[Content_Types].xml", contentTypes), ("_rels/.rels", relations),
      ("word/_rels/document.xml.rels", documentRelations), ("word/document.xml", document),
      ("word/footer1.xml", footer), ("word/styles.xml", styles),
    ].map { ZipEntry(path: $0.0, bytes: Array($0.1.utf8)) }
  }

  private static let head = #"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#
  private static let word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
  private static let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
  private static let package = "http://schemas.openxmlformats.org/package/2006"

  private var contentTypes: String {
    let type = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    return """
      \(Self.head)
      <Types xmlns="\(Self.package)/content-types">
      <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
      <Default Extension="xml" ContentType="application/xml"/>
      <Override PartName="/word/document.xml" ContentType="\(type).document.main+xml"/>
      <Override PartName="/word/styles.xml" ContentType="\(type).styles+xml"/>
      <Override PartName="/word/footer1.xml" ContentType="\(type).footer+xml"/>
      </Types>
      """
  }

  private var relations: String {
    """
    \(Self.head)
    <Relationships xmlns="\(Self.package)/relationships">
    <Relationship Id="rId1" Type="\(Self.office)/officeDocument" Target="word/document.xml"/>
    </Relationships>
    """
  }

  private var documentRelations: String {
    """
    \(Self.head)
    <Relationships xmlns="\(Self.package)/relationships">
    <Relationship Id="rId1" Type="\(Self.office)/styles" Target="styles.xml"/>
    <Relationship Id="rId2" Type="\(Self.office)/footer" Target="footer1.xml"/>
    </Relationships>
    """
  }

  private var document: String {
    """
    \(Self.head)
    <w:document xmlns:w="\(Self.word)" xmlns:r="\(Self.office)"><w:body><w:p/>
    <w:sectPr><w:footerReference w:type="default" r:id="rId2"/>
    <w:pgSz w:w="11906" w:h="16838"/>
    <w:pgMar w:top="1440" w:right="1304" w:bottom="1304" w:left="1304" w:header="851" w:footer="851" w:gutter="0"/>
    </w:sectPr></w:body></w:document>
    """
  }

  private var footer: String {
    """
    \(Self.head)
    <w:ftr xmlns:w="\(Self.word)"><w:p><w:pPr><w:jc w:val="center"/></w:pPr>
    <w:r><w:rPr><w:sz w:val="20"/></w:rPr><w:fldChar w:fldCharType="begin"/></w:r>
    <w:r><w:rPr><w:sz w:val="20"/></w:rPr><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>
    <w:r><w:rPr><w:sz w:val="20"/></w:rPr><w:fldChar w:fldCharType="end"/></w:r></w:p></w:ftr>
    """
  }

  // MARK: styles

  private static let song =
    #"<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="宋体" w:cs="Times New Roman"/>"#
  private static let hei =
    #"<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="黑体" w:cs="Arial"/>"#

  private var styles: String {
    let tag = isChinese ? "zh-CN" : "en-GB"
    let indent = isChinese ? #"<w:ind w:firstLine="480" w:firstLineChars="200"/>"# : ""
    let headings = [
      (1, 32, 360), (2, 28, 240), (3, 24, 200), (4, 24, 160), (5, 24, 120), (6, 24, 120),
    ]
    return """
      \(Self.head)
      <w:styles xmlns:w="\(Self.word)">
      <w:docDefaults><w:rPrDefault><w:rPr>\(Self.song)<w:sz w:val="24"/><w:szCs w:val="24"/><w:lang w:val="en-US" w:eastAsia="\(tag)"/></w:rPr></w:rPrDefault>
      <w:pPrDefault><w:pPr><w:spacing w:after="60" w:line="380" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>
      \(paragraph("Normal", "Normal", "", basedOn: nil, isDefault: true))
      <w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/></w:style>
      \(paragraph("BodyText", "Body Text", #"<w:jc w:val="both"/>"# + indent))
      \(paragraph("FirstParagraph", "First Paragraph", #"<w:jc w:val="both"/>"# + indent))
      \(paragraph("Compact", "Compact", #"<w:spacing w:before="20" w:after="20" w:line="300" w:lineRule="auto"/>"#, run: #"<w:sz w:val="21"/>"#))
      \(paragraph("BlockText", "Block Text", #"<w:ind w:left="480" w:right="480"/>"#))
      \(paragraph("SourceCode", "Source Code", "", run: #"<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas"/><w:sz w:val="20"/>"#))
      \(paragraph("Title", "Title", #"<w:spacing w:before="240" w:after="120"/><w:jc w:val="center"/>"#, run: Self.hei + #"<w:b/><w:sz w:val="44"/>"#))
      \(paragraph("Kind", "Kind", #"<w:jc w:val="center"/>"#, run: #"<w:color w:val="555555"/><w:sz w:val="22"/>"#))
      \(paragraph("Facts", "Facts", #"<w:spacing w:after="240"/><w:jc w:val="center"/>"#, run: #"<w:sz w:val="22"/>"#))
      \(paragraph("Ruled", "Ruled", #"<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="1" w:color="888888"/><w:between w:val="single" w:sz="4" w:space="1" w:color="888888"/></w:pBdr><w:spacing w:before="120" w:after="0"/>"#))
      \(headings.map(heading).joined(separator: "\n"))
      <w:style w:type="character" w:customStyle="1" w:styleId="VerbatimChar"><w:name w:val="Verbatim Char"/><w:rPr><w:rFonts w:ascii="Consolas" w:hAnsi="Consolas"/></w:rPr></w:style>
      <w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:rPr><w:color w:val="1F4E79"/><w:u w:val="single"/></w:rPr></w:style>
      <w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr><w:tblCellMar><w:left w:w="108" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>
      <w:style w:type="table" w:customStyle="1" w:styleId="Table"><w:name w:val="Table"/><w:basedOn w:val="TableNormal"/>
      <w:tblPr><w:tblBorders>\(borders)</w:tblBorders></w:tblPr>
      <w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="EEEEEE"/></w:tcPr></w:tblStylePr></w:style>
      </w:styles>
      """
  }

  private var borders: String {
    ["top", "left", "bottom", "right", "insideH", "insideV"]
      .map { "<w:\($0) w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"666666\"/>" }.joined()
  }

  private func heading(_ level: Int, _ size: Int, _ before: Int) -> String {
    paragraph(
      "Heading\(level)", "heading \(level)",
      "<w:keepNext/><w:keepLines/><w:spacing w:before=\"\(before)\" w:after=\"100\"/>"
        + "<w:outlineLvl w:val=\"\(level - 1)\"/>",
      run: Self.hei + "<w:b/><w:sz w:val=\"\(size)\"/>")
  }

  private func paragraph(
    _ id: String, _ name: String, _ properties: String, run: String = "",
    basedOn: String? = "Normal", isDefault: Bool = false
  ) -> String {
    let base = basedOn.map { "<w:basedOn w:val=\"\($0)\"/>" } ?? ""
    return
      "<w:style w:type=\"paragraph\"\(isDefault ? " w:default=\"1\"" : "") w:styleId=\"\(id)\">"
      + "<w:name w:val=\"\(name)\"/>\(base)<w:qFormat/><w:pPr>\(properties)</w:pPr>"
      + "<w:rPr>\(run)</w:rPr></w:style>"
  }
}
