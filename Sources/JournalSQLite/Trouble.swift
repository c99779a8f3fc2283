import GRDB
import Journal
import People

/// What a failure of SQLite means to the caller. Carries codes only, never SQL or values.
func trouble(_ error: any Error, path: String) -> any Error {
  guard let error = error as? DatabaseError else { return error }
  switch error.resultCode {
  case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_FORMAT:
    return EventLogError.fileDamaged(path: path, code: Int(error.extendedResultCode.rawValue))
  default:
    return EventLogError.unavailable(unavailability(error))
  }
}

/// The same for the People store.
func peopleTrouble(_ error: any Error) -> any Error {
  switch error {
  case let error as DatabaseError:
    return PeopleError.unavailable(reason: "\(unavailability(error))")
  case EventLogError.unavailable(let reason):
    return PeopleError.unavailable(reason: "\(reason)")
  default:
    return error
  }
}

private func unavailability(_ error: DatabaseError) -> EventLogError.Unavailability {
  switch error.resultCode {
  case .SQLITE_FULL: return .diskFull
  case .SQLITE_READONLY: return .readOnly
  case .SQLITE_BUSY, .SQLITE_LOCKED: return .busy
  case .SQLITE_MISUSE: return .closed
  case .SQLITE_IOERR where error.extendedResultCode == .SQLITE_IOERR_SHMSIZE: return .diskFull
  default: return .io(code: Int(error.extendedResultCode.rawValue))
  }
}
