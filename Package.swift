// swift-tools-version: 6.2
import PackageDescription

// One target per layer; an arrow only ever points at a layer that stands earlier in this list
// (ARCHITECTURE.md draws it). Only `CGlass`, and what stands on it, knows that C libraries exist.

#if arch(arm64)
    let libunwindName = "unwind-aarch64"
#else
    let libunwindName = "unwind-x86_64"
#endif

let swift6: [SwiftSetting] = [.swiftLanguageMode(.v6)]

func layer(
    _ name: String, _ dependencies: [Target.Dependency] = [], plugins: [Target.PluginUsage] = []
) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: swift6, plugins: plugins)
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: swift6)
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let asyncAlgorithms = Target.Dependency.product(name: "AsyncAlgorithms", package: "swift-async-algorithms")
let orderedCollections = Target.Dependency.product(name: "OrderedCollections", package: "swift-collections")
let csv = Target.Dependency.product(name: "SwiftCSV", package: "SwiftCSV")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let heap = Target.Dependency.product(name: "HeapModule", package: "swift-collections")
let histogram = Target.Dependency.product(name: "Histogram", package: "hdrhistogram-swift")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let rainbow = Target.Dependency.product(name: "Rainbow", package: "Rainbow")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let toml = Target.Dependency.product(name: "TOMLKit", package: "TOMLKit")

let package = Package(
    name: "glass",
    products: [
        .executable(name: "glass", targets: ["glass"]),
        .executable(name: "glass-agent", targets: ["glass-agent"]),
        .executable(name: "glass-demo", targets: ["glass-demo"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-async-algorithms", from: "1.1.4"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
        .package(url: "https://github.com/onevcat/Rainbow", from: "4.2.2"),
        .package(url: "https://github.com/swiftcsv/SwiftCSV", from: "0.10.0"),
    ],
    targets: [
        layer("GlassModel"),
        layer("GlassAnalysis", ["GlassModel", orderedCollections, histogram]),
        .target(
            name: "CGlass", exclude: ["bpf"],
            linkerSettings: [
                .linkedLibrary(libunwindName), .linkedLibrary("dw"), .linkedLibrary("elf"), .linkedLibrary("iberty"),
                .linkedLibrary("bpf"),
            ]),
        // Compiles the BPF program in `Sources/CGlass/bpf` and hands it to GlassSystem as a Swift source.
        .executableTarget(name: "bpf-embedder", path: "Plugins/bpf-embedder", swiftSettings: swift6),
        .plugin(name: "BPFPlugin", capability: .buildTool(), dependencies: ["bpf-embedder"]),
        layer("GlassSystem", ["CGlass", "GlassModel", system], plugins: ["BPFPlugin"]),
        layer("GlassProc", ["GlassModel"]),
        layer("GlassCache", ["GlassModel"]),
        layer("GlassUnwind", ["CGlass", "GlassModel", "GlassCache"]),
        layer("GlassSymbols", ["CGlass", "GlassModel", "GlassCache", heap]),
        layer("GlassRuntimes", ["GlassModel"]),
        layer("GlassRequests", ["GlassModel"]),
        layer("GlassStore", ["GlassModel", grdb]),
        layer(
            "GlassSampler",
            [
                "GlassModel", "GlassSystem", "GlassProc", "GlassUnwind", "GlassSymbols", "GlassRuntimes",
                "GlassRequests", "GlassCache",
            ]),
        layer("GlassExchange", ["GlassModel", "GlassAnalysis", csv]),
        layer("GlassConfiguration", ["GlassModel", "GlassAnalysis", toml]),
        layer("GlassTerminal", ["CGlass", toml, system]),
        layer(
            "GlassViewer", ["GlassModel", "GlassAnalysis", "GlassExchange", "GlassTerminal", asyncAlgorithms, system]),
        .executableTarget(
            name: "glass",
            dependencies: [
                "CGlass", "GlassModel", "GlassAnalysis", "GlassSystem", "GlassProc", "GlassSymbols", "GlassStore",
                "GlassExchange", "GlassConfiguration", "GlassTerminal", "GlassViewer", argumentParser, rainbow, system,
            ],
            swiftSettings: swift6),
        .executableTarget(
            name: "glass-agent",
            dependencies: [
                "GlassModel", "GlassAnalysis", "GlassSystem", "GlassProc", "GlassStore", "GlassSampler",
                "GlassConfiguration", "GlassCache", argumentParser,
            ],
            swiftSettings: swift6),
        .target(name: "CDemo"),
        .executableTarget(
            name: "glass-demo",
            dependencies: ["CDemo", argumentParser, grdb, nioCore, nioHTTP1, nioPosix],
            swiftSettings: swift6),
        .executableTarget(
            name: "socket-bench", dependencies: ["GlassModel", "GlassSystem"], path: "Benchmarks/sockets",
            exclude: ["measure", "flood.c"], swiftSettings: swift6),
        .executableTarget(
            name: "store-bench", dependencies: ["GlassModel", "GlassStore"], path: "Benchmarks/store",
            swiftSettings: swift6),
        .executableTarget(
            name: "reading-bench",
            dependencies: ["GlassModel", "GlassStore", "GlassAnalysis", "GlassTerminal", "GlassViewer"],
            path: "Benchmarks/reading", exclude: ["raw-sums.c"], swiftSettings: swift6),

        .executableTarget(
            name: "screen-bench", dependencies: ["GlassModel", "GlassAnalysis", "GlassTerminal", "GlassViewer"],
            path: "Benchmarks/screen", swiftSettings: swift6),
        .executableTarget(
            name: "imports-bench", dependencies: ["GlassModel", "GlassAnalysis", "GlassExchange"],
            path: "Benchmarks/imports", swiftSettings: swift6),
        .executableTarget(
            name: "requests-bench", dependencies: ["GlassModel", "GlassAnalysis"], path: "Benchmarks/requests",
            swiftSettings: swift6),
        .executableTarget(
            name: "unwind-bench", dependencies: ["GlassModel", "GlassUnwind", "GlassTestSupport"],
            path: "Benchmarks/unwind", swiftSettings: swift6),
        .executableTarget(
            name: "parsers-bench", dependencies: ["GlassModel", "GlassRequests"], path: "Benchmarks/parsers",
            swiftSettings: swift6),

        // Fixtures with known call chains, and what starts them.
        .target(
            name: "GlassTestSupport", dependencies: ["CGlass", "GlassModel", "GlassUnwind"],
            path: "Tests/GlassTestSupport", swiftSettings: swift6),
        tests("GlassModelTests", ["GlassModel"]),
        tests("GlassAnalysisTests", ["GlassTestSupport", "GlassAnalysis", "GlassModel"]),
        tests("GlassSystemTests", ["GlassTestSupport", "GlassSystem", "GlassProc", "GlassModel"]),
        tests("GlassProcTests", ["GlassTestSupport", "GlassProc", "GlassSystem", "GlassModel"]),
        tests("GlassCacheTests", ["GlassCache", "GlassModel", "GlassTestSupport"]),
        tests("GlassUnwindTests", ["CGlass", "GlassUnwind", "GlassCache", "GlassModel", "GlassTestSupport"]),
        tests("GlassSymbolsTests", ["GlassTestSupport", "GlassSymbols", "GlassCache", "GlassModel"]),
        tests("GlassRuntimesTests", ["CGlass", "GlassRuntimes", "GlassModel", "GlassUnwind", "GlassTestSupport"]),
        tests("GlassRequestsTests", ["GlassTestSupport", "GlassRequests", "GlassModel"]),
        tests("GlassStoreTests", ["GlassTestSupport", "GlassStore", "GlassModel", grdb]),
        tests(
            "GlassSamplerTests",
            ["GlassSampler", "GlassRuntimes", "GlassSymbols", "GlassCache", "GlassProc", "GlassModel"]),
        tests("GlassExchangeTests", ["GlassTestSupport", "GlassExchange", "GlassAnalysis", "GlassModel", csv]),
        tests("GlassConfigurationTests", ["GlassTestSupport", "GlassConfiguration", "GlassModel"]),
        tests("GlassTerminalTests", ["GlassTerminal", system]),
        tests(
            "GlassViewerTests",
            ["GlassTestSupport", "GlassViewer", "GlassTerminal", "GlassAnalysis", "GlassExchange", "GlassModel"]),
        tests(
            "GlassAgentTests",
            ["glass-agent", "GlassTestSupport", "GlassSystem", "GlassStore", "GlassAnalysis", "GlassModel"]),
        tests(
            "GlassCommandTests",
            [
                "glass", "glass-agent", "GlassSystem", "GlassStore", "GlassAnalysis", "GlassModel", "GlassTerminal",
                "GlassViewer", rainbow,
            ]),
        tests("GlassDemoTests", ["glass-demo", argumentParser, nioCore, nioHTTP1, nioPosix]),
        tests("DocsTests", ["glass", "glass-demo"]),
        tests("InstallTests"),
    ]
)
