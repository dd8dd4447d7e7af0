import GlassCache
import GlassModel
import Glibc

/// The names of stretches of code as a file of the cache holds them, little-endian:
///
/// - who wrote it (``ProgramIdentity``), 16 bytes; how many stretches and how many locations, 32 bits each;
/// - by address: 64 bits of it, 32 each of the length, of the first location's number and of how many there are;
/// - locations: function, file and whole name as offsets among the strings, line (0 for none) and flags, 32 bits each;
/// - strings: 32 bits of length, then UTF-8.
struct NameTable {
    static let kind = BuildCache.Kind("names", version: 1)

    private let file: CachedFile
    private let locationCount: Int
    let count: Int

    private static let headSize = 24
    private static let extentSize = 20
    private static let locationSize = 20
    private static let noText = UInt32.max
    /// Functions inlined into each other.
    private static let maximumDepth: UInt32 = 1024

    private var locationsStart: Int { Self.headSize + count * Self.extentSize }
    private var stringsStart: Int { locationsStart + locationCount * Self.locationSize }

    /// None where another build of this program wrote it, which may name things otherwise, or where it is not laid out so.
    init?(_ file: CachedFile, writtenBy writer: ProgramIdentity? = .own) {
        guard let writer, let head = file.withUnsafeBytes({ Head($0) }), head.writer == writer else { return nil }
        self.file = file
        (count, locationCount) = (head.count, head.locationCount)
        guard stringsStart <= file.withUnsafeBytes(\.count) else { return nil }
    }

    private struct Head {
        let writer: ProgramIdentity
        let count: Int
        let locationCount: Int

        init?(_ bytes: UnsafeRawBufferPointer) {
            guard let size = bytes.word(0), let modified = bytes.word(8), let count = bytes.halfWord(16),
                let locationCount = bytes.halfWord(20)
            else { return nil }
            writer = ProgramIdentity(size: size, modified: modified)
            (self.count, self.locationCount) = (Int(count), Int(locationCount))
        }
    }

    /// The functions at an address, innermost first; none where debug information has none, nil where nothing is known of it.
    func locations(of address: UInt64) -> [SourceLocation]? {
        file.withUnsafeBytes { bytes in
            let above = (0..<count).partitioningIndex { (range($0, bytes)?.lowerBound ?? 0) > address }
            guard above > 0, range(above - 1, bytes)?.contains(address) == true else { return nil }
            return locations(ofExtent: above - 1, bytes)
        }
    }

    /// All that it holds.
    var all: [NamedExtent] {
        file.withUnsafeBytes { bytes in
            (0..<count).compactMap { index in
                guard let range = range(index, bytes), let locations = locations(ofExtent: index, bytes) else {
                    return nil
                }
                return NamedExtent(range: range, locations: locations)
            }
        }
    }

    private func range(_ index: Int, _ bytes: UnsafeRawBufferPointer) -> Range<UInt64>? {
        let place = Self.headSize + index * Self.extentSize
        guard let start = bytes.word(place), let length = bytes.halfWord(place + 8),
            case let (end, overflow) = start.addingReportingOverflow(UInt64(length)), !overflow
        else { return nil }
        return start..<end
    }

    private func locations(ofExtent index: Int, _ bytes: UnsafeRawBufferPointer) -> [SourceLocation]? {
        let place = Self.headSize + index * Self.extentSize
        guard let first = bytes.halfWord(place + 12).map({ Int($0) }), let number = bytes.halfWord(place + 16),
            number <= Self.maximumDepth, first + Int(number) <= locationCount
        else { return nil }
        var locations: [SourceLocation] = []
        for index in first..<first + Int(number) {
            guard let location = location(index, bytes) else { return nil }
            locations.append(location)
        }
        return locations
    }

    private func location(_ index: Int, _ bytes: UnsafeRawBufferPointer) -> SourceLocation? {
        let words = (0..<5).compactMap { bytes.halfWord(locationsStart + index * Self.locationSize + 4 * $0) }
        guard words.count == 5, let function = text(words[0], bytes), let line = Int32(exactly: words[3]),
            let role = FunctionRole(code: words[4] >> 1)
        else { return nil }
        var location = SourceLocation(
            function: function, file: text(words[1], bytes), line: line > 0 ? line : nil, isInlined: words[4] & 1 != 0)
        location.role = role
        location.wholeName = text(words[2], bytes)
        return location
    }

    private func text(_ offset: UInt32, _ bytes: UnsafeRawBufferPointer) -> String? {
        let start = stringsStart + Int(offset)
        guard offset != Self.noText, let length = bytes.halfWord(start), Int(length) <= bytes.count - start - 4 else {
            return nil
        }
        return String(decoding: bytes[(start + 4)..<(start + 4 + Int(length))], as: UTF8.self)
    }
}

// MARK: - Writing

extension NameTable {
    /// - Parameter names: By address.
    /// - Returns: False where it could not be written, or nobody would believe it.
    static func write(
        _ names: [NamedExtent], to writer: inout CacheWriter, by program: ProgramIdentity? = .own
    ) -> Bool {
        guard let program else { return false }
        var content = Content()
        for named in names { content.add(named) }
        var head: [UInt8] = []
        for word in [program.size, program.modified] { head.append(littleEndian: word) }
        for count in [names.count, content.locationCount] { head.append(littleEndian: UInt32(clamping: count)) }
        return [head, content.extents, content.locations, content.strings].allSatisfy { part in
            part.withUnsafeBytes { writer.append($0) }
        }
    }

    private struct Content {
        private(set) var extents: [UInt8] = []
        private(set) var locations: [UInt8] = []
        private(set) var locationCount = 0
        private(set) var strings: [UInt8] = []
        private var offsets: [String: UInt32] = [:]

        mutating func add(_ named: NamedExtent) {
            extents.append(littleEndian: named.range.lowerBound)
            extents.append(littleEndian: UInt32(clamping: named.range.upperBound - named.range.lowerBound))
            for number in [locationCount, named.locations.count] {
                extents.append(littleEndian: UInt32(clamping: number))
            }
            locationCount += named.locations.count
            for location in named.locations {
                let texts = [location.function, location.file, location.wholeName].map { offset(of: $0) }
                let flags = location.role.code << 1 | (location.isInlined ? 1 : 0)
                for word in texts + [UInt32(clamping: location.line ?? 0), flags] {
                    locations.append(littleEndian: word)
                }
            }
        }

        private mutating func offset(of text: String?) -> UInt32 {
            guard let text else { return noText }
            if let known = offsets[text] { return known }
            let offset = UInt32(clamping: strings.count)
            strings.append(littleEndian: UInt32(clamping: text.utf8.count))
            strings += text.utf8
            offsets[text] = offset
            return offset
        }
    }
}

/// Which build of a program this is: two builds may name the same thing otherwise.
struct ProgramIdentity: Hashable {
    let size: UInt64
    /// In nanoseconds.
    let modified: UInt64

    /// This one; nil where its file cannot be looked at.
    static let own: Self? = {
        var status = stat()
        guard stat("/proc/self/exe", &status) == 0 else { return nil }
        let nanoseconds = status.st_mtim.tv_sec &* 1_000_000_000 &+ status.st_mtim.tv_nsec
        return Self(size: UInt64(clamping: status.st_size), modified: UInt64(clamping: nanoseconds))
    }()
}

extension FunctionRole {
    fileprivate var code: UInt32 {
        switch self {
        case .written: 0
        case .forwarder: 1
        case .body: 2
        case .helper: 3
        }
    }

    fileprivate init?(code: UInt32) {
        switch code {
        case 0: self = .written
        case 1: self = .forwarder
        case 2: self = .body
        case 3: self = .helper
        default: return nil
        }
    }
}

extension [UInt8] {
    fileprivate mutating func append(littleEndian value: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: value.littleEndian) { self += $0 }
    }
}

extension UnsafeRawBufferPointer {
    fileprivate func word(_ offset: Int) -> UInt64? { integer(at: offset) }
    fileprivate func halfWord(_ offset: Int) -> UInt32? { integer(at: offset) }
}
