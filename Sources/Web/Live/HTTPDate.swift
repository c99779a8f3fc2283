import Foundation
import Synchronization

/// The time as HTTP wants it (RFC 9110, section 5.6.7), made once a second.
func httpDate() -> String {
  let now = time(nil)
  return lastDate.withLock { last in
    if last.second == now { return last.text }
    var second = now
    var parts = tm()
    gmtime_r(&second, &parts)
    let day = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][Int(parts.tm_wday)]
    let month = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ][Int(parts.tm_mon)]
    func two(_ number: Int32) -> String { (number < 10 ? "0" : "") + "\(number)" }
    last.text =
      "\(day), \(two(parts.tm_mday)) \(month) \(parts.tm_year + 1900) "
      + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)) GMT"
    last.second = now
    return last.text
  }
}
private let lastDate = Mutex((second: time_t(0), text: ""))
