import Foundation

/// One run of the built `glass`, with a home of its own.
struct GlassRun {
    let status: Int32
    let output: String
    let errors: String

    /// Beside the test bundle, which SwiftPM builds into the same directory.
    static let executable: String = {
        let runner = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: runner).deletingLastPathComponent().appendingPathComponent("glass").path
    }()

    /// Runs `glass` with `arguments` and waits for its end.
    /// - Parameters:
    ///   - environment: Added to a small fixed one: local time is UTC, and there are no colours to be had.
    ///   - shell: A command line to run instead, with `$glass` in it.
    init(
        _ arguments: [String], in sandbox: Sandbox, environment: [String: String] = [:], shell: String? = nil
    ) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: shell == nil ? Self.executable : "/bin/bash")
        process.arguments = shell.map { ["-c", $0] } ?? arguments
        process.currentDirectoryURL = URL(fileURLWithPath: sandbox.path)
        process.environment = [
            "PATH": "/usr/bin:/bin", "HOME": sandbox.path, "XDG_STATE_HOME": sandbox.path, "TZ": "UTC",
            "glass": Self.executable,
        ].merging(environment) { $1 }
        let (outputFile, errorsFile) = (sandbox.newFile(), sandbox.newFile())
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle(forWritingAtPath: outputFile)
        process.standardError = FileHandle(forWritingAtPath: errorsFile)
        try process.run()
        process.waitUntilExit()
        let code = process.terminationStatus
        status = process.terminationReason == .uncaughtSignal ? 128 + code : code
        output = try String(contentsOfFile: outputFile, encoding: .utf8)
        errors = try String(contentsOfFile: errorsFile, encoding: .utf8)
    }
}

/// A directory for one test, removed with its last reference.
final class Sandbox: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("glass-command-\(UUID())").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// An empty file that no other test knows.
    func newFile() -> String {
        let path = file("stream-\(UUID())")
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        return path
    }

    @discardableResult
    func write(_ text: String, to name: String, executable: Bool = false) throws -> String {
        try Data(text.utf8).write(to: URL(fileURLWithPath: file(name)))
        if executable {
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file(name))
        }
        return file(name)
    }
}
