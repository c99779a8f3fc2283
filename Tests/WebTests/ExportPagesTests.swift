import Classroom
import Crypto
import Documents
import Foundation
import Identity
import People
import RecordStore
import Runtime
import Synchronization
import Testing
import Words

@testable import Web

/// What the organizer takes out of the house, and where it is sent by itself.
@Suite struct ExportPagesTests {
  /// A store in memory that fails so many times first.
  private final class Store: Sendable {
    private let state = Mutex<(kept: [String], failures: Int, requests: Int)>(([], 0, 0))
    /// Of statements with these words it wants nothing to know.
    let refused = Mutex("")
    /// What happens while it stores the next statements.
    let meanwhile = Mutex<(@Sendable () async throws -> Void)?>(nil)
    var kept: [String] { state.withLock { $0.kept } }
    var requests: Int { state.withLock { $0.requests } }
    func fail(_ times: Int) { state.withLock { $0.failures = times } }

    var connect: RecordPush.Connect {
      { access in
        RecordPush.Connection(
          exchange: { request in
            let meanwhile = self.meanwhile.withLock { todo in
              defer { if request.body != nil { todo = nil } }
              return request.body == nil ? nil : todo
            }
            try await meanwhile?()
            let refused = self.refused.withLock { $0 }
            return self.state.withLock { state in
              state.requests += 1
              if state.failures > 0 {
                state.failures -= 1
                return RecordStoreReply(status: 401, body: Array("\"no\"".utf8))
              }
              guard let body = request.body else {
                return RecordStoreReply(
                  status: request.path == "/about" ? 200 : 404,
                  body: Array(#"{"version":["1.0.3"]}"#.utf8))
              }
              if !refused.isEmpty, String(decoding: body, as: UTF8.self).contains(refused) {
                return RecordStoreReply(status: 400, body: Array("\"bad\"".utf8))
              }
              let list =
                (try? JSONSerialization.jsonObject(with: Data(body))) as? [[String: Any]] ?? []
              state.kept += list.compactMap { $0["id"] as? String }
              return RecordStoreReply(status: 200)
            }
          }, close: {})
      }
    }
  }

  private func settings(since: String = "") -> PushSettings {
    PushSettings(
      isOn: true, url: "https://lrs.example/xapi", key: "k", secret: "SECRET-OF-THE-STORE",
      since: since)
  }

  private func pushing(_ day: RecordedDay, _ store: Store) -> RecordPush {
    RecordPush(
      hall: day.site.hall, people: day.people, clock: day.site.clock,
      policy: RetryPolicy(attempts: 1), connect: store.connect)
  }

  @Test func sendsAClassThatHasEndedOnceAndACorrectionLater() async throws {
    let day = try await RecordedDay()
    let store = Store()
    let push = pushing(day, store)
    try await push.save(settings())
    await push.round()
    #expect(store.requests == 0)
    try await day.run(ballots: 5)
    await push.round()
    let sent = store.kept
    // Five attended, four answered, five completed, and what all thought.
    #expect(sent.count == 15 && Set(sent).count == 15)
    let progress = try #require(try await push.progress(of: day.session.section))
    #expect(progress.isDone && progress.confirmed == 15)
    // Nothing new: not even a question. After a start the settings remember it.
    let asked = store.requests
    await push.round()
    await pushing(day, store).round()
    #expect(store.requests == asked && store.kept == sent)
    let half = try #require(await day.session.state.roll.checkpoints.first?.id)
    try await day.session.handle(
      .roll(
        .correct(
          checkpoint: half, person: day.person(1), to: .absent, reason: "代签",
          by: Author(.organizer))))
    await push.round()
    // The attendance is taken back, and with it the completion.
    #expect(store.kept.count == 17 && Set(store.kept).count == 17)
  }

  @Test func remembersTroubleAndGoesOnWhenItIsOver() async throws {
    let day = try await RecordedDay()
    try await day.run(ballots: 5)
    let store = Store()
    let push = pushing(day, store)
    try await push.save(settings())
    store.fail(1)
    await push.round()
    #expect(await push.trouble?.kind == .refused && store.kept == [])
    await push.round()
    #expect(await push.trouble == nil && store.kept.count == 15)
  }

  /// Another class of the same hall, at which one person was.
  private func another(_ day: RecordedDay) async throws -> LiveSession {
    let session = try await day.site.hall.create(
      title: "第二班", date: "2026-12-01", room: "", trainer: PersonID("trainer"), trial: false,
      plan: PinnedPlan(file: "教案.md", source: "", digest: "d"), agenda: RecordedDay.agenda)
    try await session.handle(.enroll(person: PersonID("p1"), group: ""))
    try await session.handle(.checkIn(person: PersonID("p1"), by: .desk))
    try await session.handle(.jump(to: Cursor(segment: 0)))
    try await session.handle(.closeSection)
    return session
  }

  @Test func aClassThatTheStoreRefusesHoldsUpNoOther() async throws {
    let day = try await RecordedDay()
    try await day.run(ballots: 5)
    let other = try await another(day)
    let store = Store()
    let push = pushing(day, store)
    try await push.save(settings())
    store.refused.withLock { $0 = day.session.section.rawValue }
    await push.round()
    #expect(await push.trouble == nil && !store.kept.isEmpty)
    #expect(try await push.progress(of: other.section)?.isDone == true)
    #expect(try await push.progress(of: day.session.section)?.trouble?.kind == .refused)
    let page = try await day.get(.recordStore, cookie: day.organizerCookie)
    #expect(page.status == .ok)
    // It is not asked again until there is news of it, or somebody wants it.
    let asked = store.requests
    await push.round()
    #expect(store.requests == asked)
    store.refused.withLock { $0 = "" }
    await push.pushSoon()
    await push.round()
    #expect(try await push.progress(of: day.session.section)?.isDone == true)
  }

  @Test func aRoundStopsWhereTheSettingsChange() async throws {
    let day = try await RecordedDay()
    try await day.run(ballots: 5)
    _ = try await another(day)
    for isOn in [true, false] {
      let store = Store()
      let push = pushing(day, store)
      try await push.save(settings())
      var changed = settings()
      changed.isOn = isOn
      changed.url = "https://other.example/xapi"
      let next = changed
      store.meanwhile.withLock { $0 = { try await push.save(next) } }
      await push.round()
      // The request that was on its way, and no other.
      #expect(store.requests == 1)
      let before = store.kept
      await push.round()
      let after = store.kept.dropFirst(before.count)
      // The other store gets everything, also what the first one has.
      #expect(
        isOn ? Set(after).isSuperset(of: before) && after.count > before.count : after.isEmpty)
    }
  }

  @Test func leavesEarlierClassesAndTrialClassesAtHome() async throws {
    for (trial, since) in [(true, ""), (false, "2026-12-02")] {
      let day = try await RecordedDay(trial: trial)
      try await day.run(ballots: 5)
      let store = Store()
      let push = pushing(day, store)
      try await push.save(settings(since: since))
      await push.round()
      #expect(store.requests == 0)
    }
  }

  /// The key of earlier versions lay in the data file: what they saved is read, and sealed anew.
  @Test func sealsAnewWhatEarlierVersionsSaved() async throws {
    let hall = try await TestSite()
    let old = try #require(try await hall.people.setting("seal-key"))
    let key = HKDF<SHA256>.deriveKey(
      inputKeyMaterial: SymmetricKey(data: old), info: Data("guildhall.record-store.1".utf8),
      outputByteCount: 32)
    let settings = PushSettings(isOn: true, url: "https://lrs.example", key: "k", secret: "s")
    let plain = try JSONEncoder().encode(settings)
    let sealed = try #require(try AES.GCM.seal(plain, using: key).combined)
    try await hall.people.setSetting("record-store", Array(sealed))
    let store = PushSettingsStore(hall.people)
    #expect(try await store.load() == settings)
    let stored = try #require(try await hall.people.setting("record-store"))
    let box = try AES.GCM.SealedBox(combined: Data(stored))
    #expect(throws: (any Error).self) { try AES.GCM.open(box, using: key) }
    #expect(try await store.load() == settings)
  }

  @Test func neverShowsTheSecretAgainAndSealsIt() async throws {
    let hall = try await TestSite()
    let path = Route.recordStore.path
    let form = [
      "on": "yes", "url": " https://lrs.example/xapi/ ", "key": "hall",
      "secret": "SECRET-OF-THE-STORE", "since": "2026-12-01", "do": "save",
    ]
    try await hall.organize { organizer in
      #expect(try await organizer.post(path, form).status == .seeOther)
      let page = try await organizer.get(path + "?said=saved")
      #expect(
        page.body.contains("https://lrs.example/xapi") && page.body.contains("value=\"hall\""))
      #expect(!page.body.contains("SECRET-OF-THE-STORE"))
      #expect(structuralProblems(of: page.body) == [])
      // An empty field keeps it.
      var other = form
      other["secret"] = ""
      other["key"] = "hall2"
      _ = try await organizer.post(path, other)
      let kept = try await hall.site.push.settings()
      #expect(kept.secret == "SECRET-OF-THE-STORE" && kept.key == "hall2" && kept.isOn)
      // But it goes to no other address than the one it was given for.
      other["url"] = "https://elsewhere.example/xapi"
      let elsewhere = try await organizer.post(path, other)
      #expect(elsewhere.status == .unprocessableContent)
      #expect(elsewhere.body.contains(Words.text("store.keyMissing", in: .chinese)))
      #expect(try await hall.site.push.settings() == kept)
    }
    let stored = try #require(try await hall.people.setting("record-store"))
    let text = String(decoding: stored, as: UTF8.self)
    #expect(!text.contains("SECRET") && !text.contains("lrs.example"))
    try await hall.browse { stranger in
      let reply = try await stranger.post(path, form)
      #expect(reply.status == .seeOther && reply.location.contains("sign-in"))
    }
  }

  @Test(arguments: [
    ("url", "http://lrs.example", "push.address.notSecure"),
    ("url", "https://a:b@lrs.example", "push.address.hasCredentials"),
    ("url", "lrs", "push.address.notAnAddress"), ("key", "", "store.keyMissing"),
    ("since", "next week", "store.dateWrong"),
    ("authority", "-----BEGIN CERTIFICATE-----\nx", "store.authorityUnreadable"),
  ])
  func saysWhatIsWrongWithTheSettingsAndSavesNothing(
    field: String, value: String, sentence: String
  ) async throws {
    let hall = try await TestSite()
    var form = [
      "on": "yes", "url": "https://lrs.example/xapi", "key": "k", "secret": "s", "do": "save",
    ]
    form[field] = value
    let sent = form
    try await hall.organize { organizer in
      let reply = try await organizer.post(Route.recordStore.path, sent)
      #expect(reply.status == .unprocessableContent)
      #expect(reply.body.contains(Words.text(sentence, in: .chinese)))
      #expect(structuralProblems(of: reply.body) == [])
    }
    #expect(try await hall.people.setting("record-store") == nil)
  }

  @Test func theExportPageOffersWhatThereIs() async throws {
    let day = try await RecordedDay()
    let id = day.session.section.rawValue
    let page = Route.export(id: id)
    let before = try await day.get(page, cookie: day.organizerCookie)
    #expect(before.text.contains(Words.text("push.notOver", in: .chinese)))
    #expect(!before.text.contains("statements.jsonl"))
    let early = try await day.get(
      .exportFile(id: id, file: .statements), cookie: day.organizerCookie)
    #expect(early.status == .conflict)
    try await day.run(ballots: 5)
    for language in ["zh-Hans", "en"] {
      let after = try await day.get(page, cookie: day.organizerCookie, language: language)
      #expect(structuralProblems(of: after.text) == [])
      for file in Route.ExportFile.allCases { #expect(after.text.contains(file.rawValue)) }
    }
    for cookie in [nil, day.trainerCookie()] {
      for file in Route.ExportFile.allCases {
        let reply = try await day.get(.exportFile(id: id, file: file), cookie: cookie)
        #expect(reply.status == .seeOther)
      }
    }
    let lines = try await day.get(
      .exportFile(id: id, file: .statements), cookie: day.organizerCookie)
    #expect(lines.text.split(separator: "\n").count == 15 && !lines.text.contains("赵一"))
  }

  @Test(arguments: [true, false])
  func theArchiveHasTheRecordWithoutAnyBallot(names: Bool) async throws {
    let day = try await RecordedDay(source: "教案正文")
    try await day.run(ballots: 5)
    try await day.people.erase(day.person(2))
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("a.zip").path
    let archive = ClassArchive(
      log: day.site.hall.engine, people: day.people, blobs: day.site.slides.blobs,
      renderer: day.site.renderer, timeZone: day.site.timeZone, publicURL: nil,
      language: .chinese, names: names)
    try await archive.write(await day.session.snapshot, at: day.site.clock(), to: path)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.zip"])
    let check = ArchiveCheck(path: path)
    #expect(check.problems == [] && check.manifest?.names == names)
    let zip = try ZipReader(path: path)
    var all = ""
    for name in zip.paths {
      all += String(decoding: try #require(try zip.bytes(name, limit: 8 << 20)), as: UTF8.self)
    }
    #expect(all.contains("教案正文"))
    #expect(all.contains("赵一") == names && all.contains("铸造厂") == names)
    #expect(zip.paths.contains { $0.contains("/papers/sign-in-sheet") } == names)
    // Whoever was erased is nowhere, and what a single ballot said neither.
    #expect(!all.contains("钱二"))
    #expect(!all.contains("HIDDEN") && all.contains("withheld"))
    let events = String(
      decoding: try #require(
        try zip.bytes("\(day.session.section.rawValue)/log/events.jsonl", limit: 8 << 20)),
      as: UTF8.self)
    #expect(!events.contains("SECRET-BALLOT") && !events.contains("\"grades\""))
    await #expect(throws: FileProblem.exists) {
      try await archive.write(await day.session.snapshot, at: day.site.clock(), to: path)
    }
  }

  @Test func findsTheManifestAlsoBehindAFileOfItsName() async throws {
    let day = try await RecordedDay(source: "教案正文")
    try await day.run(ballots: 5)
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let archive = ClassArchive(
      log: day.site.hall.engine, people: day.people, blobs: day.site.slides.blobs,
      renderer: day.site.renderer, timeZone: day.site.timeZone, publicURL: nil,
      language: .chinese, names: false)
    let (path, copy) = (folder.path + "/a.zip", folder.path + "/b.zip")
    try await archive.write(await day.session.snapshot, at: day.site.clock(), to: path)
    let zip = try ZipReader(path: path)
    let deeper = day.session.section.rawValue + "/plan/manifest.json"
    var entries = [ZipEntry(path: deeper, bytes: Array("{}".utf8))]
    for name in zip.paths {
      entries.append(
        ZipEntry(path: name, bytes: try #require(try zip.bytes(name, limit: 8 << 20))))
    }
    try writeZip(entries, to: copy)
    #expect(ArchiveCheck(path: copy).problems == [.unexpected(deeper)])
  }

  /// What the groups of the first day said was shown to the room, though others were formed since.
  @Test func sentencesOfEarlierGroupsStayInTheLog() async throws {
    var agenda = RecordedDay.agenda
    agenda.append(
      Segment(id: "d2", kind: .lecture, title: "第二天", day: 2, start: 540, plannedMinutes: 40))
    let day = try await RecordedDay(agenda: agenda)
    for number in 1...5 {
      try await day.session.handle(.checkIn(person: day.person(number), by: .desk))
    }
    for command in [
      .formGroupsByRoster, .jump(to: Cursor(segment: 2)), .openReports(task: "g1", title: "怎么办？"),
      .takePen(person: day.person(1)),
      .writeReport(task: "g1", person: day.person(1), text: "先谈。"),
      .releaseReport(task: "g1", group: 0, text: "先谈。"), .closeReports,
      .jump(to: Cursor(segment: agenda.count - 1)),
      .formGroups([[day.person(1), day.person(4)], [day.person(2), day.person(5)]]),
    ] as [Command] { try await day.session.handle(command) }
    let state = await day.session.state
    #expect(state.groups.tasks.isEmpty && state.groups.earlier.count == 1)
    let events = ArchivedEvents(state)
    let written = try await day.site.hall.engine.readAll(
      LiveSession.stream(of: day.session.section)
    )
    .filter { $0.tag == "reportWritten" }
    #expect(written.count == 1)
    for record in written {
      #expect(String(decoding: try events.line(record), as: UTF8.self).contains("先谈。"))
    }
  }
}
