import Identity
import People
import Runtime
import Testing

/// Under which id a name stands that somebody signs the follow-up with.
@Suite struct SignaturesTests {
  private let people = MemoryPeople()
  private let section = SectionID("class-1")
  private var signatures: Signatures { Signatures(of: section, in: people) }
  private let zhang = PersonID("zhang")

  private func enroll() async throws {
    try await people.add(
      [
        RosterEntry(person: PersonID("teacher"), name: "王老师", role: .trainer),
        RosterEntry(person: zhang, name: "张三"),
      ], to: section)
  }

  @Test func whoWritesTheTrainersNameDoesNotSignAsTheTrainer() async throws {
    try await enroll()
    let signer = try await signatures.sign("王老师", signers: [])
    #expect(signer != PersonID("teacher"))
    #expect(try await signatures.name(of: signer) == "王老师")
  }

  /// A name that no ballot carries is taken over, so that erasing the person finds it.
  @Test func goesOnWithASignatureThatBrokeOff() async throws {
    try await enroll()
    #expect(try await signatures.sign("张三", signers: []) == zhang)
    #expect(try await signatures.sign("张三", signers: []) == zhang)
    #expect(try await signatures.sign("张三", signers: [zhang]) != zhang)
    #expect(try await signatures.sign("张 三", earlier: zhang, signers: []) == zhang)
  }
}
