import GlassCache
import GlassModel
import Glibc

/// A ``NameCollection`` as a file of the cache holds it, little-endian:
///
/// - who wrote it (``ProgramIdentity``), 16 bytes; how many stretches and how many positions, 32 bits each;
/// - stretches by address: 64 bits of it, 32 each of the length and of the position's number (all ones for none);
/// - positions: function, file and whole name as offsets among the texts, line, flags and the caller's number, 32 bits each;
/// - texts: 32 bits of length, then UTF-8.
struct NameTable {
    static let kind = BuildCache.Kind("names", version: 2)

    private let file: CachedFile
    private let positionCount: Int
    let count: Int

    private static let headSize = 24
    private static let stretchSize = 16
    private static let positionSize = 24

    private var positionsStart: Int { Self.headSize + count * Self.stretchSize }
    private var textsStart: Int { positionsStart + positionCount * Self.positionSize }

    /// None where another build of this program wrote it, which may name things otherwise, or where it is not laid out so.
    init?(_ file: CachedFile, writtenBy writer: ProgramIdentity? = .own) {
        guard let writer, let head = file.withUnsafeBytes({ Head($0) }), head.writer == writer else { return nil }
        self.file = file
        (count, positionCount) = (head.count, head.positionCount)
        guard textsStart <= file.withUnsafeBytes(\.count) else { return nil }
    }

    private struct Head {
        let writer: ProgramIdentity
        let count: Int
        let positionCount: Int

        init?(_ bytes: UnsafeRawBufferPointer) {
            guard let size = bytes.word(0), let modified = bytes.word(8), let count = bytes.halfWord(16),
                let positionCount = bytes.halfWord(20)
            else { return nil }
            writer = ProgramIdentity(size: size, modified: modified)
            (self.count, self.positionCount) = (Int(count), Int(positionCount))
        }
    }

    /// The functions at an address, innermost first; none where debug information has none, nil where nothing is known of it.
    func locations(of address: UInt64) -> [SourceLocation]? {
        file.withUnsafeBytes { bytes in
            let above = (0..<count).partitioningIndex { (bytes.word(place(ofStretch: $0)) ?? 0) > address }
            guard above > 0, let stretch = stretch(above - 1, bytes), stretch.end > address else { return nil }
            return PositionChain.locations(from: stretch.position) { number in
                guard let position = position(number, bytes), let location = location(position, bytes) else {
                    return nil
                }
                return (location, position.caller)
            }
        }
    }

    private func place(ofStretch index: Int) -> Int { Self.headSize + index * Self.stretchSize }

    private func stretch(_ index: Int, _ bytes: UnsafeRawBufferPointer) -> NameCollection.Stretch? {
        let place = place(ofStretch: index)
        guard let start = bytes.word(place), let length = bytes.halfWord(place + 8),
            let position = bytes.halfWord(place + 12), !start.addingReportingOverflow(UInt64(length)).overflow
        else { return nil }
        return NameCollection.Stretch(start: start, length: length, position: position)
    }

    /// Its texts are meant by offset. The caller stands before it, so that no chain goes round in circles.
    private func position(_ number: UInt32, _ bytes: UnsafeRawBufferPointer) -> NameCollection.Position? {
        guard Int(number) < positionCount else { return nil }
        let place = positionsStart + Int(number) * Self.positionSize
        guard let function = bytes.halfWord(place), let file = bytes.halfWord(place + 4),
            let wholeName = bytes.halfWord(place + 8), let line = bytes.halfWord(place + 12),
            let flags = bytes.halfWord(place + 16), let role = FunctionRole(code: flags >> 1),
            let caller = bytes.halfWord(place + 20), caller < number || caller == NameCollection.none
        else { return nil }
        return NameCollection.Position(
            function: function, file: file, wholeName: wholeName, line: line, role: role, caller: caller,
            isInlined: flags & 1 != 0)
    }

    private func location(_ position: NameCollection.Position, _ bytes: UnsafeRawBufferPointer) -> SourceLocation? {
        guard let function = text(position.function, bytes), let line = Int32(exactly: position.line) else {
            return nil
        }
        var location = SourceLocation(
            function: function, file: text(position.file, bytes), line: line > 0 ? line : nil,
            isInlined: position.isInlined)
        location.role = position.role
        location.wholeName = text(position.wholeName, bytes)
        return location
    }

    private func text(_ offset: UInt32, _ bytes: UnsafeRawBufferPointer) -> String? {
        let start = textsStart + Int(offset)
        guard offset != NameCollection.none, let length = bytes.halfWord(start), Int(length) <= bytes.count - start - 4
        else { return nil }
        return String(decoding: bytes[(start + 4)..<(start + 4 + Int(length))], as: UTF8.self)
    }

    /// All that it holds; nil where any of it makes no sense.
    var content: NameCollection? {
        file.withUnsafeBytes { bytes in
            var content = NameCollection()
            var numbers: [UInt32: UInt32] = [:]
            func number(ofTextAt offset: UInt32) -> UInt32 {
                if let known = numbers[offset] { return known }
                let number = content.number(of: text(offset, bytes))
                numbers[offset] = number
                return number
            }
            for index in 0..<UInt32(positionCount) {
                guard var position = position(index, bytes), position.function != NameCollection.none else {
                    return nil
                }
                position.function = number(ofTextAt: position.function)
                position.file = number(ofTextAt: position.file)
                position.wholeName = number(ofTextAt: position.wholeName)
                // Two that are the same would shift the numbers of all that follow.
                guard position.function != NameCollection.none, content.number(of: position) == index else {
                    return nil
                }
            }
            let stretches = (0..<count).compactMap { stretch($0, bytes) }
            guard stretches.count == count, isInOrder(stretches) else { return nil }
            content.add(stretches)
            return content
        }
    }

    private func isInOrder(_ stretches: [NameCollection.Stretch]) -> Bool {
        zip(stretches, stretches.dropFirst()).allSatisfy { $0.end <= $1.start }
            && stretches.allSatisfy { $0.position < positionCount || $0.position == NameCollection.none }
    }
}

// MARK: - Writing

extension NameTable {
    /// - Returns: False where it could not be written, or nobody would believe it.
    static func write(
        _ names: NameCollection, to writer: inout CacheWriter, by program: ProgramIdentity? = .own
    ) -> Bool {
        guard let program else { return false }
        var head: [UInt8] = []
        for word in [program.size, program.modified] { head.append(littleEndian: word) }
        for count in [names.stretches.count, names.positions.count] {
            head.append(littleEndian: UInt32(clamping: count))
        }
        let (texts, offsets) = texts(of: names)
        return [head, stretches(of: names), positions(of: names, textsAt: offsets), texts].allSatisfy { part in
            part.withUnsafeBytes { writer.append($0) }
        }
    }

    private static func texts(of names: NameCollection) -> (bytes: [UInt8], offsets: [UInt32]) {
        var (bytes, offsets) = ([UInt8](), [UInt32]())
        for text in names.texts {
            offsets.append(UInt32(clamping: bytes.count))
            bytes.append(littleEndian: UInt32(clamping: text.utf8.count))
            bytes += text.utf8
        }
        return (bytes, offsets)
    }

    private static func stretches(of names: NameCollection) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(names.stretches.count * stretchSize)
        for stretch in names.stretches {
            bytes.append(littleEndian: stretch.start)
            bytes.append(littleEndian: stretch.length)
            bytes.append(littleEndian: stretch.position)
        }
        return bytes
    }

    private static func positions(of names: NameCollection, textsAt offsets: [UInt32]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(names.positions.count * positionSize)
        func append(textNumbered number: UInt32) {
            bytes.append(littleEndian: number == NameCollection.none ? number : offsets[Int(number)])
        }
        for position in names.positions {
            append(textNumbered: position.function)
            append(textNumbered: position.file)
            append(textNumbered: position.wholeName)
            bytes.append(littleEndian: position.line)
            bytes.append(littleEndian: position.role.code << 1 | (position.isInlined ? 1 : 0))
            bytes.append(littleEndian: position.caller)
        }
        return bytes
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
