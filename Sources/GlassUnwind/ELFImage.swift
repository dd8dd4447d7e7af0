import GlassModel

/// What unwinding needs to know of an ELF file: its segments, its identity and where its unwind tables stand.
///
/// It performs no I/O: bytes come from a closure, whether that reads a file or a copy of the vdso. Only headers are
/// read at once; section contents are read when they are needed. Nothing in the bytes is trusted.
/// Layouts are those of the *System V ABI*, chapters 4 and 5.
public final class ELFImage: Sendable {
    /// Gives `count` bytes at `offset` of the file, or none where it has not that many.
    public typealias Reader = @Sendable (_ offset: UInt64, _ count: Int) -> [UInt8]?

    /// An ELF header's `e_type`.
    public enum Kind: Hashable, Sendable {
        /// A program that runs only at the addresses it was linked for.
        case executable
        /// A library or a position-independent program.
        case shared
        case other(UInt16)
    }

    public let architecture: Architecture
    public let kind: Kind
    public let entryPoint: ModuleAddress
    /// The `PT_LOAD` program headers, in the file's order.
    public let loadSegments: [ELFSegment]
    public let buildID: BuildID?
    /// Found through the program headers, so that it is there without section headers too.
    public let ehFrameHeader: ELFSection?
    /// Found through the section headers, and otherwise through ``ehFrameHeader``.
    public let ehFrame: ELFSection?

    /// Go's table of functions, `.gopclntab`.
    let goFunctions: ELFSection?
    let text: ELFSection?
    /// Whether it has code that Go's compiler made.
    public var isGo: Bool { goFunctions != nil }
    private let goBuildInfo: ELFSection?
    /// Of the Go that made it: 19 of 1.19.8. None before 1.18, which said it otherwise.
    public var goMinorVersion: Int? {
        guard let section = goBuildInfo, let bytes = read(at: section.offset, count: Int(min(section.size, 64))),
            bytes.count == 64, bytes.starts(with: [0xff] + Array(" Go buildinf:".utf8)), bytes[15] & 2 != 0
        else { return nil }
        let version = String(decoding: bytes[33...].prefix(Int(bytes[32])), as: UTF8.self)
        guard version.hasPrefix("go1.") else { return nil }
        return Int(version.dropFirst(4).prefix { $0.isNumber })
    }

    let compiledRules = CompiledRules()
    private let reader: Reader

    public init(reader: @escaping Reader) throws(ELFError) {
        let header = try ELFHeader(reader: reader)
        let segments = try ELFSegment.table(of: header, reader: reader)
        let sections = ELFSection.table(of: header, reader: reader)
        self.reader = reader
        architecture = header.architecture
        kind = header.kind
        entryPoint = ModuleAddress(header.entryPoint)
        loadSegments = segments.filter { $0.type == ELFSegment.load }
        goFunctions = sections.first {
            ($0.name == ".gopclntab" || $0.name == ".data.rel.ro.gopclntab") && $0.isReadable
        }
        text = sections.first { $0.name == ".text" }
        goBuildInfo = sections.first { $0.name == ".go.buildinfo" && $0.isReadable }
        let notes = segments.filter { $0.type == ELFSegment.note }
        buildID = notes.compactMap { ELFNotes.buildID(in: $0, reader) }.first
        let frameHeader = segments.first { $0.type == ELFSegment.gnuEHFrame }.map(ELFSection.init(segment:))
        ehFrameHeader = frameHeader
        ehFrame =
            sections.first { $0.name == ".eh_frame" && $0.isReadable }
            ?? frameHeader.flatMap { EHFrameHeader.findEHFrame(through: $0, segments: segments, reader: reader) }
    }

    /// Bytes of the file as they stand there.
    public func read(at offset: UInt64, count: Int) -> [UInt8]? {
        guard let bytes = reader(offset, count), bytes.count == count else { return nil }
        return bytes
    }

    /// The load segment that holds `address`.
    public func segment(containing address: ModuleAddress) -> ELFSegment? {
        loadSegments.first { $0.contains(address) }
    }

    /// What to add to the image's addresses where its bytes from `fileOffset` on are mapped at `start`.
    ///
    /// Two segments may share the file's page in which one ends and the next begins; `isExecutable` tells them apart.
    /// None where no load segment covers the offset.
    public func bias(
        forMappingAt start: VirtualAddress, fileOffset: UInt64, isExecutable: Bool? = nil
    ) -> Int64? {
        let candidates = loadSegments.filter { $0.coversPage(at: fileOffset) }
        let matching = candidates.filter { isExecutable == nil || $0.isExecutable == isExecutable }
        guard let segment = matching.last ?? candidates.last else { return nil }
        let mapped = segment.address.rawValue &+ (fileOffset &- segment.offset)
        return Int64(bitPattern: start.rawValue &- mapped)
    }
}
