import Foundation

/// A program of a language other than C, from `Tests/Fixtures`, built for one test and removed with it.
public final class BuiltProgram {
    public let executable: String
    private let folder: String

    /// - Parameters:
    ///   - source: below `Tests/Fixtures`.
    ///   - command: gets the paths of the source and of the program as `$1` and `$2`.
    public init(_ source: String, by command: String) throws {
        let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Fixtures")
        folder = NSTemporaryDirectory() + "glass-program-\(getpid())-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        executable = folder + "/program"
        let path = fixtures.appendingPathComponent(source).path
        _ = try Subprocess.output(of: ["/bin/sh", "-c", command, "sh", path, executable])
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Starts it and waits until it says `ready`.
    public func start() throws -> Subprocess {
        let child = try Subprocess([executable])
        guard child.readLine() == "ready" else { throw TestFailure("\(executable) never became ready") }
        return child
    }
}
