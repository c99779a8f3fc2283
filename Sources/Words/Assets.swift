import Embedded

/// The files built into the executable, by path below `Sources/` (`Web/Public/look.css`).
public enum Assets {
  public static let all: [String: [UInt8]] = {
    var found: [String: [UInt8]] = [:]
    for index in 0..<guildhall_asset_count() {
      let asset = guildhall_asset(index).pointee
      found[String(cString: asset.name)] = Array(
        UnsafeBufferPointer(start: asset.bytes, count: Int(asset.length)))
    }
    return found
  }()

  /// Files of one folder, by name without the folder.
  public static func folder(_ path: String) -> [String: [UInt8]] {
    var found: [String: [UInt8]] = [:]
    for (name, bytes) in all where name.hasPrefix(path + "/") {
      found[String(name.dropFirst(path.utf8.count + 1))] = bytes
    }
    return found
  }
}
