import Glibc
import SystemPackage

/// Where themes are found: the person's own first, then those that were installed, then the built-in one.
public struct ThemeLibrary: Sendable {
    /// Says in which line of a file something is wrong, and what, before the file is parsed.
    public typealias Check = @Sendable (_ text: String) -> (line: Int, reason: String)?

    private let directories: [String]
    private let check: Check

    /// - Parameter directories: those of earlier ones win; one that does not exist is no error.
    public init(directories: [String], check: @escaping Check = { _ in nil }) {
        self.directories = directories
        self.check = check
    }

    /// `${XDG_CONFIG_HOME:-~/.config}/glass/themes`, then the directory of the installation.
    public init(environment: [String: String], installed: String?, check: @escaping Check = { _ in nil }) {
        let home = environment["HOME"].map { "\($0)/.config" }
        let config = environment["XDG_CONFIG_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? home
        directories = [config.map { "\($0)/glass/themes" }, installed].compactMap { $0 }
        self.check = check
    }

    /// The names that ``theme(named:)`` knows, in order of the alphabet.
    public var names: [String] {
        let found = directories.flatMap(Self.files).filter { $0.hasSuffix(".toml") }.map { String($0.dropLast(5)) }
        return Set(found + [Theme.builtIn.name]).sorted()
    }

    /// The theme of that name, whatever its file says its name is; nil where there is none.
    ///
    /// - Throws: ``ThemeError`` where its file is wrong.
    public func theme(named name: String) throws(ThemeError) -> Theme? {
        guard !name.contains("/"), !name.hasPrefix(".") else { return nil }
        for directory in directories where Self.files(in: directory).contains("\(name).toml") {
            let path = "\(directory)/\(name).toml"
            let text = try Self.read(path)
            if let (line, reason) = check(text) {
                throw ThemeError(file: path, line: line, key: nil, problem: .notTOML(reason))
            }
            var theme = try Theme(toml: text, file: path)
            theme.name = name
            return theme
        }
        return name == Theme.builtIn.name ? Theme.builtIn : nil
    }

    private static func files(in directory: String) -> [String] {
        guard let handle = opendir(directory) else { return [] }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            names.append(
                withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                })
        }
        return names
    }

    private static func read(_ path: String) throws(ThemeError) -> String {
        do {
            let descriptor = try FileDescriptor.open(FilePath(path), .readOnly)
            defer { try? descriptor.close() }
            var bytes = [UInt8](repeating: 0, count: 256 * 1024)
            let count = try bytes.withUnsafeMutableBytes { try descriptor.read(into: $0) }
            return String(decoding: bytes[..<count], as: UTF8.self)
        } catch {
            throw ThemeError(file: path, line: nil, key: nil, problem: .unreadable("\(error)"))
        }
    }
}
