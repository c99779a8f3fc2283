import Classroom
import Documents
import Foundation
import HTTPTypes
import Hummingbird
import Identity
import Logging
import NIOCore
import NIOHTTP1
import Runtime
import Words

/// An answer from a phone's script, read and checked, before it is handed in.
struct DirectAnswer: Sendable {
  let session: LiveSession
  let submission: Submission
  let person: PersonID
  let said: Said
  let language: Language
}

/// What a phone is told that its person has done.
enum Said: String, Sendable { case saved, rated }

/// What one connection has shown before, and need not be looked at again.
struct ConnectionMemory {
  var language = Language.chinese
  /// A field as it came, and what it means.
  fileprivate var wish: (header: String?, language: Language)?
  /// An origin that was found to be our own at this host.
  fileprivate var origin: (origin: String, host: String?)?
}

extension Site {
  /// Reads a request of the usual kind: a person that this phone checked in answers, casts or rates.
  ///
  /// The checks are those of the general way (`respond`, `learnerSend`), and what they call is the same.
  ///
  /// - Returns: `nil` wherever one of them fails or anything is unusual: the general way then says what
  ///   is wrong.
  func directAnswer(
    _ head: HTTPRequestHead, _ body: ByteBuffer, _ memory: inout ConnectionMemory
  ) -> DirectAnswer? {
    guard let code = AnswerHead.code(head.uri), let fields = AnswerHead(head),
      isOwn(fields, &memory), let session = hall.live(code: code),
      let token = fields.cookie(personCookie(session.section)),
      let person = person(token, session.section),
      // Not known yet who was erased: the general way asks.
      openings.erased(in: session.section).persons?.contains(person) == false,
      let pairs = try? parseForm(Array(body.readableBytesView))
    else { return nil }
    let form = Form(pairs)
    guard let id = commandID(form), let (command, said) = try? answerOrder(form, person),
      may(.learner, command)
    else { return nil }
    return DirectAnswer(
      session: session, submission: Submission(command, id: id), person: person, said: said,
      language: language(fields, &memory))
  }

  private func isOwn(_ fields: AnswerHead, _ memory: inout ConnectionMemory) -> Bool {
    guard let origin = fields.origin else { return true }
    if let known = memory.origin, known == (origin, fields.host) { return true }
    guard
      Incoming.isOwnOrigin(
        origin: origin, referer: nil, authority: fields.host, publicURL: publicURL)
    else { return false }
    memory.origin = (origin, fields.host)
    return true
  }

  private func language(_ fields: AnswerHead, _ memory: inout ConnectionMemory) -> Language {
    if let wish = fields.cookie("lang").flatMap({ Language(rawValue: $0) }) { return wish }
    if let known = memory.wish, known.header == fields.acceptLanguage { return known.language }
    let language = Language(acceptLanguage: fields.acceptLanguage)
    memory.wish = (fields.acceptLanguage, language)
    return language
  }

  // MARK: - Replies

  /// What the phone gets when its answer is stored, as it goes over the wire.
  func reply(to answer: DirectAnswer, _ state: borrowing State) -> ByteBuffer {
    receiptHead.response(
      Receipt(
        own: ownView(of: answer.person, in: state),
        message: word("room.\(answer.said.rawValue)", in: answer.language)
      ).json)
  }

  /// What it gets when it is not.
  func reply(to error: any Error, in language: Language, logger: Logger) -> ByteBuffer {
    let (page, message) = explain(error, in: language, logger: logger)
    let body = Self.trouble(page, message)
    return WireHead(Self.finished(Response.json(body, status: page.status)).head).response(body)
  }
}

/// The head of a response in JSON as it goes over the wire, made once; its length and date are filled
/// in.
struct WireHead: Sendable {
  private let beforeLength: [UInt8]
  private let behindLength: [UInt8]

  init(_ head: HTTPResponse) {
    // As the encoder writes it: of 422 it has an older phrase.
    let status = HTTPResponseStatus(
      statusCode: head.status.code, reasonPhrase: head.status.reasonPhrase)
    var before = "HTTP/1.1 \(status.code) \(status.reasonPhrase)\r\n"
    var behind = ""
    for field in head.headerFields {
      let line = "\(field.name.rawName): \(field.value)\r\n"
      if field.name == .contentLength {
        before += "\(field.name.rawName): "
        behind = "\r\n"
      } else if behind.isEmpty {
        before += line
      } else {
        behind += line
      }
    }
    precondition(!behind.isEmpty, "a response in JSON names its length")
    beforeLength = Array(before.utf8)
    behindLength = Array((behind + "\(HTTPField.Name.date.rawName): ").utf8)
  }

  func response(_ body: [UInt8]) -> ByteBuffer {
    let date = httpDate()
    var bytes = ByteBufferAllocator().buffer(
      capacity: beforeLength.count + behindLength.count + body.count + 48)
    bytes.writeBytes(beforeLength)
    bytes.writeString(String(body.count))
    bytes.writeBytes(behindLength)
    bytes.writeString(date)
    bytes.writeStaticString("\r\n\r\n")
    bytes.writeBytes(body)
    return bytes
  }
}
