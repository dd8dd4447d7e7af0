import GlassModel

@testable import GlassStore

/// Writes samples as glass did until version 5 of the schema.
extension PackedSamples {
    static func encode(_ samples: some Collection<Sample>) -> [UInt8] {
        let threads = KeyRanking(samples.lazy.map(\.thread.rawValue))
        let stacks = KeyRanking(samples.lazy.map(\.stack.rawValue))
        let first = (samples.first?.time.rawValue ?? 0) / 1_000
        var writer = VarintWriter()
        writer.append(format)
        SampleHead(count: samples.count, first: first, threads: threads.keys, stacks: stacks.keys).write(to: &writer)
        var rounding = MicrosecondRounding(threads: threads.keys.count)
        var rows = SampleRows(first: first, threads: threads.keys.count)
        var coder = RangeEncoder()
        for (place, sample) in samples.enumerated() {
            let (thread, stack) = (threads.ranks[place], stacks.ranks[place])
            let rounded = rounding.round(sample, thread: thread)
            rows.append(
                SampleRow(
                    thread: thread, stack: stack, time: rounded.time, samples: sample.weight.samples,
                    wall: rounded.wall, cpu: rounded.cpu), &coder)
        }
        coder.finish()
        writer.append(bytes: coder.bytes)
        return Checksum.sealed(writer.bytes)
    }
}

extension SampleRows {
    mutating func append(_ row: SampleRow, _ coder: inout RangeEncoder) {
        let threadCode = row.thread == guess.thread ? 0 : UInt64(row.thread) + 1
        let stackCode = row.stack == guess.stack(row.thread) ? 0 : UInt64(row.stack) + 1
        _ = codeThread(threadCode, &coder)
        _ = codeStack(stackCode, &coder)
        _ = codeTime(Zigzag.encode(row.time &- guess.time), threadCode, stackCode, &coder)
        let samplesCode = Zigzag.encode(row.samples &- guess.samples(row.thread))
        _ = codeSamples(samplesCode, stackCode, &coder)
        _ = wall.code(Zigzag.encode(row.wall &- guess.wall(row.thread, at: row.time)), &coder)
        let expected = row.time &- ran[row.thread]
        let kind = row.cpu == expected ? CPUKind.guessed : row.cpu == 0 ? CPUKind.none : CPUKind.other
        _ = cpuKind.code(kind, context: context(row.thread, stackCode, samplesCode), &coder)
        if kind == CPUKind.other {
            _ = cpu.code(Zigzag.encode(row.cpu &- expected), context: stackCode == 0 ? 0 : 1, &coder)
        }
        learn(row)
    }
}

/// A range coder: a number between 0 and 1, written digit by digit as it becomes certain; each bit takes a share of what
/// is left between its bounds.
struct RangeEncoder: BitCoder {
    private var low: UInt64 = 0
    private var range: UInt32 = .max
    /// The last digit, which a carry may still change, and how many 0xFF follow it.
    private var pending: UInt8 = 0
    private var pendingCount = 0
    private var isFirst = true
    private(set) var bytes: [UInt8] = []

    @inline(__always)
    mutating func code(_ bit: Bool, _ chance: inout BitChance) -> Bool {
        let bound = (range >> BitChance.bits) * UInt32(chance.zero)
        if bit {
            low += UInt64(bound)
            range -= bound
        } else {
            range = bound
        }
        chance.learn(bit)
        while range < 1 << 24 { shift() }
        return bit
    }

    mutating func code(_ value: UInt64, bits count: Int) -> UInt64 {
        for place in stride(from: count - 1, through: 0, by: -1) {
            range >>= 1
            if value >> UInt64(place) & 1 == 1 { low += UInt64(range) }
            while range < 1 << 24 { shift() }
        }
        return value
    }

    private mutating func shift() {
        if low < 0xFF00_0000 || low > 0xFFFF_FFFF {
            let carry = UInt8(truncatingIfNeeded: low >> 32)
            if !isFirst { bytes.append(pending &+ carry) }
            bytes.append(contentsOf: repeatElement(0xFF &+ carry, count: pendingCount))
            (isFirst, pendingCount) = (false, 0)
            pending = UInt8(truncatingIfNeeded: low >> 24)
        } else {
            pendingCount += 1
        }
        range <<= 8
        low = (low & 0x00FF_FFFF) << 8
    }

    /// Writes what is still pending.
    mutating func finish() {
        for _ in 0..<5 { shift() }
    }
}
