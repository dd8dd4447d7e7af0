/// Whether the target's modules can be named, and which package would help where not.
enum ModuleChecks {
    static func all(_ modules: [TargetFacts.ModuleFacts]) -> [Finding] {
        guard !modules.isEmpty else { return [] }
        let lacking = modules.filter { $0.names == .none }
        let symbolsOnly = modules.filter { $0.names == .symbols }
        return [summary(modules, lacking: lacking)] + lacking.map(withoutNames) + hint(symbolsOnly)
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

    private static func hint(_ modules: [TargetFacts.ModuleFacts]) -> [Finding] {
        let packages = Set(modules.compactMap(\.package).map(debugPackage)).sorted()
        guard !packages.isEmpty else { return [] }
        return [
            Finding(
                "names", .info, "\(modules.count) modules have function names only, without lines and inlined calls",
                remedy: "sudo apt install \(packages.prefix(8).joined(separator: " ")) (from Debian's debug archive)")
        ]
    }

    /// Debian names a debug package after the binary one; libc's stands in the main archive under an older name.
    static func debugPackage(_ package: String) -> String {
        package == "libc6" ? "libc6-dbg" : "\(package)-dbgsym"
    }
}
