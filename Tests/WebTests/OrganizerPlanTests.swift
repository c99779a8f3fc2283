import Foundation
import Identity
import Runtime
import TestSupport
import Testing

@testable import Web

@Suite struct OrganizerPlanTests {
  private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  @Test func takesSeveralFilesAndFindsThePlanAmongThem() async throws {
    let hall = try await TestSite()
    try await hall.organize { browser in
      let reply = try await browser.upload(
        "/plans",
        files: [
          ("overtime.md", Self.bytes(sampleKit)), ("谈心谈话.txt", Self.bytes(samplePlan)),
        ])
      #expect(reply.status == .seeOther)
      let page = try await browser.get(reply.location)
      #expect(page.status == .ok)
      #expect(page.body.contains("一次谈心谈话") && page.body.contains("谈心谈话.txt"))
      // The file came without its folder, and stands where the plan looks for it.
      #expect(page.body.contains("cases/overtime.md"))
      #expect(!page.body.contains("link-missing"))
      #expect(page.body.contains("教学 60 分钟"))
    }
    let entry = try #require(try await hall.site.library.plans().first)
    #expect(entry.draft.file == "谈心谈话.txt")
    #expect(entry.draft.text == samplePlan)
    #expect(entry.draft.attachments == ["cases/overtime.md": sampleKit])
  }

  @Test func unpacksAZipWithItsFolder() async throws {
    let hall = try await TestSite()
    let zip = Zip([
      ("培训/plan.md", Self.bytes(samplePlan)), ("培训/cases/overtime.md", Self.bytes(sampleKit)),
      ("__MACOSX/x", [0]),
    ]).bytes
    try await hall.organize { browser in
      let reply = try await browser.upload("/plans", files: [("all.zip", zip)])
      #expect(reply.status == .seeOther)
    }
    let draft = try #require(try await hall.site.library.plans().first).draft
    #expect(
      draft
        == PlanDraft(
          file: "plan.md", text: samplePlan, attachments: ["cases/overtime.md": sampleKit]))
  }

  @Test func takesAPastedPlanWithFilesBesideIt() async throws {
    let hall = try await TestSite()
    try await hall.organize { browser in
      let pasted = samplePlan.replacing("\n", with: "\r\n")
      let reply = try await browser.upload(
        "/plans", ["text": pasted], files: [("overtime.md", Self.bytes(sampleKit))])
      #expect(reply.status == .seeOther)
    }
    let draft = try #require(try await hall.site.library.plans().first).draft
    #expect(draft.text == samplePlan)
    #expect(draft.attachments == ["cases/overtime.md": sampleKit])
  }

  @Test func readsGB18030() async throws {
    let hall = try await TestSite()
    // 教案\n【教学时长】60分钟\n一、先听\n先让职工把话说完。\n
    let gb: [UInt8] = [
      0xBD, 0xCC, 0xB0, 0xB8, 0x0A, 0xA1, 0xBE, 0xBD, 0xCC, 0xD1, 0xA7, 0xCA, 0xB1, 0xB3, 0xA4,
      0xA1, 0xBF, 0x36, 0x30, 0xB7, 0xD6, 0xD6, 0xD3, 0x0A, 0xD2, 0xBB, 0xA1, 0xA2, 0xCF, 0xC8,
      0xCC, 0xFD, 0x0A, 0xCF, 0xC8, 0xC8, 0xC3, 0xD6, 0xB0, 0xB9, 0xA4, 0xB0, 0xD1, 0xBB, 0xB0,
      0xCB, 0xB5, 0xCD, 0xEA, 0xA1, 0xA3, 0x0A,
    ]
    try await hall.organize { browser in
      let reply = try await browser.upload("/plans", files: [("a.txt", gb)])
      #expect(reply.status == .seeOther)
      #expect(try await browser.get(reply.location).body.contains("先让职工把话说完"))
    }
  }

  struct Bad: Sendable, CustomTestStringConvertible {
    var name: String
    var bytes: [UInt8]
    var status = 422
    var message: String
    var testDescription: String { name }
  }
  static let bad: [Bad] = [
    Bad(name: "空.txt", bytes: [], message: "“空.txt”是空的"),
    Bad(name: "blank.txt", bytes: bytes(" \n\t\n"), message: "“blank.txt”是空的"),
    Bad(
      name: "plan.docx", bytes: [0x50, 0x4B, 0x03, 0x04] + bytes("word/document.xml"),
      message: "Word 文档“plan.docx”坏了"),
    Bad(
      name: "plan.doc", bytes: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1],
      message: "另存为” .docx"),
    Bad(name: "plan.pdf", bytes: bytes("%PDF-1.7\n"), message: "“plan.pdf”是 PDF"),
    Bad(
      name: "a.png", bytes: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A],
      message: "“a.png”是图片"),
    Bad(name: "a.rar", bytes: bytes("Rar!\u{1A}\u{07}"), message: "“a.rar”是读不了的压缩包"),
    Bad(name: "nul.txt", bytes: [65, 0, 66], message: "“nul.txt”不是文字"),
    Bad(name: "latin.txt", bytes: [0x66, 0xFC, 0x72, 0x20, 0xE4], message: "“latin.txt”"),
    Bad(
      name: "broken.zip", bytes: [0x50, 0x4B, 0x03, 0x04] + [UInt8](repeating: 7, count: 40),
      message: "“broken.zip”坏了"),
    Bad(
      name: "large.txt", bytes: [UInt8](repeating: 65, count: (4 << 20) + 1), status: 413,
      message: "“large.txt”太大"),
    Bad(
      name: "huge.txt", bytes: [UInt8](repeating: 65, count: 24 << 20),
      status: 413, message: "KiB"),
  ]

  @Test(arguments: bad)
  func refusesABadFileInOneClearMessage(bad: Bad) async throws {
    let hall = try await TestSite()
    try await hall.organize { browser in
      let reply = try await browser.upload(
        "/plans", ["text": "我打了一半的教案"], files: [(bad.name, bad.bytes)])
      #expect(reply.status.code == bad.status)
      #expect(reply.body.contains(bad.message))
      if bad.name != "huge.txt" { #expect(reply.body.contains("我打了一半的教案")) }
    }
    #expect(try await hall.site.library.plans().isEmpty)
  }

  @Test func namesEveryBadFileAtOnce() async throws {
    let hall = try await TestSite()
    try await hall.organize { browser in
      let reply = try await browser.upload(
        "/plans",
        files: [
          ("教案.txt", Self.bytes(samplePlan)), ("a.txt", []), ("b.pdf", Self.bytes("%PDF-1.4")),
        ])
      #expect(reply.status == .unprocessableContent)
      #expect(reply.body.contains("“a.txt”是空的") && reply.body.contains("“b.pdf”是 PDF"))
    }
    #expect(try await hall.site.library.plans().isEmpty)
  }

  @Test func asksForSomethingWhenNothingCame() async throws {
    try await TestSite().organize { browser in
      let reply = try await browser.upload("/plans", ["text": " \r\n"], files: [])
      #expect(reply.status == .unprocessableContent)
      #expect(reply.body.contains("请选择文件"))
    }
  }

  @Test(arguments: [
    ("【教学时长】60分钟\n【教学对象】干部\n", "content-missing"),
    ("【教学时长】60分钟\n一、先听\n听。\n", "title-missing"),
  ])
  func keepsAPlanWithErrorsAndSaysWhatToMend(text: String, id: String) async throws {
    let hall = try await TestSite()
    try await hall.organize { browser in
      let saved = try await browser.upload("/plans", ["text": text], files: [])
      let page = try await browser.get(saved.location)
      #expect(page.body.contains(id) && page.body.contains("还不能开班"))
      let make = try await browser.post(
        saved.path + "/class", ["approved": "1", "date": "2026-12-01"])
      #expect(make.status == .unprocessableContent)
    }
    #expect(await hall.site.hall.sections().isEmpty)
  }

  @Test func mendsWithOneClickAndSavesANewVersion() async throws {
    let hall = try await TestSite()
    let text = samplePlan.replacing("二、后谈", with: "三、后谈")
    try await hall.organize { browser in
      let saved = try await browser.upload("/plans", ["text": text], files: [])
      let page = try await browser.get(saved.location).body
      #expect(page.contains("number-gap"))
      let at = try #require(
        page.between("name=\"finding\" value=\"number-gap\"", "<button")?
          .between("value=\"", "\""))
      let form = ["do": "fix", "version": "1", "finding": "number-gap", "at": at]
      let fixed = try await browser.post(saved.path, form)
      #expect(fixed.status == .seeOther)
      #expect(try await !browser.get(fixed.location).body.contains("number-gap"))
      // A second click on the old page changes nothing.
      let again = try await browser.post(saved.path, form)
      #expect(again.status == .conflict)
    }
    let entry = try #require(try await hall.site.library.plans().first)
    #expect(entry.version == 2)
    #expect(entry.draft.text == samplePlan)
  }

  @Test func editsWithoutLosingWhatSomebodyElseSaved() async throws {
    let hall = try await TestSite()
    try await hall.organize { browser in
      let saved = try await browser.upload(
        "/plans", ["text": samplePlan.replacing("\n", with: "\r\n")], files: [])
      let first = samplePlan + "\n再加一句。"
      let edit = try await browser.post(saved.path, ["do": "save", "version": "1", "text": first])
      #expect(edit.status == .seeOther)
      let late = try await browser.post(
        saved.path, ["do": "save", "version": "1", "text": "迟到的改动"])
      #expect(late.status == .conflict)
      #expect(late.body.contains("别处刚刚存了") && late.body.contains("迟到的改动"))
      let empty = try await browser.post(saved.path, ["do": "save", "version": "2", "text": " "])
      #expect(empty.status == .unprocessableContent)
    }
    let entry = try #require(try await hall.site.library.plans().first)
    #expect(entry.draft.text == samplePlan + "\n再加一句。")
  }

  @Test func addsAndTakesAwayFilesBesideThePlan() async throws {
    let hall = try await TestSite()
    try await hall.organize { browser in
      let saved = try await browser.upload("/plans", ["text": samplePlan], files: [])
      #expect(try await browser.get(saved.location).body.contains("link-missing"))
      let added = try await browser.upload(
        saved.path, ["do": "attach", "version": "1"],
        files: [("overtime.md", Self.bytes(sampleKit))])
      #expect(added.status == .seeOther)
      #expect(try await !browser.get(added.location).body.contains("link-missing"))
      _ = try await browser.post(
        saved.path, ["do": "detach", "version": "2", "path": "cases/overtime.md"])
      let bad = try await browser.upload(
        saved.path, ["do": "attach", "version": "3"], files: [("a.pdf", Self.bytes("%PDF-1"))])
      #expect(bad.status == .unprocessableContent)
      #expect(bad.body.contains("“a.pdf”是 PDF"))
    }
    #expect(try await hall.site.library.plans().first?.draft.attachments == [:])
  }

  @Test func writesTheOutlineOfACaseThatHasNoMaterial() async throws {
    let hall = try await TestSite()
    let text = samplePlan.replacing("(cases/overtime.md)", with: "(#)")
    try await hall.organize { browser in
      let saved = try await browser.upload("/plans", ["text": text], files: [])
      let page = try await browser.get(saved.location).body
      #expect(page.contains("case-without-material") && page.contains("写一个案例提纲"))
      let form = ["do": "kit", "version": "1", "finding": "case-without-material", "at": "9:1"]
      let made = try await browser.post(saved.path, form)
      #expect(made.status == .seeOther)
      let next = try await browser.get(made.location).body
      #expect(!next.contains("case-without-material"))
      #expect(next.contains("还是空的提纲") && next.contains("缺材料"))
      #expect(try await browser.post(saved.path, form).status == .conflict)
      let filled = try await browser.post(
        saved.path, ["do": "write", "version": "2", "path": "案例-一次加班引起的争执.md", "text": sampleKit])
      #expect(try await !browser.get(filled.location).body.contains("缺材料"))
    }
    let draft = try #require(try await hall.site.library.plans().first).draft
    #expect(draft.text == samplePlan.replacing("cases/overtime.md", with: "案例-一次加班引起的争执.md"))
    #expect(draft.attachments == ["案例-一次加班引起的争执.md": sampleKit])
  }

  @Test func takesAFileForACaseThatHasNoMaterial() async throws {
    let hall = try await TestSite()
    let text = samplePlan.replacing("(cases/overtime.md)", with: "()")
    try await hall.organize { browser in
      let saved = try await browser.upload("/plans", ["text": text], files: [])
      let form = ["do": "kit", "version": "1", "finding": "case-without-material", "at": "9:1"]
      let made = try await browser.upload(
        saved.path, form, files: [("加班 (1).md", Self.bytes(sampleKit))])
      let page = try await browser.get(made.location).body
      #expect(!page.contains("case-without-material") && !page.contains("link-missing"))
      #expect(!page.contains("缺材料"))
    }
  }

  @Test func escapesWhatThePlanSays() async throws {
    try await TestSite().organize { browser in
      let text = samplePlan + "\n<script>alert(1)</script></textarea>"
      let saved = try await browser.upload("/plans", ["text": text], files: [])
      let page = try await browser.get(saved.location).body
      #expect(!page.contains("<script>alert"))
      #expect(page.contains("&lt;script&gt;alert(1)"))
    }
  }

  @Test func answersAnUnknownPlanWith404() async throws {
    try await TestSite().organize { browser in
      let reply = try await browser.get("/plans/nothere")
      #expect(reply.status == .notFound)
      #expect(reply.body.contains("没有这份教案"))
    }
  }
}

/// The editor of the plan page: checks what is typed, saves nothing.
@Suite struct PlanCheckTests {
  private func check(_ text: String, _ browser: Browser, _ plan: String) async throws -> PlanCheck {
    let reply = try await browser.upload(plan + "/check", ["text": text], files: [])
    #expect(reply.status == .ok)
    return try JSONDecoder().decode(PlanCheck.self, from: Data(reply.body.utf8))
  }

  @Test func findsPlacesAsBrowsersCount() async throws {
    let hall = try await TestSite()
    try await hall.organize { browser in
      let plan = try await browser.upload("/plans", ["text": samplePlan], files: []).path
      // Two scalars of two UTF-16 units stand before the place.
      let text = "𠮷🚧" + samplePlan.replacing("二、后谈", with: "三、后谈")
      let answer = try await check(text.replacing("\n", with: "\r\n"), browser, plan)
      let gap = try #require(answer.findings.first { $0.html.contains("number-gap") })
      let fix = try #require(gap.fix)
      let units = Array(text.utf16)
      #expect(String(decoding: units[fix.from..<fix.to], as: UTF16.self).contains("三"))
      let mended = units[..<fix.from] + Array(fix.text.utf16) + units[fix.to...]
      #expect(String(decoding: mended, as: UTF16.self) == "𠮷🚧" + samplePlan)
      #expect(answer.regions["day"]?.contains("后谈") == true)
      #expect(answer.regions["outline"]?.contains("三、后谈") == true)
    }
    // Nothing was saved.
    let entry = try #require(try await hall.site.library.plans().first)
    #expect(entry.version == 1 && entry.draft.text == samplePlan)
  }

  @Test func checksAnything() async throws {
    let hall = try await TestSite()
    try await hall.organize { browser in
      let plan = try await browser.upload("/plans", ["text": samplePlan], files: []).path
      for text in ["", "\n", "。", "一、", String(repeating: "（一）\n", count: 500)] {
        _ = try await check(text, browser, plan)
      }
      let large = String(repeating: "字", count: PlanUpload.textLimit / 3 + 10)
      let reply = try await browser.upload(plan + "/check", ["text": large], files: [])
      #expect(reply.status == .contentTooLarge)
    }
    try await hall.browse { browser in
      let reply = try await browser.post("/plans/x/check", ["text": "x"])
      #expect(reply.location.contains("sign-in"))
    }
  }

  @Test func writesAKitForTheTextAsTyped() async throws {
    let hall = try await TestSite()
    try await hall.organize { browser in
      let plan = try await browser.upload("/plans", ["text": samplePlan], files: []).path
      let typed = samplePlan + "\n\n[案例分享：一次补休](#)\n"
      let answer = try await check(typed, browser, plan)
      let found = try #require(answer.findings.first { $0.html.contains("case-without-material") })
      let at = try #require(found.html.between("name=\"at\" value=\"", "\""))
      let reply = try await browser.post(
        plan,
        ["do": "kit", "version": "1", "finding": "case-without-material", "at": at, "text": typed])
      #expect(reply.status == .seeOther)
    }
    let draft = try #require(try await hall.site.library.plans().first).draft
    #expect(draft.text == samplePlan + "\n\n[案例分享：一次补休](案例-一次补休.md)\n")
    #expect(draft.attachments["案例-一次补休.md"]?.contains("一次补休") == true)
  }

  @Test func makesNoClassOfWhatNobodyLookedAt() async throws {
    let hall = try await TestSite()
    try await hall.organize { browser in
      let plan = try await browser.upload(
        "/plans", ["text": samplePlan], files: [("overtime.md", Array(sampleKit.utf8))]
      ).path
      var form = OrganizerSectionTests.form
      form["approved"] = nil
      let unseen = try await browser.post(plan + "/class", form)
      #expect(unseen.status == .unprocessableContent && unseen.body.contains("已经看过"))
      _ = try await browser.post(
        plan, ["do": "save", "version": "1", "text": samplePlan + "\n再加一句。"])
      form["approved"] = "1"
      let changed = try await browser.post(plan + "/class", form)
      #expect(changed.status == .unprocessableContent && changed.body.contains("教案刚刚改过"))
      form["approved"] = "2"
      let made = try await browser.post(plan + "/class", form)
      #expect(made.status == .seeOther)
    }
  }
}
