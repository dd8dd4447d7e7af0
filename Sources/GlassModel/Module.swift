/// The identity that a linker writes into a binary (`NT_GNU_BUILD_ID`), of any length.
public struct BuildID: Hashable, Sendable, Codable, CustomStringConvertible {
    public let bytes: [UInt8]

    public init(bytes: [UInt8]) { self.bytes = bytes }

    /// Lower-case hexadecimal, as `file` and `readelf -n` print it.
    public var description: String {
        bytes.map { byte in String(byte >> 4, radix: 16) + String(byte & 15, radix: 16) }.joined()
    }
}

/// A file (or the vdso) that is mapped into the target.
public struct Module: Hashable, Sendable, Codable {
    public let id: ModuleID
    /// As `/proc/<pid>/maps` names it, in the target's own view of the file system, without ` (deleted)`.
    public let path: String
    public let buildID: BuildID?

    public init(id: ModuleID, path: String, buildID: BuildID?) {
        self.id = id
        self.path = path
        self.buildID = buildID
    }

    /// The last component of the path: `libc.so.6`.
    public var name: String { path.split(separator: "/").last.map(String.init) ?? path }
}
