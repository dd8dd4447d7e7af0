import Foundation
import Testing

/// The built `glass-demo`, run as a person would.
struct DemoProcess {
    let process = Process()
    private let output = Pipe()
    private let errors = Pipe()

    init(_ arguments: [String], environment: [String: String] = [:]) throws {
        // The test runner lies in the folder of the executables.
        let folder = try #require(Bundle.main.executableURL).deletingLastPathComponent()
        process.executableURL = folder.appendingPathComponent("glass-demo")
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardOutput = output
        process.standardError = errors
        try process.run()
    }

    /// Reads standard output up to and with the line `ready`; all of it where that never comes.
    func linesUntilReady() -> [String] {
        var text = ""
        while !text.hasSuffix("ready\n") {
            let bytes = output.fileHandleForReading.availableData
            guard !bytes.isEmpty else { break }
            text += String(decoding: bytes, as: UTF8.self)
        }
        return text.split(separator: "\n").map(String.init)
    }

    /// Waits for the end; gives the exit status and what was written to standard error.
    func end() -> (status: Int32, errors: String) {
        let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus, text)
    }
}
