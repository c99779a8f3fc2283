import Classroom
import Foundation
import RecordStore
import Runtime
import Words

/// What stands in the way of a push, in a sentence that says what to do.
public func pushTrouble(_ trouble: PushProgress.Trouble, in language: Language) -> String {
  var key = "push.trouble.\(trouble.kind.rawValue)"
  if let status = trouble.status, Words.has("\(key)\(status)") { key += "\(status)" }
  return Words.text(key, [trouble.said], in: language)
}

/// Why there is nothing to say of a class elsewhere: a key of the string tables; `nil` where there is.
public func statementsRefused(of state: State) -> String? {
  if state.profile.trial { return "push.trial" }
  return state.phase == .closed ? nil : "push.notOver"
}

/// Asks a store which versions of the standard it speaks: whether anybody is there, and whether it takes
/// the key. `/about` answers anybody, so a statement that cannot exist is asked for too.
///
/// Source: xAPI 1.0.3, part three, 2.7.
public func aboutStore(
  _ exchange: Pusher.Exchange
) async -> Result<[String], PushProgress.Trouble> {
  do {
    let about = try await exchange(RecordStoreRequest(path: "/about"))
    let object = try? JSONSerialization.jsonObject(with: Data(about.body)) as? [String: Any]
    // Some stores have no `/about`, though the standard asks for it.
    let versions = about.status == 404 ? ["1.0"] : object?["version"] as? [String] ?? []
    let probe = try await exchange(
      RecordStoreRequest(
        path: "/statements?statementId=\(nameBasedUUID("probe", in: recordNamespace))"))
    switch probe.status {
    case 200, 404:
      guard versions.contains(where: { $0.hasPrefix("1.0") }) else {
        return .failure(.init(.refused, "xAPI \(versions.joined(separator: ", "))"))
      }
      return .success(versions)
    default: return .failure(.init(status: probe.status, "/statements"))
    }
  } catch RecordStoreTrouble.untrusted(let said) {
    return .failure(.init(.untrusted, said))
  } catch {
    let said = if case RecordStoreTrouble.unreachable(let text) = error { text } else { "\(error)" }
    return .failure(.init(.gaveUp, said))
  }
}

extension PushProgress.Trouble: Error {}
