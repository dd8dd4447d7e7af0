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

    /// Appends a second whose weight was ``rounded(_:)``.
    static func append(_ second: Second, to text: inout String) {
        let cpu = second.weight.cpu.rawValue / 1_000, wall = second.weight.wall.rawValue / 1_000
        let numbers = [second.offset * 2 + (wall < cpu ? 1 : 0), second.weight.samples, cpu, abs(wall - cpu)]
        for number in numbers { text.unicodeScalars.append(scalar(number)) }
    }

    private static func scalar(_ number: Int64) -> Unicode.Scalar {
        let point = UInt32(clamping: number) + 1
        return Unicode.Scalar(point < firstGap ? point : point + afterGap - firstGap) ?? "\u{1}"
    }

    /// Calls `body` with each second of a pack, which may be damaged.
    static func decode(_ text: String, _ body: (Second) -> Void) throws(ChunkDamage) {
        var scalars = text.unicodeScalars.makeIterator()
        while let first = scalars.next() {
            let at = try number(first)
            let samples = try number(scalars.next()), cpu = try number(scalars.next())
            let wait = try number(scalars.next())
            let wall = at % 2 == 0 ? cpu + wait : cpu - wait
            guard at / 2 < length, wall >= 0 else { throw .unknownIdentifier }
            body(
                Second(
                    offset: at / 2,
                    weight: Weight(samples: samples, cpu: Nanoseconds(cpu * 1_000), wall: Nanoseconds(wall * 1_000))))
        }
    }

    private static func number(_ scalar: Unicode.Scalar?) throws(ChunkDamage) -> Int64 {
        guard let point = scalar?.value else { throw .endsEarly }
        if point > 0, point < firstGap { return Int64(point) - 1 }
        guard point >= afterGap else { throw .unknownIdentifier }
        return Int64(point - (afterGap - firstGap)) - 1
    }
}

extension Int64 {
    fileprivate var magnitudeClamped: Int64 { Int64(clamping: magnitude) }
}
