// swift-tools-version: 6.1
import PackageDescription

// A package of its own, so that what only benchmarks need never reaches the product.

let package = Package(
  name: "benchmarks",
  dependencies: [
    .package(name: "guildhall", path: ".."),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/apple/swift-nio.git", from: "2.80.0"),
  ],
  targets: [
    .systemLibrary(name: "CMark", pkgConfig: "libcmark-gfm"),
    .executableTarget(
      name: "bench",
      dependencies: [
        "CMark", .product(name: "GuildhallCore", package: "guildhall"),
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
