import Testing

@testable import Classroom

/// Slides in the place of a lecture's text; segment 0 is an introduction, 1 a lecture, 2 a quiz.
@Suite struct DeckTests {
  private let deck = Deck(id: "d1", file: "课件.pdf", texts: ["一", "二", "三", "四"])
  private let topic = DeckScope(unit: 1, topic: 1)

  @Test func attachesToWhatThePlanHas() {
    inClass().when(.attachDeck(deck, to: topic)).then(.deckAttached(deck: deck, scope: topic))
    inClass().when(.attachDeck(deck, to: DeckScope(unit: 1)))
      .then(.deckAttached(deck: deck, scope: DeckScope(unit: 1)))
    inClass(.deckAttached(deck: deck, scope: .day)).when(.attachDeck(deck, to: .day)).thenNothing()
    inClass().when(.attachDeck(deck, to: DeckScope(unit: 1, topic: 2)))
      .then(rejects: .deckScopeUnknown)
    inClass().when(.attachDeck(Deck(id: "d", file: "", texts: []), to: .day))
      .then(rejects: .deckEmpty)
    let wordy = Deck(id: "d", file: "", texts: [String(repeating: "字", count: 401)])
    inClass().when(.attachDeck(wordy, to: .day)).then(rejects: .textTooLong)
  }

  @Test func showsItsPagesInTheirPlace() {
    let before = inClass(.moved(to: Cursor(segment: 1, page: 2))).state
    #expect(projectorView(of: before).page?.lines == ["讲授 3"])
    let state = fold(
      underWay + [.moved(to: Cursor(segment: 1, page: 2)), .deckAttached(deck: deck, scope: topic)])
    let view = projectorView(of: state)
    #expect(view.page == nil)
    #expect(view.slide?.page == 1 && view.slide?.pages == 4 && view.slide?.text == "一")
    #expect(learnerView(of: state).slide == view.slide)
    #expect(trainerView(of: state).slide == view.slide)
    #expect(trainerView(of: state).place?.pages == 4)
  }

  @Test func leavesCasesAndQuizzesAlone() {
    let state = fold(
      underWay + [.deckAttached(deck: deck, scope: .day), .moved(to: Cursor(segment: 2))])
    #expect(projectorView(of: state).slide == nil)
    #expect(state.pageCount(2) == 2)
    #expect(state.pageCount(0) == 4)
  }

  @Test func goesOnWhereItWasLeft() {
    // The day's deck: two slides in the introduction, then the lecture goes on with the second.
    let shown =
      underWay + [
        .deckAttached(deck: deck, scope: .day), .moved(to: Cursor(segment: 0, page: 1)),
      ]
    Given(state: fold(shown), ballots: [:]).when(.next)
      .then(.moved(to: Cursor(segment: 0, page: 2)))
    Given(state: fold(shown), ballots: [:]).when(.jump(to: Cursor(segment: 1)))
      .then(.moved(to: Cursor(segment: 1, page: 1)))
    let later =
      shown + [
        .moved(to: Cursor(segment: 1, page: 1)), .moved(to: Cursor(segment: 1, page: 3)),
      ]
    Given(state: fold(later), ballots: [:]).when(.next).then(.moved(to: Cursor(segment: 2)))
    // Back from the quiz: the slide that was on the screen, not the last of the deck.
    Given(
      state: fold(
        shown + [.moved(to: Cursor(segment: 1, page: 1)), .moved(to: Cursor(segment: 2))]),
      ballots: [:]
    )
    .when(.back).then(.moved(to: Cursor(segment: 1, page: 1)))
  }

  @Test func prefersTheNearestDeck() {
    let own = Deck(id: "d2", file: "专题.pdf", texts: ["甲"])
    let state = fold(
      underWay + [
        .deckAttached(deck: deck, scope: .day), .deckAttached(deck: own, scope: topic),
        .moved(to: Cursor(segment: 1)),
      ])
    #expect(projectorView(of: state).slide?.deck == "d2")
    #expect(state.attachedDecks.map(\.file) == ["课件.pdf", "专题.pdf"])
  }

  @Test func returnsToTheTextWhenItIsTakenAway() {
    let events: [Event] = [
      .deckAttached(deck: deck, scope: topic), .moved(to: Cursor(segment: 1, page: 3)),
      .moved(to: Cursor(segment: 2)),
    ]
    inClass(events).when(.removeDeck(topic)).then(.deckRemoved(scope: topic))
    inClass(events).when(.removeDeck(.day)).thenNothing()
    let state = fold(underWay + events + [.deckRemoved(scope: topic)])
    // Undo finds a page that the text has.
    Given(state: state, ballots: [:]).when(.undo).then(.movedBack(to: Cursor(segment: 1, page: 0)))
    let here = fold(
      underWay + [
        .deckAttached(deck: deck, scope: topic), .moved(to: Cursor(segment: 1, page: 3)),
        .deckRemoved(scope: topic),
      ])
    #expect(projectorView(of: here).page?.lines == ["讲授 1"])
  }
}
