import Foundation
import GlassTestSupport

/// A script of `Tests/Fixtures/python`.
enum PythonFixture {
    /// Returns when the script has said `ready`.
    static func start(_ script: String, _ interpreter: String, _ arguments: String...) throws -> Subprocess {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let path = folder.appendingPathComponent("Fixtures/python/\(script).py").path
        let child = try Subprocess([interpreter, path] + arguments)
        while let line = child.readLine() {
            if line == "ready" { return child }
        }
        throw TestFailure("\(script).py never became ready")
    }
}
