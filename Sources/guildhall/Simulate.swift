import ArgumentParser
import Runtime

/// Lives through a simulated day and says whether every promise was kept.
struct Simulate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: CommandLineLanguage.text("cli.simulate.abstract"))

  @Option(help: CommandLineLanguage.help("seed")) var seed: UInt64
  /// From the seed when not given.
  @Option(help: CommandLineLanguage.help("learners")) var learners: Int?
  /// From the seed when not given.
  @Option(help: CommandLineLanguage.help("steps")) var steps: Int?

  func run() async throws {
    var day = Simulation(seed: seed, learners: learners, steps: steps)
    do {
      write("\(try await day.run())\n")
    } catch let failure as SimulationFailure {
      complain("\(failure)")
      throw ExitCode(1)
    }
  }
}
