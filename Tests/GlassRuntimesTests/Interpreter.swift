import Foundation
import GlassRuntimes
import GlassTestSupport

/// A CPython of this machine.
struct Interpreter: Hashable, CustomStringConvertible, Sendable {
    let path: String
    let version: PythonVersion
    let hasUvloop: Bool
    let isFreeThreaded: Bool

    var description: String { "\(path) (\(version))" }

    /// Debian's, those that pyenv installed, and those that `GLASS_TEST_PYTHONS` names, with colons between.
    static let all = found.filter { !$0.isFreeThreaded }

    /// Builds without the global interpreter lock.
    static let freeThreaded = found.filter(\.isFreeThreaded)

    private static let found: [Interpreter] = {
        let home = NSHomeDirectory() + "/.pyenv/versions"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: home)) ?? []
        let paths = ["/usr/bin/python3"] + names.sorted().map { "\(home)/\($0)/bin/python3" }
        let more = ProcessInfo.processInfo.environment["GLASS_TEST_PYTHONS"] ?? ""
        return (paths + more.split(separator: ":").map(String.init)).compactMap(Interpreter.init(path:))
    }()

    static func all(_ minors: ClosedRange<Int>) -> [Interpreter] {
        all.filter { minors.contains($0.version.minor) }
    }

    private init?(path: String) {
        let question = """
            import sys, importlib.util as u
            print(*sys.version_info[:3], int(u.find_spec("uvloop") is not None),
                int("free-threading" in sys.version))
            """
        guard FileManager.default.isExecutableFile(atPath: path),
            let answer = try? Subprocess.output(of: [path, "-c", question])
        else { return nil }
        let numbers = answer.split { !$0.isNumber }.compactMap { Int($0) }
        guard numbers.count == 5 else { return nil }
        self.path = path
        version = PythonVersion(numbers[0], numbers[1], numbers[2])
        hasUvloop = numbers[3] == 1
        isFreeThreaded = numbers[4] == 1
    }
}
