import Glibc

/// Where the programs that belong to glass are.
enum CompanionProgram {
    /// `glass-agent`, or what GLASS_AGENT names.
    static var agent: String { Environment.value("GLASS_AGENT") ?? besideGlass("glass-agent") }
    static var demo: String { besideGlass("glass-demo") }

    /// The path of the glass that runs, with links resolved.
    static var glass: String { realPath("/proc/self/exe") ?? "/proc/self/exe" }

    /// The themes that were installed with glass: `PREFIX/share/glass/themes` where glass is `PREFIX/bin/glass`.
    static var themes: String {
        let prefix = RecordingDestination.parent(of: RecordingDestination.parent(of: glass))
        return (prefix == "/" ? "" : prefix) + "/share/glass/themes"
    }

    private static func besideGlass(_ name: String) -> String {
        let directory = glass.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        return (directory + [Substring(name)]).joined(separator: "/")
    }

    private static func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
