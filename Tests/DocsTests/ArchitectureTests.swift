import Testing

@Suite struct ArchitectureTests {
    private let manifest: PackageManifest

    init() throws { manifest = PackageManifest(try Repository.text("Package.swift")) }

    /// The targets that are no tests or benchmarks.
    private var layers: [String: Set<String>] {
        manifest.dependencies.filter { Repository.hasFolder("Sources/\($0.key)") }
    }

    /// The rows of the table of layers: a layer, and the layers that it may import.
    private func documentedLayers() throws -> [String: Set<String>] {
        let rows = try Repository.text("ARCHITECTURE.md").matches(of: /(?m)^\| `([\w-]+)` \|([^|]*)\|[^|]*\|[^|]*\|$/)
        return Dictionary(
            rows.map { row in (String(row.1), Set(row.2.matches(of: /`([\w-]+)`/).map { String($0.1) })) },
            uniquingKeysWith: { first, _ in first })
    }

    @Test func theManifestIsUnderstood() {
        #expect(layers.count >= 15)
        #expect(manifest.dependencies["GlassModel"] == [])
        #expect(manifest.dependencies["GlassStore"]?.contains("GRDB") == true)
    }

    @Test func theTableOfLayersIsThatOfThePackage() throws {
        let documented = try documentedLayers()
        #expect(Set(documented.keys) == Set(layers.keys))
        for (layer, imports) in documented {
            let declared = (layers[layer] ?? []).filter { layers[$0] != nil }
            #expect(imports == declared, "ARCHITECTURE.md and Package.swift differ about what \(layer) imports")
        }
    }

    /// SwiftPM lets a target import what only its dependencies depend on; here it may not.
    @Test func layersImportOnlyWhatThePackageDeclares() throws {
        let system: Set = ["Foundation", "Glibc", "Synchronization", "Dispatch", "RegexBuilder", "GRDBSQLite"]
        for (layer, declared) in layers {
            for file in Repository.swiftFiles(below: "Sources/\(layer)") {
                let text = try Repository.text("Sources/\(layer)/\(file)")
                for match in text.matches(of: /(?m)^\s*(?:@\w+ |public |internal |package )*import (?:\w+ )?(\w+)/) {
                    let name = String(match.1)
                    #expect(declared.union(system).contains(name), "\(layer)/\(file) imports \(name)")
                }
            }
        }
    }

    @Test(arguments: ["GlassModel", "GlassAnalysis", "GlassProc", "GlassUnwind", "GlassRequests", "GlassRuntimes"])
    func pureLayersImportNoOperatingSystem(layer: String) throws {
        for file in Repository.swiftFiles(below: "Sources/\(layer)") {
            let text = try Repository.text("Sources/\(layer)/\(file)")
            let isPure = text.firstMatch(of: /(?m)^import (Foundation|Glibc|Dispatch)$/) == nil
            #expect(isPure, "\(layer)/\(file)")
        }
    }

    @Test func filesThatTheDocumentsNameExist() throws {
        let paths = Repository.swiftFiles(below: "Sources") + Repository.swiftFiles(below: "Tests")
        let files = Set(paths.map { String($0.split(separator: "/").last ?? "") } + ["Package.swift"])
        for document in ["ARCHITECTURE.md", "docs/recording.md"] {
            for match in try Repository.text(document).matches(of: /`(?:[\w-]+\/)*([\w+]+\.swift)`/) {
                let name = String(match.1)
                #expect(files.contains(name), "\(document) names \(name)")
            }
        }
    }

    @Test func everyTableOfTheRecordingIsDescribed() throws {
        let versions = Repository.swiftFiles(below: "Sources/GlassStore").filter { $0.hasPrefix("SchemaVersion") }
        let schema = try versions.map { try Repository.text("Sources/GlassStore/" + $0) }.joined()
        let documented = try Repository.text("docs/recording.md").matches(of: /(?m)^\| `(\w+)` \|/).map { String($0.1) }
        let created = schema.matches(of: /(?:CREATE (?:TABLE|VIEW)|RENAME TO) (\w+)/).map { String($0.1) }
        #expect(created.count >= 10)
        #expect(Set(documented) == Set(created))
    }
}
