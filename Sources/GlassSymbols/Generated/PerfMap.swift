import Glibc
import GlassModel

/// Why a file with names of generated code is not used.
public enum GeneratedCodeError: Error, Hashable, CustomStringConvertible {
    case missing
    case notAFile
    /// A file of somebody else could give code any name.
    case foreignOwner(UInt32)
    case unreadable(Int32)
    case notAJitDump

    public var description: String {
        switch self {
        case .missing: "there is none"
        case .notAFile: "it is no regular file"
        case .foreignOwner(let user): "it belongs to user \(user), who is neither the target's user nor root"
        case .unreadable(let code): "it cannot be read: \(String(cString: strerror(code)))"
        case .notAJitDump: "it does not begin as a jitdump does"
        }
    }
}

/// A perf map, `/tmp/perf-<pid>.map`: a text file to which a runtime appends what code it makes. It is followed as it
/// grows. What it says has no time, so that of two functions at one address the later line counts.
///
/// Names stay in the file until they are asked for: maps of hundreds of megabytes have few functions that are ever seen
/// in a sample.
public final class PerfMap: GeneratedCodeFile {
    private struct Name {
        let offset: UInt64
        let length: Int32
    }

    private let file: GrowingFile
    private var parser = PerfMapParser()
    private var ranges = CodeRanges()
    private var names: [Name] = []

    /// Functions beyond this are not kept: 24 bytes each, and a piece of code needs as much again.
    private let limit: Int
    /// Functions that were too many to keep.
    public private(set) var dropped: Int64 = 0
    public var malformedLines: Int64 { parser.malformedLines }
    /// Pieces of the file that were passed over because a line was longer than what is read at once.
    private var overlong: Int64 = 0
    public var lost: Int64 { dropped &+ malformedLines &+ overlong }
    /// How many functions there are.
    public var count: Int { names.count }

    /// Opens a map and reads nothing.
    ///
    /// - Parameter owners: Users whose file is trusted, beside root.
    public init(path: String, owners: Set<UInt32>, limit: Int = 4_000_000) throws(GeneratedCodeError) {
        file = try GrowingFile(path: path, owners: owners)
        self.limit = limit
    }

    public func refresh() -> Bool { refresh(atMost: 1 << 20) }

    /// Reads what was appended since the last time, or all anew where the file became shorter. At most `length` bytes,
    /// so that a caller can look up meanwhile; true where there may be more.
    @discardableResult
    public func refresh(atMost length: Int) -> Bool {
        if file.wasCutShort { startAnew() }
        let (offset, bytes) = file.next(atMost: length)
        guard !bytes.isEmpty else { return false }
        var pieces: [CodeRanges.Piece] = []
        let used = parser.parse(bytes.span) { entry in
            guard names.count < limit, let value = Int32(exactly: names.count) else { return dropped += 1 }
            names.append(
                Name(offset: offset + UInt64(entry.name.lowerBound), length: Int32(clamping: entry.name.count)))
            pieces.append(.init(start: entry.start, end: entry.start + entry.size, value: value))
        }
        ranges.add(pieces)
        if used == 0, bytes.count == length { overlong += 1 }
        return file.take(used, of: bytes.count, asked: length)
    }

    /// Names keep their numbers: somebody may have asked for a place before.
    private func startAnew() {
        file.rewind()
        ranges = CodeRanges()
    }

    /// What stands at an address now: a perf map tells no times.
    public func place(at address: VirtualAddress, time: Nanoseconds) -> GeneratedPlace? {
        ranges.value(at: address.rawValue).map { GeneratedPlace(function: $0, line: nil) }
    }

    public func function(at place: GeneratedPlace) -> GeneratedFunction? {
        guard names.indices.contains(Int(place.function)) else { return nil }
        let name = names[Int(place.function)]
        guard let bytes = file.bytes(at: name.offset, count: min(Int(name.length), 4096)) else { return nil }
        return GeneratedFunction(symbol: String(decoding: bytes, as: UTF8.self))
    }
}
