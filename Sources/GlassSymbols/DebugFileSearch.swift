import GlassModel

/// Where distributions and debuggers put separate debug files, as gdb's manual describes it under "Debugging
/// Information in Separate Files".
struct DebugFileSearch {
    /// A separate debug file that was found to belong to the module.
    struct Found {
        let path: String
        let file: ELFFile
    }

    private let directories: [String]
    private let source: SymbolSource

    init(_ source: SymbolSource, directories: [String]) {
        self.source = source
        self.directories = directories
    }

    /// The debug file of `file`: by build ID, then by `.gnu_debuglink`.
    func debugFile(of file: ELFFile) -> Found? {
        let identity = file.buildID
        if let identity {
            for path in paths(of: identity) {
                if let found = open(path), found.file.buildID == identity { return found }
            }
        }
        guard let link = DebugLink(file) else { return nil }
        for path in paths(of: link) {
            guard let found = open(path) else { continue }
            if let identity, let other = found.file.buildID {
                if other == identity { return found }
            } else if CRC32.checksum(of: found.file.source) == link.checksum {
                return found
            }
        }
        return nil
    }

    /// Where the file that dwz moved common DWARF to may be, best first.
    func alternatePaths(name: String, identity: BuildID, from debugPath: String) -> [String] {
        let named =
            name.hasPrefix("/") ? prefixes.map { $0 + name } : [Self.directory(of: debugPath) + "/" + name]
        return paths(of: identity) + named
    }

    private var prefixes: [String] { source.rootPrefix.isEmpty ? [""] : [source.rootPrefix, ""] }

    private func paths(of identity: BuildID) -> [String] {
        let digits = identity.description
        guard digits.count > 2 else { return [] }
        let name = ".build-id/\(digits.prefix(2))/\(digits.dropFirst(2)).debug"
        return prefixes.flatMap { prefix in directories.map { "\(prefix)\($0)/\(name)" } }
    }

    private func paths(of link: DebugLink) -> [String] {
        let home = Self.directory(of: source.path)
        // Packages name /usr/lib/x although the target may see it as /lib/x, and the other way round.
        let homes = home.hasPrefix("/usr/") ? [home, String(home.dropFirst(4))] : [home, "/usr" + home]
        return prefixes.flatMap { prefix in
            [home, home + "/.debug"].map { "\(prefix)\($0)/\(link.name)" }
                + directories.flatMap { root in homes.map { "\(prefix)\(root)\($0)/\(link.name)" } }
        }
    }

    private static func directory(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }

    private func open(_ path: String) -> Found? {
        guard let bytes = ByteSource(path: path), let file = ELFFile(bytes) else { return nil }
        return Found(path: path, file: file)
    }
}

/// `.gnu_debuglink`: the name of a debug file without its directory, and that file's CRC.
struct DebugLink {
    let name: String
    let checksum: UInt32

    init?(_ file: ELFFile) {
        guard let section = file.section(".gnu_debuglink"), let bytes = file.bytes(of: section, limit: 65_536),
            let end = bytes.firstIndex(of: 0), end > 0, let checksum = bytes.integer(UInt32.self, at: (end + 4) / 4 * 4)
        else { return nil }
        name = String(decoding: bytes[..<end], as: UTF8.self)
        self.checksum = checksum
        guard !name.contains("/"), name != "..", name != "." else { return nil }
    }
}

/// The CRC-32 of IEEE 802.3, which `.gnu_debuglink` uses.
enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xedb8_8320 ^ (value >> 1) : value >> 1 }
    }

    /// Of all bytes; nil where they cannot be read.
    static func checksum(of source: ByteSource) -> UInt32? {
        var value = UInt32.max
        var offset: UInt64 = 0
        while offset < source.count {
            let length = Int(min(source.count - offset, 1 << 18))
            guard let bytes = source.read(offset, length) else { return nil }
            for byte in bytes { value = table[Int((value ^ UInt32(byte)) & 255)] ^ (value >> 8) }
            offset += UInt64(length)
        }
        return ~value
    }
}
