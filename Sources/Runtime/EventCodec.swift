import Classroom
import Foundation
import Identity
import Journal

/// Turns events to bytes and back. The tag is the case's name; the bytes are JSON with sorted keys.
///
/// What a version has written, every later one reads: `Tests/RuntimeTests/Goldens/events.jsonl`.
public enum EventCodec {
  public enum Failure: Error, Equatable {
    /// Written by a newer version.
    case unknownTag(String)
    /// The bytes are not what the tag says.
    case malformed(tag: String)
  }

  public static func encode(_ event: Event) throws -> (tag: String, bytes: [UInt8]) {
    let bytes = try encoder.encode(event)
    return (tag(of: event), [UInt8](bytes))
  }

  /// - Throws: `Failure.unknownTag` for an event of a newer version: history never vanishes silently.
  public static func decode(tag: String, bytes: [UInt8]) throws -> Event {
    guard let event = try? JSONDecoder().decode(Event.self, from: Data(bytes)) else {
      throw tags.contains(tag) ? Failure.malformed(tag: tag) : Failure.unknownTag(tag)
    }
    guard self.tag(of: event) == tag else { throw Failure.malformed(tag: tag) }
    return event
  }

  public static func encode(_ content: BallotContent) throws -> [UInt8] {
    [UInt8](try encoder.encode(content))
  }
  public static func decodeBallot(_ bytes: [UInt8]) throws -> BallotContent {
    try JSONDecoder().decode(BallotContent.self, from: Data(bytes))
  }

  private static let encoder: JSONEncoder = {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
  }()

  /// One word for each shape of event ever shipped.
  public static func tag(of event: Event) -> String {
    switch event {
    case .sectionCreated: "sectionCreated"
    case .personEnrolled: "personEnrolled"
    case .checkedIn: "checkedIn"
    case .leaveRecorded: "leaveRecorded"
    case .leftEarly: "leftEarly"
    case .moved: "moved"
    case .movedBack: "movedBack"
    case .blanked: "blanked"
    case .clockPaused: "clockPaused"
    case .clockResumed: "clockResumed"
    case .timetableReplanned: "timetableReplanned"
    case .materialAdded: "materialAdded"
    case .handedOver: "handedOver"
    case .deckAttached: "deckAttached"
    case .deckRemoved: "deckRemoved"
    case .sectionClosed: "sectionClosed"
    case .roll(let event): event.tag
    case .link(let event): event.tag
    case .followUp(let event): event.tag
    case .room(let event): event.tag
    case .completion(let event): event.tag
    case .inRoom: "inRoom"
    case .itemAdded: "itemAdded"
    case .itemOpened: "itemOpened"
    case .itemClosed: "itemClosed"
    case .itemRevealed: "itemRevealed"
    case .responseRecorded: "responseRecorded"
    case .ballotCast: "ballotCast"
    case .handsCounted: "handsCounted"
    case .sheetEntered: "sheetEntered"
    case .sheetTextEntered: "sheetTextEntered"
    case .sheetCast: "sheetCast"
    case .ballotsCounted: "ballotsCounted"
    case .textApproved: "textApproved"
    case .textResponseRecorded: "textResponseRecorded"
    case .timerStarted: "timerStarted"
    case .timerStopped: "timerStopped"
    case .groupsFormed: "groupsFormed"
    case .groupJoined: "groupJoined"
    case .penTaken: "penTaken"
    case .reportsOpened: "reportsOpened"
    case .reportWritten: "reportWritten"
    case .reportReleased: "reportReleased"
    case .reportsClosed: "reportsClosed"
    case .groupsPicked: "groupsPicked"
    case .discussionBegun: "discussionBegun"
    case .secondRoundOpened: "secondRoundOpened"
    case .cloudProposed: "cloudProposed"
    case .cloudApproved: "cloudApproved"
    case .questionAsked: "questionAsked"
    case .questionSupported: "questionSupported"
    case .questionApproved: "questionApproved"
    case .questionAnswered: "questionAnswered"
    case .questionHidden: "questionHidden"
    case .questionWithheld: "questionWithheld"
    case .questionPinned: "questionPinned"
    case .questionsScreened: "questionsScreened"
    case .evaluationFormChosen: "evaluationFormChosen"
    case .evaluationOpened: "evaluationOpened"
    case .evaluationReturned: "evaluationReturned"
    case .evaluationSheetCast: "evaluationSheetCast"
    case .evaluationReturnedOnPaper: "evaluationReturnedOnPaper"
    case .evaluationClosed: "evaluationClosed"
    case .evaluationCounted: "evaluationCounted"
    }
  }

  /// What this version reads and no longer writes.
  public static let retired: Set<String> = ["questionHidden"]

  public static let tags = classTags.union(RollEvent.tags).union(LinkEvent.tags)
    .union(RoomEvent.tags).union(FollowUpEvent.tags).union(CompletionEvent.tags)

  private static let classTags: Set<String> = [
    "sectionCreated", "personEnrolled", "checkedIn", "leaveRecorded", "leftEarly", "moved",
    "movedBack", "blanked", "clockPaused", "clockResumed", "materialAdded", "handedOver",
    "deckAttached", "deckRemoved", "timetableReplanned",
    "inRoom",
    "handsCounted", "sheetEntered", "sheetCast", "questionWithheld", "questionPinned",
    "questionsScreened",
    "sectionClosed", "itemAdded", "itemOpened", "itemClosed", "itemRevealed", "responseRecorded",
    "ballotCast", "ballotsCounted", "textApproved", "questionAsked", "questionSupported",
    "questionApproved", "questionAnswered", "questionHidden", "evaluationOpened",
    "evaluationReturned", "evaluationClosed", "evaluationCounted",
    "evaluationFormChosen", "sheetTextEntered", "evaluationSheetCast", "evaluationReturnedOnPaper",
    "textResponseRecorded", "cloudProposed", "cloudApproved",
    "discussionBegun", "secondRoundOpened", "timerStarted", "timerStopped",
    "groupsFormed", "groupJoined", "penTaken", "reportsOpened",
    "reportWritten", "reportReleased", "reportsClosed", "groupsPicked",
  ]
}
