import GlassModel

/// The rollups of one thread at one stack in one minute, as text: of each second four numbers, each one character. UTF-8
/// writes small numbers in one byte and large ones in up to four, and SQL reads them with `unicode(substr(…))`.
///
/// The numbers: twice the second of the minute, plus one where the wall time is less than the CPU time; the samples; the
/// CPU time in microseconds; how far the wall time is from it. A number is its code point less 1, so that none is NUL; from
/// U+10000 on it is less 10241, so that none falls on what is no character (surrogates and U+FFFE).
enum RollupPack {
    /// Seconds that a pack is of.
    static let length: Int64 = 60
    private static let firstGap: UInt32 = 0xD800
    private static let afterGap: UInt32 = 0x1_0000
    /// The largest number: a little more than a second in microseconds.
    static let largest = Int64(0x10_FFFF - (afterGap - firstGap) - 1)

    /// The first second of the minute that a second is in.
    static func start(of second: Int64) -> Int64 { second &- ((second % length) + length) % length }

    /// What a second held, as a pack says it: to the microsecond.
    struct Second: Equatable {
        /// Of the minute, from 0.
        let offset: Int64
        let weight: Weight
    }

    /// Cuts a weight to what can be packed; nil for one that cannot be.
    static func rounded(_ weight: Weight) -> Weight? {
        let cpu = microseconds(weight.cpu), wall = microseconds(weight.wall)
        let fits = [weight.samples, cpu, (wall &- cpu).magnitudeClamped].allSatisfy { (0...largest).contains($0) }
        guard fits, wall >= 0 else { return nil }
        return Weight(samples: weight.samples, cpu: Nanoseconds(cpu * 1_000), wall: Nanoseconds(wall * 1_000))
    }

    private static func microseconds(_ time: Nanoseconds) -> Int64 {
        let (whole, rest) = time.rawValue.quotientAndRemainder(dividingBy: 1_000)
        return rest >= 500 ? whole + 1 : whole
    }

    /// Appends a second whose weight was ``rounded(_:)``, as UTF-8.
    static func append(_ second: Second, to text: inout [UInt8]) {
        let cpu = second.weight.cpu.rawValue / 1_000, wall = second.weight.wall.rawValue / 1_000
        append(second.offset * 2 + (wall < cpu ? 1 : 0), to: &text)
        append(second.weight.samples, to: &text)
        append(cpu, to: &text)
        append(abs(wall - cpu), to: &text)
    }

    private static func append(_ number: Int64, to text: inout [UInt8]) {
        var point = UInt32(truncatingIfNeeded: number) + 1
        if point >= firstGap { point += afterGap - firstGap }
        func rest(_ shift: UInt32) -> UInt8 { UInt8(0x80 | point >> shift & 0x3F) }
        switch point {
        case ..<0x80: text.append(UInt8(point))
        case ..<0x800:
            text.append(UInt8(0xC0 | point >> 6))
            text.append(rest(0))
        case ..<0x1_0000:
            text.append(UInt8(0xE0 | point >> 12))
            text.append(rest(6))
            text.append(rest(0))
        default:
            text.append(UInt8(truncatingIfNeeded: 0xF0 | point >> 18))
            text.append(rest(12))
            text.append(rest(6))
            text.append(rest(0))
        }
    }

    /// Calls `body` with each second of a pack, whose UTF-8 may be damaged.
    static func decode(_ text: UnsafeRawBufferPointer, _ body: (Second) -> Void) throws(ChunkDamage) {
        var place = 0
        while place < text.count {
            let at = try number(text, &place), samples = try number(text, &place)
            let cpu = try number(text, &place), wait = try number(text, &place)
            let wall = at % 2 == 0 ? cpu + wait : cpu - wait
            guard at / 2 < length, wall >= 0 else { throw .unknownIdentifier }
            body(
                Second(
                    offset: at / 2,
                    weight: Weight(samples: samples, cpu: Nanoseconds(cpu * 1_000), wall: Nanoseconds(wall * 1_000))))
        }
    }

    private static func number(_ text: UnsafeRawBufferPointer, _ place: inout Int) throws(ChunkDamage) -> Int64 {
        guard place < text.count else { throw .endsEarly }
        var point = UInt32(text[place])
        place += 1
        if point >= 0x80 {
            guard point >= 0xC0, point < 0xF8 else { throw .unknownIdentifier }
            let more = point < 0xE0 ? 1 : point < 0xF0 ? 2 : 3
            guard text.count - place >= more else { throw .endsEarly }
            point &= 0x3F >> UInt32(more)
            for byte in text[place..<(place + more)] {
                guard byte & 0xC0 == 0x80 else { throw .unknownIdentifier }
                point = point << 6 | UInt32(byte & 0x3F)
            }
            place += more
        }
        if point > 0, point < firstGap { return Int64(point) - 1 }
        guard point >= afterGap, point <= 0x10_FFFF else { throw .unknownIdentifier }
        return Int64(point - (afterGap - firstGap)) - 1
    }
}

extension Int64 {
    fileprivate var magnitudeClamped: Int64 { Int64(clamping: magnitude) }
}
