import GlassModel

/// One line of `/proc/<pid>/maps`. proc(5).
public struct MemoryMapping: Hashable, Sendable {
    public let start: VirtualAddress
    public let end: VirtualAddress
    public let isReadable: Bool
    public let isExecutable: Bool
    /// Where in the file the mapping starts, in bytes.
    public let fileOffset: UInt64
    public let deviceMajor: UInt32
    public let deviceMinor: UInt32
    /// 0 where no file is mapped.
    public let inode: UInt64
    /// The file, without ` (deleted)`; `[vdso]`, `[stack]` and the like for the kernel's own; empty for anonymous.
    public let path: String
    /// The file was removed or replaced since it was mapped.
    public let isDeleted: Bool

    public init(
        start: VirtualAddress, end: VirtualAddress, isReadable: Bool = true, isExecutable: Bool = true,
        fileOffset: UInt64 = 0, deviceMajor: UInt32 = 0, deviceMinor: UInt32 = 0, inode: UInt64 = 0,
        path: String = "", isDeleted: Bool = false
    ) {
        self.start = start
        self.end = end
        self.isReadable = isReadable
        self.isExecutable = isExecutable
        self.fileOffset = fileOffset
        self.deviceMajor = deviceMajor
        self.deviceMinor = deviceMinor
        self.inode = inode
        self.path = path
        self.isDeleted = isDeleted
    }

    /// Reads one line, moving the scanner behind it; nil where it is no mapping.
    init?(_ text: Span<UInt8>, _ scanner: inout TextScanner) {
        guard let start = scanner.hexadecimal(text), scanner.skip(UInt8(ascii: "-"), text),
            let end = scanner.hexadecimal(text), start < end, let rights = scanner.word(text), rights.count >= 3,
            let offset = scanner.hexadecimal(text), let major = scanner.hexadecimal(text),
            scanner.skip(UInt8(ascii: ":"), text), let minor = scanner.hexadecimal(text),
            let inode = scanner.unsigned(text)
        else {
            scanner.skipLine(text)
            return nil
        }
        scanner.skipBlanks(text)
        let name = MemoryMapping.unescape(text.text(scanner.restOfLine(text)))
        let mark = " (deleted)"
        self.init(
            start: VirtualAddress(start), end: VirtualAddress(end),
            isReadable: text[rights.lowerBound] == UInt8(ascii: "r"),
            isExecutable: text[rights.lowerBound + 2] == UInt8(ascii: "x"), fileOffset: offset,
            deviceMajor: UInt32(truncatingIfNeeded: major), deviceMinor: UInt32(truncatingIfNeeded: minor),
            inode: inode, path: name.hasSuffix(mark) ? String(name.dropLast(mark.count)) : name,
            isDeleted: name.hasSuffix(mark))
    }

    /// The kernel writes a line end in a path as `\012`; here it becomes `?`, as in all text of a target.
    private static func unescape(_ path: String) -> String {
        guard path.utf8.contains(UInt8(ascii: "\\")) else { return path }
        return path.split(separator: "\\012", omittingEmptySubsequences: false).joined(separator: "?")
    }
}

/// `/proc/<pid>/maps`, in order of address.
public struct MemoryMap: Sendable {
    public let mappings: [MemoryMapping]
    /// Lines that could not be understood.
    public let malformedLines: Int

    public init(_ text: Span<UInt8>) {
        var scanner = TextScanner()
        var mappings: [MemoryMapping] = []
        var malformed = 0
        while scanner.offset < text.count {
            if let mapping = MemoryMapping(text, &scanner) { mappings.append(mapping) } else { malformed += 1 }
        }
        self.mappings = mappings
        malformedLines = malformed
    }
}
