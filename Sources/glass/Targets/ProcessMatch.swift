import GlassModel

/// A process as it is looked for by name.
struct ProcessMatch: Equatable, Sendable {
    var process: ProcessID
    var parent: ProcessID
    /// The kernel's name of it, up to 15 bytes.
    var name: String
    var arguments: [String]
    /// Zombies and kernel threads have no stack to look at.
    var canBeProfiled = true

    /// `12345  redis-server *:6379`
    var line: String { line(columns: 110) }

    /// The same, cut to so many columns.
    func line(columns: Int) -> String {
        let command = arguments.isEmpty ? name : arguments.joined(separator: " ")
        // A process that writes a title over its arguments pads it with blanks.
        let shown = "\(process)  \(String(command.printable.trimmingBlanks))"
        return shown.count > columns ? String(shown.prefix(max(0, columns - 1))) + "…" : shown
    }

    /// Whether `text` is the name of this process: the kernel's, its program's, or its script's (`app.py`).
    func isNamed(_ text: String) -> Bool {
        name == text || (text.utf8.count > 15 && text.hasPrefix(name) && programName == text) || programName == text
            || scriptName == text
    }

    func commandLineContains(_ text: String) -> Bool { arguments.joined(separator: " ").contains(text) }

    private var programName: String? {
        // A process may write a title over its arguments: `nginx: worker process`.
        arguments.first.map { Self.lastComponent($0.split(separator: " ").first.map(String.init) ?? $0) }
    }

    private var scriptName: String? {
        let interpreters = ["python", "perl", "ruby", "node", "bash", "sh", "php"]
        guard let program = programName, interpreters.contains(where: { program.hasPrefix($0) }) else { return nil }
        return arguments.dropFirst().first { !$0.hasPrefix("-") }.map(Self.lastComponent)
    }

    private static func lastComponent(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }
}

/// What a user means with the name of a process.
enum ProcessSearch {
    /// The processes that `text` names; where none has that name, those whose command line contains it.
    /// - Parameter own: glass itself; it and the processes that it descends from (`sudo`, a shell whose command line
    ///   holds the name) are not meant.
    static func matches(_ text: String, in processes: [ProcessMatch], own: ProcessID) -> [ProcessMatch] {
        let excluded = ancestors(of: own, in: processes)
        let candidates = processes.filter { $0.canBeProfiled && !excluded.contains($0.process) }
        let named = candidates.filter { $0.isNamed(text) }
        let found = named.isEmpty ? candidates.filter { $0.commandLineContains(text) } : named
        return found.sorted { $0.process < $1.process }
    }

    private static func ancestors(of process: ProcessID, in processes: [ProcessMatch]) -> Set<ProcessID> {
        let parents = Dictionary(processes.map { ($0.process, $0.parent) }) { first, _ in first }
        var chain: Set<ProcessID> = []
        var next: ProcessID? = process
        // PID 1 may be what is looked for in a container; nobody means it by accident.
        while let current = next, current.rawValue > 1, chain.insert(current).inserted { next = parents[current] }
        return chain
    }
}
