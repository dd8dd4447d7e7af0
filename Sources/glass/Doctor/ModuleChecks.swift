/// Whether the target's modules can be named, and which package would help where not.
enum ModuleChecks {
    static func all(_ modules: [TargetFacts.ModuleFacts]) -> [Finding] {
        guard !modules.isEmpty else { return [] }
        let lacking = modules.filter { $0.names == .none }
        let exportsOnly = modules.filter { $0.names == .exports }
        let symbolsOnly = modules.filter { $0.names == .symbols }
        return [summary(modules, lacking: lacking)] + lacking.map(withoutNames)
            + hint(exportsOnly, "name only the functions that they export: others show under a neighbour's name")
            + hint(symbolsOnly, "have function names only, without lines and inlined calls")
    }

    private static func summary(
        _ modules: [TargetFacts.ModuleFacts], lacking: [TargetFacts.ModuleFacts]
    ) -> Finding {
        let full = modules.count { $0.names == .debugInformation }
        let text = "\(full) of \(modules.count) modules have files and lines, \(lacking.count) have no names at all"
        return Finding("names", lacking.isEmpty ? .ok : .warn, text)
    }

    private static func withoutNames(_ module: TargetFacts.ModuleFacts) -> Finding {
        Finding(
            "names", .warn, "\(module.path.printable) is stripped: its functions show as module+0x1234",
            remedy: module.package.map { "sudo apt install \(debugPackage($0))" }
                ?? "build it with symbols (-g, no strip), or give its debug file by build ID in /usr/lib/debug/.build-id"
        )
    }

    private static func hint(_ modules: [TargetFacts.ModuleFacts], _ text: String) -> [Finding] {
        guard !modules.isEmpty else { return [] }
        let packages = Set(modules.compactMap(\.package).map(debugPackage)).sorted().prefix(8)
        let files = modules.prefix(3).map { $0.path.split(separator: "/").last.map(String.init) ?? $0.path }
        let more = modules.count > files.count ? ", …" : ""
        return [
            Finding(
                "names", .info, "\(modules.count) of them (\(files.joined(separator: ", ").printable)\(more)) \(text)",
                remedy: packages.isEmpty
                    ? nil : "sudo apt install \(packages.joined(separator: " ")) (from Debian's debug archive)")
        ]
    }

    /// Debian names a debug package after the binary one; libc's stands in the main archive under an older name.
    static func debugPackage(_ package: String) -> String {
        package == "libc6" ? "libc6-dbg" : "\(package)-dbgsym"
    }
}
