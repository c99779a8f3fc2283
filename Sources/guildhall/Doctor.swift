import ArgumentParser
import Foundation
import Glibc
import Journal
import JournalSQLite
import People
import Words

/// Says what is installed, reachable and writable, and what a hall will miss.
struct Doctor: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: CommandLineLanguage.text("cli.doctor.abstract"))

  @Option(help: CommandLineLanguage.help("data")) var data = "guildhall.db"
  @OptionGroup var key: KeyOption
  @Option(help: CommandLineLanguage.help("port")) var port = 8080
  @OptionGroup var speech: LanguageOption

  private enum Verdict: String { case good, missing, wrong }

  func run() async throws {
    let language = speech.language
    var wrong = false
    func say(_ verdict: Verdict, _ key: String, _ arguments: [String] = []) {
      if verdict == .wrong { wrong = true }
      let mark = Words.text("cli.doctor.\(verdict.rawValue)", in: language)
      write("\(mark)  \(Words.text("cli.doctor.\(key)", arguments, in: language))\n")
    }

    // The data file and its disk
    let folder = URL(fileURLWithPath: data).deletingLastPathComponent().path
    if FileManager.default.fileExists(atPath: data) {
      do {
        let engine = try openEngine(data, .readOnly, language, key: key.file)
        let streams = try await engine.streams(withPrefix: "class-").count
        say(.good, "data", [data, String(streams)])
        let keyPath = key.file ?? KeyFile.path(for: data)
        do {
          if try await engine.key() == nil {
            say(.missing, "namesOpen", [data])
          } else if KeyFile.isOpenToOthers(keyPath) {
            say(.wrong, "keyMode", [keyPath])
          } else {
            say(.good, "key", [keyPath])
          }
        } catch let error as PeopleError {
          say(.wrong, "dataWrong", [CommandFailure(error, data, language).message])
        }
      } catch let failure as CommandFailure {
        say(.wrong, "dataWrong", [failure.message])
      }
    } else {
      say(.good, "dataNew", [data])
    }
    if access(folder, W_OK) == 0 {
      say(.good, "folder", [folder])
    } else {
      say(.wrong, "folderWrong", [folder])
    }
    var disk = statvfs()
    if statvfs(folder, &disk) == 0 {
      let free = (Int(disk.f_bavail) * Int(disk.f_frsize)) >> 20
      say(free < 200 ? .wrong : .good, free < 200 ? "diskLow" : "disk", [String(free)])
    }

    // The network of the hall
    let addresses = localAddresses()
    if addresses.isEmpty {
      say(.wrong, "noAddress")
    } else {
      say(.good, "addresses", [addresses.joined(separator: ", ")])
    }
    switch probePort(port, host: "0.0.0.0") {
    case .free: say(.good, "port", [String(port)])
    case .taken: say(.wrong, "portTaken", [String(port)])
    case .forbidden, .noSuchHost: say(.wrong, "portForbidden", [String(port)])
    }
    var limit = rlimit()
    if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
      let files = Int(clamping: limit.rlim_cur)
      say(files < 1_024 ? .wrong : .good, files < 1_024 ? "filesLow" : "files", [String(files)])
    }

    // What makes papers and pictures, when it is there
    for (program, key) in [
      ("chromium", "chromium"), ("weasyprint", "weasyprint"), ("pandoc", "pandoc"),
      ("pdftoppm", "poppler"),
    ] {
      say(find(program) ? .good : .missing, key)
    }
    let fonts = ["/usr/share/fonts/opentype/noto", "/usr/share/fonts/truetype/wqy"]
    say(fonts.contains { access($0, R_OK) == 0 } ? .good : .missing, "fonts")
    say(.good, "hall")
    if wrong { throw ExitCode(1) }
  }

  private func find(_ program: String) -> Bool {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin"
    return path.split(separator: ":").contains { access("\($0)/\(program)", X_OK) == 0 }
  }
}
