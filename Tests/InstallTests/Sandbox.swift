import Foundation
import Testing

/// A copy of `install.sh` in a tree of its own, with a PATH that holds only the tools it may use and stubs for
/// `swift`, `dpkg-query` and `apt-get`. All names have blanks, so that unquoted paths come to light.
final class Sandbox {
    let root: URL
    var tree: URL { root.appendingPathComponent("source tree") }
    var prefix: URL { root.appendingPathComponent("a prefix") }
    private var tools: URL { root.appendingPathComponent("tools") }
    private var log: URL { root.appendingPathComponent("calls.log") }

    init() throws {
        root = FileManager.default.temporaryDirectory.appendingPathComponent("install test \(UUID().uuidString)")
        try makeFolders(tools, tree.appendingPathComponent("themes"), tree.appendingPathComponent("man"))
        try write(String(contentsOf: Self.script, encoding: .utf8), to: tree.appendingPathComponent("install.sh"))
        try write("name = \"dusk\"\n", to: tree.appendingPathComponent("themes/dusk.toml"))
        try write(".TH GLASS 1\n", to: tree.appendingPathComponent("man/glass.1"))
        try linkTools()
        for (name, text) in Stubs.all { try write(text, to: tools.appendingPathComponent(name)) }
    }

    deinit { try? FileManager.default.removeItem(at: root) }

    /// The script under test, as it lies in the repository.
    static var script: URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../install.sh")
    }

    func removeTool(_ name: String) throws {
        try FileManager.default.removeItem(at: tools.appendingPathComponent(name))
    }

    /// What the stubs were called with, a line each.
    var calls: [String] {
        ((try? String(contentsOf: log, encoding: .utf8)) ?? "").split(separator: "\n").map(String.init)
    }

    /// The paths of all files below the prefix, sorted.
    var installedFiles: [String] { files(below: prefix) }

    func files(below folder: URL) -> [String] {
        let found = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        return found.filter { !isFolder(folder.appendingPathComponent($0)) }.sorted()
    }

    func isFolder(_ url: URL) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) && isFolder.boolValue
    }

    func makeFolders(_ folders: URL...) throws {
        for folder in folders { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }
    }

    func write(_ text: String, to url: URL) throws {
        try text.write(to: url, atomically: false, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: url.path)
    }

    private func linkTools() throws {
        let names = [
            "bash", "basename", "cat", "chmod", "cp", "dirname", "env", "find", "grep", "head", "id", "mkdir", "mktemp",
            "mv", "rm", "rmdir", "sed", "sleep", "sort",
        ]
        for name in names {
            let source = ["/usr/bin/", "/bin/"].map { $0 + name }.first(where: FileManager.default.fileExists(atPath:))
            try FileManager.default.createSymbolicLink(
                atPath: tools.appendingPathComponent(name).path, withDestinationPath: #require(source))
        }
    }
}

extension Sandbox {
    struct Result {
        var status: Int32
        var output: String
        var errors: String
    }

    /// Runs the copied `install.sh`; `--prefix` is for the caller to give.
    func run(
        _ arguments: [String], environment: [String: String] = [:], under launcher: [String] = []
    ) throws -> Result {
        let output = root.appendingPathComponent("output-\(UUID().uuidString)")
        let errors = root.appendingPathComponent("errors-\(UUID().uuidString)")
        for file in [output, errors] { try write("", to: file) }
        let process = Process()
        let command = launcher + [tools.path + "/bash", tree.path + "/install.sh"] + arguments
        process.executableURL = URL(fileURLWithPath: command[0])
        process.arguments = Array(command.dropFirst())
        process.environment = [
            "PATH": tools.path, "HOME": root.path, "STUB_ROOT": root.path, "TMPDIR": root.path,
        ].merging(environment) { $1 }
        process.currentDirectoryURL = root
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        process.waitUntilExit()
        return Result(
            status: process.terminationStatus, output: try String(contentsOf: output, encoding: .utf8),
            errors: try String(contentsOf: errors, encoding: .utf8))
    }

    /// Installs below the prefix with the blank.
    func install(_ more: [String] = [], environment: [String: String] = [:]) throws -> Result {
        try run(["--prefix", prefix.path] + more, environment: environment)
    }
}
