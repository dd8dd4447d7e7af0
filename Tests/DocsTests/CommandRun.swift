import Foundation

/// How a program ended, and what it wrote.
struct CommandRun {
    let status: Int32
    let output: String

    /// Runs a line of shell; output and errors come together. A program that hangs ends with status 124.
    init(_ line: String, in folder: URL, environment: [String: String] = [:]) throws {
        let file = folder.appendingPathComponent(".output-\(UUID().uuidString)")
        try Data().write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let handle = try FileHandle(forWritingTo: file)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/timeout")
        process.arguments = ["300", "bash", "-c", line]
        process.currentDirectoryURL = folder
        process.environment = Self.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = handle
        process.standardError = handle
        try process.run()
        process.waitUntilExit()
        status = process.terminationStatus
        output = try String(decoding: Data(contentsOf: file), as: UTF8.self)
    }

    /// The executables that were just built come first on PATH.
    private static var environment: [String: String] {
        var environment = ProcessInfo.processInfo.environment
        environment["PATH"] = Repository.binaries.path + ":" + (environment["PATH"] ?? "/usr/bin:/bin")
        return environment
    }
}
