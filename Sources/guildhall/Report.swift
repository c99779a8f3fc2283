import ArgumentParser
struct Report: AsyncParsableCommand { func run() async throws {} }
