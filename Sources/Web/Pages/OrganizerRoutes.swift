import Classroom
import Hummingbird
import Runtime
import Words

extension Site {
  func answerSignIn(_ incoming: Incoming) async throws -> Response { throw PageError.notFound }
  func answerOrganizer(_ incoming: Incoming) async throws -> Response { throw PageError.notFound }
  func isOrganizer(_ incoming: Incoming) async throws -> Bool { false }
  func sectionFrame(_ state: State, in language: Language) async -> Frame { Frame(regions: [:]) }
}
