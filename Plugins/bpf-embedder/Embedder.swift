import Foundation

/// `bpf-embedder OUTPUT COMPILER ARGUMENT…` compiles a BPF program and writes a Swift source that holds its object.
@main struct Embedder {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard arguments.count >= 3, let output = arguments.first else {
            FileHandle.standardError.write(Data("usage: bpf-embedder OUTPUT COMPILER ARGUMENT...\n".utf8))
            exit(64)
        }
        let object = try compile(Array(arguments.dropFirst()), besides: output)
        try source(of: object).write(toFile: output, atomically: true, encoding: .utf8)
    }

    // The object is no output of the build: SwiftPM would take it for a resource and install it.
    private static func compile(_ command: [String], besides output: String) throws -> Data {
        let object = URL(fileURLWithPath: output + ".\(getpid()).o")
        defer { try? FileManager.default.removeItem(at: object) }
        let compiler = Process()
        compiler.executableURL = URL(fileURLWithPath: command[0])
        compiler.arguments = command.dropFirst() + ["-c", "-o", object.path()]
        try compiler.run()
        compiler.waitUntilExit()
        guard compiler.terminationStatus == 0 else { exit(compiler.terminationStatus) }
        return try Data(contentsOf: object)
    }

    // A string costs the Swift compiler nothing; an array of as many numbers takes it a minute.
    private static func source(of object: Data) -> String {
        """
        /// The compiled BPF program: an ELF object in hexadecimal digits.
        enum SocketTapProgram {
            static let digits: StaticString = "\(digits(of: object))"
        }

        """
    }

    private static func digits(of object: Data) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: object.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
