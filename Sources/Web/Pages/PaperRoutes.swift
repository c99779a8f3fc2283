import Hummingbird

extension Site {
  func answerPapers(_ incoming: Incoming) async throws -> Response { throw PageError.notFound }
}
