import GlassModel

/// Rows of the table `counter` by series, in varints: format (1), the number of series; for each, its kind (as the
/// table numbers it), its thread (0 for none) and the number of its readings; then, for each reading, the time less what
/// the two before let expect, and the value less the one before, both zigzag.
enum CounterSummary {
    static let format: UInt64 = 1

    struct Series: Hashable {
        let kind: Int64
        let thread: Int32
    }

    struct Reading: Equatable {
        let time: Int64
        let value: Int64
    }

    static func encode(_ series: [(series: Series, readings: [Reading])]) -> [UInt8] {
        var writer = VarintWriter()
        writer.append(format)
        writer.append(series.count)
        for (series, readings) in series {
            writer.append(signed: series.kind)
            writer.append(signed: Int64(series.thread))
            writer.append(readings.count)
            var guess = Guess()
            for reading in readings {
                writer.append(signed: reading.time &- guess.time)
                writer.append(signed: reading.value &- guess.value)
                guess.learn(reading)
            }
        }
        return writer.bytes
    }

    static func decode(
        _ bytes: UnsafeRawBufferPointer, _ body: (Series, [Reading]) -> Void
    ) throws(ChunkDamage) {
        var reader = VarintReader(bytes)
        guard try reader.next() == format else { throw .unknownFormat }
        for _ in 0..<(try reader.nextCount(limit: bytes.count)) {
            let kind = try reader.nextSigned()
            guard let thread = Int32(exactly: try reader.nextSigned()) else { throw .unknownIdentifier }
            var readings: [Reading] = []
            var guess = Guess()
            let count = try reader.nextCount(limit: bytes.count)
            readings.reserveCapacity(min(count, 1 << 16))
            for _ in 0..<count {
                let time = guess.time &+ (try reader.nextSigned())
                let reading = Reading(time: time, value: guess.value &+ (try reader.nextSigned()))
                readings.append(reading)
                guess.learn(reading)
            }
            body(Series(kind: kind, thread: thread), readings)
        }
        guard reader.isAtEnd else { throw .trailingBytes }
    }

    /// What a reading is taken to be.
    private struct Guess {
        var time: Int64 = 0
        var value: Int64 = 0
        private var last: Int64?

        mutating func learn(_ reading: Reading) {
            time = last.map { reading.time &+ (reading.time &- $0) } ?? reading.time
            last = reading.time
            value = reading.value
        }
    }
}
