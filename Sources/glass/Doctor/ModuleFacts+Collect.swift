import GlassModel
import GlassProc
import GlassSymbols
import GlassSystem

extension TargetFacts.ModuleFacts {
    /// The files whose code is mapped into a process; none where its map may not be read.
    static func collect(_ process: ProcessID) -> [Self] {
        guard let content = try? ProcFiles.content(of: "/proc/\(process)/maps") else { return [] }
        var seen: Set<String> = []
        let files = MemoryMap(content.span).mappings.filter { mapping in
            mapping.isExecutable && mapping.path.hasPrefix("/") && seen.insert(mapping.path).inserted
        }
        let symbolizer = Symbolizer()
        let names = files.map { kind(of: $0, process: process, symbolizer: symbolizer) }
        // Only modules that lack something need a package to be named.
        let lacking = zip(files, names).filter { $1 != .debugInformation }.map(\.0.path)
        let packages = DebianPackages.owners(of: lacking)
        return zip(files, names).map { Self(path: $0.path, names: $1, package: packages[$0.path]) }
    }

    private static func kind(of mapping: MemoryMapping, process: ProcessID, symbolizer: Symbolizer) -> Names {
        let folder = "/proc/\(process)"
        let range = String(mapping.start.rawValue, radix: 16) + "-" + String(mapping.end.rawValue, radix: 16)
        let source = SymbolSource(
            path: mapping.path, candidates: ["\(folder)/map_files/\(range)", "\(folder)/root\(mapping.path)"],
            rootPrefix: "\(folder)/root")
        switch symbolizer.kind(of: source) {
        case .dwarf, .debugFile: return .debugInformation
        case .symtab, .gnuDebugdata: return .symbols
        case .dynsym: return .exports
        case .none: return .none
        }
    }
}

/// Which Debian package a file came in, as dpkg knows it.
enum DebianPackages {
    /// By path; files that belong to no package, and all where there is no dpkg, are missing.
    static func owners(of paths: [String]) -> [String: String] {
        guard !paths.isEmpty else { return [:] }
        // With a merged /usr, dpkg may know /usr/lib/x as /lib/x.
        let asked = paths.flatMap { $0.hasPrefix("/usr/") ? [$0, String($0.dropFirst(4))] : [$0] }
        let lines = ProgramOutput.lines("/usr/bin/dpkg-query", ["--search", "--"] + asked, accepting: [0, 1]) ?? []
        let found = parse(lines)
        return Dictionary(
            paths.compactMap { path in
                (found[path] ?? found[String(path.dropFirst(4))]).map { (path, $0) }
            }, uniquingKeysWith: { first, _ in first })
    }

    /// From lines such as `libc6:amd64: /lib/x86_64-linux-gnu/libc.so.6`.
    static func parse(_ lines: [String]) -> [String: String] {
        var owners: [String: String] = [:]
        for line in lines where !line.hasPrefix("diversion by") {
            guard let slash = line.firstIndex(of: "/") else { continue }
            let package = line[..<slash].split { ":, ".contains($0) }.first
            if let package { owners[String(line[slash...])] = String(package) }
        }
        return owners
    }
}
