/// How a target that runs CPython is to be sampled, and whether its requests can be told apart where one event loop serves
/// many at a time.
enum PythonChecks {
    /// Versions whose asyncio tasks can be read.
    static let versionsWithTasks = 11...13

    static func all(_ modules: [TargetFacts.ModuleFacts]) -> [Finding] {
        modules.lazy.compactMap { minorVersion(ofFile: $0.path) }.first.map {
            [frames(ofVersion: $0), tasks(ofVersion: $0)]
        } ?? []
    }

    private static func frames(ofVersion minor: Int) -> Finding {
        Finding(
            "engine", .info, "Python 3.\(minor): --engine perf shows its native frames alone",
            remedy: "use --engine ptrace or auto to see Python's functions")
    }

    private static func tasks(ofVersion minor: Int) -> Finding {
        guard versionsWithTasks.contains(minor) else {
            return Finding(
                "asyncio", .info,
                "Python 3.\(minor): its asyncio tasks cannot be read; of requests that one event loop serves at the same "
                    + "time nobody knows whose the work was",
                remedy: "run it with Python 3.\(versionsWithTasks.lowerBound) to 3.\(versionsWithTasks.upperBound)")
        }
        return Finding("asyncio", .ok, "Python 3.\(minor): requests are told apart by their asyncio tasks")
    }

    /// As the interpreter or its library names it: `python3.11`, `libpython3.11.so.1.0`. Elsewhere the version is not
    /// looked for.
    static func minorVersion(ofFile path: String) -> Int? {
        let name = path.split(separator: "/").last ?? ""
        guard let prefix = ["python3.", "libpython3."].first(where: name.hasPrefix) else { return nil }
        return Int(name.dropFirst(prefix.count).prefix { $0.isASCII && $0.isNumber })
    }
}
