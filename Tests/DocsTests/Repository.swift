import Foundation

/// The repository that these tests stand in.
enum Repository {
    static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .appendingPathComponent("../..")
        .standardizedFileURL

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    static func hasFolder(_ path: String) -> Bool {
        (try? root.appendingPathComponent(path).resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true
    }

    /// All Swift files below a folder, by their paths below it.
    static func swiftFiles(below path: String) -> [String] {
        let found = FileManager.default.enumerator(atPath: root.appendingPathComponent(path).path)
        return (found?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(".swift") }.sorted()
    }

    /// Where the build put the executables: beside the test runner.
    static var binaries: URL {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    }
}
