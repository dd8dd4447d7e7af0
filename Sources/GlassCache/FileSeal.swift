import GlassModel

/// What stands at the end of each file of the cache and says that it is whole, and of what it was made.
struct FileSeal: Hashable {
    /// Of what the file holds before it.
    var content = ContentHash()
    private let kind: BuildCache.Kind
    private let build: BuildID

    static let byteCount = 96
    /// Longer build IDs than these bytes are not kept. A linker makes 8, 16 or 20, and 32 at most.
    static let maximumIdentity = 40

    private static let magic = Array("glass\u{1}\n\0".utf8)

    init(_ kind: BuildCache.Kind, _ build: BuildID) {
        self.kind = kind
        self.build = build
    }

    /// The seal as it is written: magic, kind, version, length and hash of the content, build ID, zeros.
    var bytes: [UInt8] {
        var bytes = Self.magic
        bytes += Self.padded(Array(kind.name.utf8), to: 8)
        Self.append(UInt64(kind.version), to: &bytes)
        Self.append(content.byteCount, to: &bytes)
        Self.append(content.value, to: &bytes)
        Self.append(UInt64(build.bytes.count), to: &bytes)
        bytes += Self.padded(build.bytes, to: Self.maximumIdentity)
        return Self.padded(bytes, to: Self.byteCount)
    }

    private static func padded(_ bytes: [UInt8], to count: Int) -> [UInt8] {
        bytes.prefix(count) + [UInt8](repeating: 0, count: max(0, count - bytes.count))
    }

    private static func append(_ value: UInt64, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
    }
}

/// A 64-bit hash of bytes in the order in which they come, in pieces of any length. It tells damage, not malice: FNV-1a
/// (Fowler, Noll and Vo) on words of eight bytes, which takes a millisecond for some megabytes.
struct ContentHash: Hashable {
    private(set) var byteCount: UInt64 = 0
    private var state: UInt64 = 0xcbf2_9ce4_8422_2325
    /// Bytes that do not fill a word yet, the first one lowest.
    private var pending: UInt64 = 0

    var value: UInt64 { Self.mixed(state, pending) }

    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        var index = 0
        while index < bytes.count, byteCount % 8 != 0 {
            add(bytes[index])
            index += 1
        }
        let words = (bytes.count - index) / 8
        for word in 0..<words {
            let value = bytes.loadUnaligned(fromByteOffset: index + 8 * word, as: UInt64.self)
            state = Self.mixed(state, UInt64(littleEndian: value))
        }
        byteCount += UInt64(8 * words)
        for rest in (index + 8 * words)..<bytes.count { add(bytes[rest]) }
    }

    private mutating func add(_ byte: UInt8) {
        pending |= UInt64(byte) << (8 * (byteCount % 8))
        byteCount += 1
        guard byteCount % 8 == 0 else { return }
        state = Self.mixed(state, pending)
        pending = 0
    }

    private static func mixed(_ state: UInt64, _ word: UInt64) -> UInt64 {
        let product = (state ^ word) &* 0x0000_0100_0000_01b3
        return product ^ product >> 29
    }
}
