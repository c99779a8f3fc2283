import Classroom
import Documents
import Foundation
import Words

/// Cards for the desks: the page's QR code, and the Wi-Fi's where it was given.
extension PaperPage {
  /// The cards on one sheet; the printer makes as many sheets as there are rows of desks.
  private static let cards = 4

  private var network: String { String((query["ssid"] ?? "").prefix(32)) }
  private var password: String { String((query["password"] ?? "").prefix(63)) }

  /// The Wi-Fi as the address of this page has it.
  var wifiQuery: String {
    guard !network.isEmpty else { return "" }
    let safe = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "-._~"))
    func coded(_ text: String) -> String {
      text.addingPercentEncoding(withAllowedCharacters: safe) ?? ""
    }
    return "&ssid=\(coded(network))&password=\(coded(password))"
  }

  func deskCards() -> [String: Any] {
    let address = joinAddress
    var card: [String: Any] = [
      "pageQR": qrCode(address)?.svg(label: say("paper.pageQR", address)) ?? "",
      "address": address.split(separator: "://").last.map(String.init) ?? address,
    ]
    var model: [String: Any] = [
      "action": Route.paper(id: profile.id.rawValue, paper: .deskCards).path,
      "network": network, "password": password, "lang": language.rawValue,
    ]
    if !network.isEmpty {
      let text = wifiText(network: network, password: password)
      card["wifi"] = [
        "qr": qrCode(text)?.svg(label: say("paper.wifiQR", network)) ?? "", "network": network,
        "password": password.isEmpty ? say("paper.noPassword") : password,
      ]
    }
    if isOnlyHere(address) { model["onlyHere"] = say("paper.onlyHere", address) }
    model["cards"] = [[String: Any]](repeating: card, count: Self.cards)
    return model
  }

  /// Whether an address leads phones to themselves.
  private func isOnlyHere(_ address: String) -> Bool {
    guard let host = URL(string: address)?.host else { return false }
    return host == "localhost" || host == "::1" || host.hasPrefix("127.")
  }
}

/// What a Wi-Fi code says.
///
/// Source: ZXing, *Barcode Contents*, "Wi-Fi Network config"; phones follow it by agreement.
func wifiText(network: String, password: String) -> String {
  func escaped(_ text: String) -> String {
    // By scalar: a mark combined with an accent is one Character, and still a mark.
    text.unicodeScalars.reduce(into: "") { result, scalar in
      if #"\;,:""#.unicodeScalars.contains(scalar) { result.append("\\") }
      result.unicodeScalars.append(scalar)
    }
  }
  return password.isEmpty
    ? "WIFI:T:nopass;S:\(escaped(network));;"
    : "WIFI:T:WPA;S:\(escaped(network));P:\(escaped(password));;"
}
