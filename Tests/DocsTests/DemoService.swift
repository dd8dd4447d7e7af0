import Foundation
import Testing

/// A running `glass-demo` for commands to look at.
final class DemoService {
    private let process = Process()

    /// Returns when it is ready.
    init() throws {
        let output = Pipe()
        process.executableURL = Repository.binaries.appendingPathComponent("glass-demo")
        process.arguments = ["--rate", "20"]
        process.standardOutput = output
        try process.run()
        var text = ""
        while !text.hasSuffix("ready\n") {
            let bytes = output.fileHandleForReading.availableData
            try #require(!bytes.isEmpty, "glass-demo ended: \(text)")
            text += String(decoding: bytes, as: UTF8.self)
        }
    }

    deinit {
        process.terminate()
        process.waitUntilExit()
    }

    var pid: Int32 { process.processIdentifier }
}
