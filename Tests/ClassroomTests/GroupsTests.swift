import Identity
import Testing

@testable import Classroom

@Suite struct GroupsTests {
  let two: Event = .groupsFormed(groups: [[aino, bao, fang], [dan, emil]])
  var atWork: [Event] { [two, .reportsOpened(task: "g1", title: "怎么办？")] }
  var written: [Event] {
    atWork + [
      .penTaken(group: 0, person: bao),
      .reportWritten(task: "g1", group: 0, person: bao, text: "先谈。"),
    ]
  }

  // MARK: Making

  @Test(arguments: [1, 2, 5, 7, 19, 20, 41, 200], [1, 2, 3, 6, 20] as [Int])
  func makesGroupsThatDifferByOneAtMost(people: Int, count: Int) {
    let list = (0..<people).map { (person: PersonID("p\($0)"), unit: "u\($0 % 4)") }
    for seed in [nil, 1, 2] as [UInt64?] {
      let groups = balancedGroups(list, count: count, seed: seed)
      let sizes = groups.map(\.count)
      #expect(sizes.max()! - sizes.min()! <= 1)
      #expect(groups.count == min(count, people))
      #expect(Set(groups.joined()) == Set(list.map(\.person)))
      #expect(groups.joined().count == people)
    }
  }

  @Test func keepsUnitsTogetherOrMixesThem() {
    let list = (0..<12).map { (person: PersonID("p\($0)"), unit: "u\($0 % 3)") }
    let byUnit = balancedGroups(list, count: 3, seed: nil)
    for group in byUnit {
      #expect(Set(group.map { person in list.first { $0.person == person }!.unit }).count == 1)
    }
    #expect(balancedGroups(list, count: 3, seed: 1) == balancedGroups(list, count: 3, seed: 1))
    #expect(balancedGroups(list, count: 3, seed: 1) != balancedGroups(list, count: 3, seed: 2))
    #expect(balancedGroups([], count: 3, seed: 1).isEmpty)
  }

  @Test func refusesGroupsThatAreNone() {
    inClass().when(.formGroups([[aino, bao], [dan]])).then(
      .groupsFormed(groups: [[aino, bao], [dan]]))
    inClass().when(.formGroups([[aino, bao, dan], [emil]])).then(rejects: .groupsMalformed)
    inClass().when(.formGroups([[aino], [aino]])).then(rejects: .groupsMalformed)
    inClass().when(.formGroups([])).then(rejects: .groupsMalformed)
    inClass().when(.formGroups([[stranger]])).then(rejects: .personUnknown)
    inClass(atWork).when(.formGroups([[aino], [bao]])).then(rejects: .groupsInUse)
  }

  @Test func putsALateComerIntoTheSmallestGroup() {
    inClass(two).when(.checkIn(person: chen, by: .desk))
      .then(.checkedIn(person: chen, by: .desk), .groupJoined(person: chen, group: 1))
    inClass().when(.checkIn(person: chen, by: .desk)).then(.checkedIn(person: chen, by: .desk))
  }

  @Test func movesAPersonByHandAndTakesThePenAway() {
    let state = inClass(
      two, .penTaken(group: 0, person: bao), .groupJoined(person: bao, group: 1)
    ).state
    #expect(state.groups.members == [[aino, fang], [dan, emil, bao]])
    #expect(state.groups.scribes.isEmpty)
    inClass(two).when(.moveToGroup(person: bao, group: 9)).then(rejects: .groupUnknown)
    inClass(two).when(.moveToGroup(person: bao, group: 0)).thenNothing()
  }

  // MARK: Reports

  @Test func takesOneSentenceFromTheScribeAlone() {
    inClass(atWork).when(.writeReport(task: "g1", person: bao, text: "先谈。"))
      .then(rejects: .notTheScribe)
    inClass(atWork).when(.takePen(person: bao)).then(.penTaken(group: 0, person: bao))
    let holding = inClass(atWork + [.penTaken(group: 0, person: bao)])
    holding.when(.writeReport(task: "g1", person: bao, text: " 先谈。 "))
      .then(.reportWritten(task: "g1", group: 0, person: bao, text: "先谈。"))
    holding.when(.writeReport(task: "g1", person: aino, text: "再谈。"))
      .then(rejects: .notTheScribe)
    holding.when(
      .writeReport(task: "g1", person: bao, text: String(repeating: "长", count: 201))
    ).then(rejects: .reportTooLong)
    holding.when(.writeReport(task: "g1", person: bao, text: " ")).then(rejects: .textMissing)
    inClass(written + [.reportsClosed(task: "g1")])
      .when(.writeReport(task: "g1", person: bao, text: "改")).then(rejects: .reportsClosed)
    inClass(atWork).when(.takePen(person: chen)).then(rejects: .notCheckedIn)
    inClass().when(.openReports(task: "g1", title: "?")).then(rejects: .noGroups)
  }

  @Test func showsOnlyReleasedReportsAndLooksAgainAtChangedOnes() {
    let released = written + [.reportReleased(task: "g1", group: 0)]
    #expect(projectorView(of: inClass(written).state).task?.reports == [])
    #expect(learnerView(of: inClass(written).state).task?.reports == [])
    #expect(projectorView(of: inClass(released).state).task?.reports.map(\.text) == ["先谈。"])
    let changed =
      released + [
        .reportWritten(task: "g1", group: 0, person: bao, text: "别的。")
      ]
    #expect(projectorView(of: inClass(changed).state).task?.reports == [])
    inClass(atWork).when(.releaseReport(task: "g1", group: 1, text: "")).then(
      rejects: .groupUnknown)
  }

  @Test func releasesOnlyTheTextThatTheTrainerHasRead() {
    inClass(written).when(.releaseReport(task: "g1", group: 0, text: "先谈。"))
      .then(.reportReleased(task: "g1", group: 0))
    let changed =
      written + [.reportWritten(task: "g1", group: 0, person: bao, text: "别的。")]
    inClass(changed).when(.releaseReport(task: "g1", group: 0, text: "先谈。"))
      .then(rejects: .reportChanged)
  }

  @Test func leavesOutWhoOnlyLooks() {
    let guests: [Event] = [
      .roll(.enrolledAs(person: bao, enrolment: .observer)),
      .roll(.enrolledAs(person: gus, enrolment: .guest)),
    ]
    #expect(!inClass(guests).state.groupable.contains(bao))
    #expect(!fold([created] + guests).groupable.contains(gus))
    inClass(two, guests[1]).when(.checkIn(person: gus, by: .desk))
      .then(.checkedIn(person: gus, by: .desk))
    inClass(atWork + guests).when(.takePen(person: bao)).then(rejects: .observersOnlyLook)
    inClass(written + guests).when(.writeReport(task: "g1", person: bao, text: "改。"))
      .then(rejects: .observersOnlyLook)
  }

  @Test func putsASubstituteIntoThePlaceOfWhoDoesNotCome() {
    let formed: Event = .groupsFormed(groups: [[aino, gus], [dan, emil]])
    let state = inClass(
      formed, .personEnrolled(person: stranger, group: ""),
      .roll(.substituted(person: gus, substitute: stranger))
    ).state
    #expect(state.groups.members == [[aino, stranger], [dan, emil]])
  }

  @Test func showsAGroupsReportToItsMembersAlone() {
    let state = inClass(written).state
    #expect(ownView(of: state, person: aino).team?.report == "先谈。")
    #expect(ownView(of: state, person: aino).team?.isScribe == false)
    #expect(ownView(of: state, person: bao).team?.isScribe == true)
    #expect(ownView(of: state, person: dan).team?.report == nil)
    #expect(ownView(of: state, person: dan).team?.number == 2)
  }

  // MARK: Speaking

  @Test func favoursGroupsThatSpokeLeast() {
    let people = (0..<20).map { PersonID("p\($0)") }
    var state = fold(
      [created] + people.map { .checkedIn(person: $0, by: .desk) }
        + [.groupsFormed(groups: people.map { [$0] })])
    var counts = [Int](repeating: 0, count: 20)
    for round in 0..<10 {
      state.apply(.reportsOpened(task: "t\(round)", title: "?"), at: nine)
      let given = Given(state: state, ballots: [:])
      guard
        case .success(let decision) = given.when(.pickGroups(count: 4, seed: UInt64(round)))
          .result, case .groupsPicked(_, let groups)? = decision.events.first
      else {
        Issue.record("nobody was picked")
        return
      }
      #expect(groups.count == 4)
      for group in groups { counts[group] += 1 }
      for event in decision.events { state.apply(event, at: nine) }
    }
    // Ten times four of twenty: everybody twice.
    #expect(counts == [Int](repeating: 2, count: 20))
  }

  @Test func picksByHandOnce() {
    inClass(atWork).when(.pickGroup(1)).then(.groupsPicked(task: "g1", groups: [1]))
    inClass(atWork + [.groupsPicked(task: "g1", groups: [1])]).when(.pickGroup(1)).thenNothing()
    inClass(two).when(.pickGroups(count: 4, seed: 1)).then(rejects: .noGroups)
  }
}
