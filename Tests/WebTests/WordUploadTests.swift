import Foundation
import Runtime
import TestSupport
import Testing

@testable import Web

@Suite struct WordUploadTests {
  /// A Word document of these paragraphs; those that begin with `#` are units, numbered by Word.
  private func document(_ paragraphs: [String], box: Bool = false) -> [UInt8] {
    let word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    let types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    let body = paragraphs.map { text in
      let isUnit = text.hasPrefix("#")
      let numbering = #"<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>"#
      return "<w:p><w:pPr>\(isUnit ? numbering : "")</w:pPr><w:r><w:t>"
        + "\(isUnit ? String(text.dropFirst()) : text)</w:t></w:r></w:p>"
    }.joined()
    let frame = "<w:p><w:r><w:pict><w:txbxContent><w:p/></w:txbxContent></w:pict></w:r></w:p>"
    return Zip(
      [
        (
          "word/document.xml",
          #"<w:document xmlns:w="\#(word)"><w:body>\#(body)\#(box ? frame : "")</w:body></w:document>"#
        ),
        (
          "word/_rels/document.xml.rels",
          #"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#
            + #"<Relationship Id="r" Type="\#(types)/numbering" Target="numbering.xml"/></Relationships>"#
        ),
        (
          "word/numbering.xml",
          #"<w:numbering xmlns:w="\#(word)"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0">"#
            + #"<w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>"#
            + #"</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"#
        ),
      ].map { ($0.0, Array($0.1.utf8)) }
    ).bytes
  }

  private var plan: [String] {
    ["一次谈心谈话", "【教学时长】60分钟", "#先听", "先让职工把话说完。", "[案例分享：加班](cases/overtime.docx)", "#再谈", "讲稿。"]
  }

  @Test func keepsADocumentAsTheTextItWasReadAs() async throws {
    let hall = try await TestSite()
    try await hall.organize { browser in
      let kit = document(["一家工厂。"])
      let reply = try await browser.upload(
        "/plans", files: [("教案.docx", document(plan, box: true)), ("overtime.docx", kit)])
      #expect(reply.status == .seeOther)
      let page = try await browser.get(reply.location)
      #expect(page.status == .ok)
      #expect(page.body.contains("教案来自 Word 文档“教案.docx”"))
      #expect(page.body.contains("有 1 个文本框没有读"))
      #expect(page.body.contains("一、先听") && page.body.contains("二、再谈"))
      #expect(page.body.contains("cases/overtime.docx") && !page.body.contains("link-missing"))
    }
    let entry = try #require(try await hall.site.library.plans().first)
    #expect(entry.draft.file == "教案.docx")
    #expect(entry.draft.text.hasPrefix("一次谈心谈话\n\n【教学时长】60分钟\n\n一、先听\n"))
    #expect(entry.draft.attachments == ["cases/overtime.docx": "一家工厂。\n"])
    #expect(entry.draft.omitted == ["textBoxes": 1])
  }

  @Test func findsTheDocumentAmongTheFilesOfAZip() async throws {
    let hall = try await TestSite()
    let zip = Zip([
      ("培训/教案.docx", document(plan)), ("培训/~$教案.docx", [1]),
      ("培训/cases/overtime.docx", document(["一家工厂。"])),
    ]).bytes
    try await hall.organize { browser in
      let reply = try await browser.upload("/plans", files: [("all.zip", zip)])
      #expect(reply.status == .seeOther)
    }
    let draft = try #require(try await hall.site.library.plans().first).draft
    #expect(draft.file == "教案.docx" && draft.omitted == [:])
    #expect(draft.attachments.keys.sorted() == ["cases/overtime.docx"])
  }

  @Test func refusesADocumentThatHoldsNothing() async throws {
    let hall = try await TestSite()
    try await hall.organize { browser in
      let empty = try await browser.upload("/plans", files: [("空.docx", document([]))])
      #expect(empty.status == .unprocessableContent && empty.body.contains("“空.docx”是空的"))
      let other = Zip([("a.txt", [65])]).bytes
      let renamed = try await browser.upload("/plans", files: [("a.docx", other)])
      #expect(renamed.body.contains("“a.docx”不是 Word 文档"))
      let large = document([String(repeating: "讲稿", count: PlanUpload.textLimit / 6 + 10)])
      #expect(
        try await browser.upload("/plans", files: [("b.docx", large)]).status == .contentTooLarge)
    }
    #expect(try await hall.site.library.plans().isEmpty)
  }

  @Test func readsPlansThatWereSavedBeforeThereWereDocuments() throws {
    let old = Data(#"{"attachments":{},"file":"a.txt","text":"甲"}"#.utf8)
    let draft = try JSONDecoder().decode(PlanDraft.self, from: old)
    #expect(draft == PlanDraft(file: "a.txt", text: "甲"))
    let again = try JSONEncoder().encode(draft)
    #expect(try JSONDecoder().decode(PlanDraft.self, from: again) == draft)
  }
}
