/// What stands at the beginning of each record of a jitdump, in the byte order of this machine.
struct JitDumpRecord {
    enum Kind: UInt32 {
        case load = 0
        case move = 1
        case debugInfo = 2
        case close = 3
        /// Unwind tables, and what later versions add.
        case other = 0xFFFF_FFFF
    }

    static let prefixSize = 16

    let kind: Kind
    /// With this prefix.
    let size: UInt32
    let time: UInt64

    init?(_ bytes: Span<UInt8>) {
        guard let kind = bytes.uint32(at: 0), let size = bytes.uint32(at: 4), let time = bytes.uint64(at: 8) else {
            return nil
        }
        (self.kind, self.size, self.time) = (Kind(rawValue: kind) ?? .other, size, time)
    }

    /// The beginning of the file.
    struct Header {
        let size: UInt32
        /// The times are the processor's counter and not the monotonic clock.
        let usesProcessorTime: Bool

        private static let magic: UInt32 = 0x4A69_5444

        init?(_ bytes: Span<UInt8>) {
            guard bytes.uint32(at: 0) == Self.magic, let size = bytes.uint32(at: 8), size >= 40,
                let flags = bytes.uint64(at: 32)
            else { return nil }
            (self.size, usesProcessorTime) = (size, flags & 1 != 0)
        }
    }

    /// Code was made. The fields come after the prefix, the process and the thread.
    struct Load {
        let start: UInt64
        let size: UInt64
        let index: UInt64
        /// Where the name stands in the record.
        let name: Range<Int>

        init?(_ bytes: Span<UInt8>) {
            guard let start = bytes.uint64(at: 32), let size = bytes.uint64(at: 40), let index = bytes.uint64(at: 48),
                size > 0
            else { return nil }
            (self.start, self.size, self.index) = (start, size, index)
            guard bytes.count > 56 else { return nil }
            name = 56..<(bytes.indices.dropFirst(56).first { bytes[$0] == 0 } ?? bytes.count)
        }
    }

    /// Code stands elsewhere now.
    struct Move {
        let from: UInt64
        let to: UInt64
        let size: UInt64
        let index: UInt64

        init?(_ bytes: Span<UInt8>) {
            guard let from = bytes.uint64(at: 32), let to = bytes.uint64(at: 40), let size = bytes.uint64(at: 48),
                let index = bytes.uint64(at: 56), size > 0
            else { return nil }
            (self.from, self.to, self.size, self.index) = (from, to, size, index)
        }
    }
}

extension Span where Element == UInt8 {
    /// Nil beyond the end.
    func uint32(at offset: Int) -> UInt32? {
        guard offset >= 0, count - offset >= 4 else { return nil }
        return (0..<4).reduce(0) { $0 | UInt32(self[offset + $1]) << UInt32(8 * $1) }
    }

    /// Nil beyond the end.
    func uint64(at offset: Int) -> UInt64? {
        guard let low = uint32(at: offset), let high = uint32(at: offset + 4) else { return nil }
        return UInt64(high) << 32 | UInt64(low)
    }
}
