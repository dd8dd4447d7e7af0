/// 128 bits that stand for a text: which texts there are decides nobody who does not know this run's keys, so that two
/// different ones never meet in practice, and a table of them need not keep the texts to compare.
struct TextHash: TableKey {
    let low: UInt64
    let high: UInt64

    var slot: UInt64 { low }

    private static let keys: (UInt64, UInt64) = (.random(in: .min ... .max), .random(in: .min ... .max))

    /// Two chains of multiplications over all bytes, 16 at a time.
    init(_ text: UnsafeBufferPointer<UInt8>) {
        let bytes = UnsafeRawBufferPointer(text)
        var low = Self.keys.0 ^ UInt64(truncatingIfNeeded: bytes.count)
        var high = Self.keys.1
        func take(_ first: UInt64, _ second: UInt64) {
            low = Self.mixed(first ^ 0x9E37_79B9_7F4A_7C15, second ^ low)
            high = Self.mixed(first ^ high, second ^ 0xD6E8_FEB8_6659_FD93)
        }
        var place = 0
        while place + 16 <= bytes.count {
            take(Self.word(bytes, at: place), Self.word(bytes, at: place + 8))
            place += 16
        }
        if place + 8 <= bytes.count {
            take(Self.word(bytes, at: place), Self.rest(bytes, from: place + 8))
        } else if place < bytes.count {
            take(Self.rest(bytes, from: place), 0)
        }
        self.low = Self.mixed(low ^ Self.keys.1, 0xA076_1D64_78BD_642F)
        self.high = Self.mixed(high ^ Self.keys.0, 0xE703_7ED1_A0B4_28DB)
    }

    private static func word(_ bytes: UnsafeRawBufferPointer, at place: Int) -> UInt64 {
        bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)
    }

    /// At most eight bytes.
    private static func rest(_ bytes: UnsafeRawBufferPointer, from place: Int) -> UInt64 {
        bytes[place...].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static func mixed(_ first: UInt64, _ second: UInt64) -> UInt64 {
        let product = first.multipliedFullWidth(by: second)
        return product.high ^ product.low
    }
}
