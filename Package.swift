// swift-tools-version: 6.1
import PackageDescription

// Each target imports only targets above it. docs/ARCHITECTURE.md gives a reading order.

let package = Package(
  name: "guildhall",
  defaultLocalization: "zh-Hans",
  products: [
    .executable(name: "guildhall", targets: ["guildhall"]),
    // For Benchmarks/ only.
    .library(
      name: "GuildhallCore",
      targets: ["Identity", "Plan", "Classroom", "Journal", "JournalSQLite", "Runtime", "Web"]),
  ],
  dependencies: [
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.80.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.26.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
  ],
  targets: [
    // MARK: the pure core

    .target(name: "Identity"),
    .target(name: "Plan"),
    .target(name: "Classroom", dependencies: ["Identity", "Plan"]),

    // MARK: stores

    .target(
      name: "People",
      dependencies: ["Identity", .product(name: "CryptoExtras", package: "swift-crypto")]),
    .target(
      name: "Journal",
      dependencies: ["Identity", .product(name: "Crypto", package: "swift-crypto")]),
    .target(
      name: "JournalSQLite",
      dependencies: [
        "Journal", "People", .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "CryptoExtras", package: "swift-crypto"),
      ]),

    // MARK: the shell

    .target(
      name: "Runtime",
      dependencies: [
        "Plan", "Classroom", "Journal", "People", .product(name: "Crypto", package: "swift-crypto"),
      ]),
    .systemLibrary(
      name: "CCmarkGFM", pkgConfig: "libcmark-gfm",
      providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]),
    .systemLibrary(
      name: "CQREncode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
    .systemLibrary(name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),
    .systemLibrary(
      name: "CXLSXWriter", pkgConfig: "xlsxwriter", providers: [.apt(["libxlsxwriter-dev"])]),
    .target(
      name: "Documents", dependencies: ["Plan", "CCmarkGFM", "CQREncode", "CZip", "CXLSXWriter"]),
    .target(name: "Embedded", cSettings: [.unsafeFlags(["-std=c23"])]),
    .target(name: "Words", dependencies: ["Embedded"], exclude: ["Tables"]),
    .target(
      name: "Web",
      dependencies: [
        "Runtime", "Documents", "Words", "Embedded",
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "Mustache", package: "swift-mustache"),
      ],
      exclude: ["Templates", "Public"]),
    .executableTarget(
      name: "guildhall",
      dependencies: [
        "Web", "JournalSQLite",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ]),

    // MARK: tests

    .target(name: "TestSupport", dependencies: ["Identity"], path: "Tests/Support"),
    .testTarget(
      name: "PlanTests", dependencies: ["Plan", "Documents", "Words", "TestSupport"],
      exclude: ["Goldens"]),
    .testTarget(
      name: "ClassroomTests", dependencies: ["Classroom"], exclude: ["Oracles"]),
    .testTarget(
      name: "JournalTests",
      dependencies: ["Journal", "JournalSQLite", .product(name: "GRDB", package: "GRDB.swift")]),
    .testTarget(name: "PeopleTests", dependencies: ["People", "JournalSQLite"]),
    .testTarget(
      name: "RuntimeTests", dependencies: ["Runtime", "JournalSQLite"], exclude: ["Goldens"]),
    .testTarget(name: "DocumentsTests", dependencies: ["Documents", "TestSupport"]),
    .testTarget(name: "WordsTests", dependencies: ["Words", "Plan", "Classroom"]),
    .testTarget(
      name: "WebTests",
      dependencies: [
        "Web", "JournalSQLite", "TestSupport",
        .product(name: "HummingbirdTesting", package: "hummingbird"),
      ]),
    .testTarget(name: "SimulationTests", dependencies: ["Runtime"]),
  ],
  swiftLanguageModes: [.v6]
)

// bin/test treats warnings as errors; a newer compiler's new warnings must not stop a hall.
if Context.environment["GUILDHALL_STRICT"] != nil {
  for target in package.targets where target.type != .system && target.name != "Embedded" {
    target.swiftSettings = (target.swiftSettings ?? []) + [.unsafeFlags(["-warnings-as-errors"])]
  }
}
