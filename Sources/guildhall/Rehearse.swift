import ArgumentParser

struct Rehearse: AsyncParsableCommand {
  func run() async throws { throw CommandFailure("not yet") }
}
