import GlassModel
import GlassTestSupport
import Testing

@testable import GlassSystem

/// Records as the kernel lays them out (perf_event_open(2)).
struct PerfRecordTests {
    private let layout = PerfSampleLayout(hasKernelFrames: true, registerCount: 2)

    /// A record of 64-bit words behind its header.
    private func record(_ type: UInt32, flags: UInt16 = 0, _ words: [UInt64], size: Int? = nil) -> [UInt8] {
        let size = UInt16(size ?? 8 + words.count * 8)
        let header = UInt64(type) | UInt64(flags) << 32 | UInt64(size) << 48
        return ([header] + words).flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) } }
    }

    private func pair(_ first: UInt32, _ second: UInt32) -> UInt64 { UInt64(first) | UInt64(second) << 32 }

    /// Thread, time and identifier, with which all but samples end.
    private func trailer(process: UInt32 = 10, thread: UInt32 = 11) -> [UInt64] { [pair(process, thread), 5000, 77] }

    private func parse<Result>(_ bytes: [UInt8], _ body: (PerfRecord?) throws -> Result) rethrows -> Result {
        try bytes.withUnsafeBytes { try body(PerfRecord($0, layout: layout)) }
    }

    private func sample(stack: [UInt64] = [1, 2, 3], filled: UInt64 = 16, abi: UInt64 = 2) -> [UInt8] {
        let frames: [UInt64] = [2, 0xFFFF_FFFF_FFFF_FF80, 0xFFFF_FFFF_8100_0000]
        let registers: [UInt64] = abi == 0 ? [0] : [abi, 0xAA, 0xBB]
        let copy = [UInt64(stack.count * 8)] + stack + (stack.isEmpty ? [] : [filled])
        return record(9, [77, pair(10, 11), 5000] + frames + registers + copy)
    }

    @Test func aSampleIsTakenApart() throws {
        try parse(sample()) { record in
            let record = try #require(record)
            #expect(record.event == 77)
            #expect(record.process == ProcessID(10))
            #expect(record.thread == ThreadID(11))
            #expect(record.time == Nanoseconds(5000))
            guard case .sample(let sample) = record.body else { throw TestFailure("no sample") }
            #expect(sample.kernelFrames.count == 16)
            #expect(sample.registers?.loadUnaligned(fromByteOffset: 8, as: UInt64.self) == 0xBB)
            #expect(Array(sample.stack) == [1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0])
        }
    }

    @Test func aSampleWithoutRegistersOrStackIsOneToo() throws {
        try parse(sample(stack: [], abi: 0)) { record in
            guard case .sample(let sample) = try #require(record).body else { throw TestFailure("no sample") }
            #expect(sample.registers == nil)
            #expect(sample.stack.isEmpty)
        }
        // 32-bit registers cannot be used.
        try parse(sample(abi: 1)) { record in
            guard case .sample(let sample) = try #require(record).body else { throw TestFailure("no sample") }
            #expect(sample.registers == nil)
        }
    }

    @Test func aCopyThatIsSaidToBeLargerThanItsRoomIsNone() {
        parse(sample(filled: 25)) { #expect($0 == nil) }
    }

    @Test func switchesTellWhy() throws {
        try parse(record(14, trailer())) { record in
            guard case .switchedIn = try #require(record).body else { throw TestFailure("not in") }
        }
        for (flags, expected) in [(UInt16(1 << 13), false), (1 << 13 | 1 << 14, true)] {
            try parse(record(14, flags: flags, trailer())) { record in
                guard case .switchedOut(let isPreempted) = try #require(record).body else {
                    throw TestFailure("not out")
                }
                #expect(isPreempted == expected)
            }
        }
    }

    @Test func threadsThatBeginAndEndAreTold() throws {
        let words = [pair(20, 10), pair(21, 11), 4000] + trailer()
        try parse(record(7, words)) { record in
            guard case .forked(let process, let thread, let parent) = try #require(record).body else {
                throw TestFailure("no fork")
            }
            #expect(process == ProcessID(20) && thread == ThreadID(21) && parent == ProcessID(10))
        }
        try parse(record(4, words)) { record in
            guard case .exited(let process, let thread) = try #require(record).body else {
                throw TestFailure("no exit")
            }
            #expect(process == ProcessID(20) && thread == ThreadID(21))
        }
    }

    @Test func namesAndLossesAreTold() throws {
        // "new\nname", with a control character in it.
        let name = record(3, flags: 1 << 13, [pair(10, 11), 0x656D_616E_0A77_656E, 0] + trailer())
        try parse(name) { record in
            guard case .named(_, let thread, let name, let isExec) = try #require(record).body else {
                throw TestFailure("no name")
            }
            #expect(thread == ThreadID(11) && name == "new?name" && isExec)
        }
        try parse(record(2, [77, 12] + trailer())) { record in
            guard case .lost(let count) = try #require(record).body else { throw TestFailure("no loss") }
            #expect(count == 12)
        }
    }

    @Test func thatCodeWasMappedIsTold() throws {
        // Address, length and offset, and the name "x".
        let words = [pair(10, 11), 0x7F00_0000_0000, 0x1000, 0, 0x78]
        try parse(record(1, words + trailer())) { record in
            let record = try #require(record)
            guard case .mappedCode = record.body else { throw TestFailure("no mapping") }
            #expect(record.process == ProcessID(10))
        }
    }

    @Test func whatIsNoWholeRecordIsNone() {
        parse([]) { #expect($0 == nil) }
        parse(record(14, trailer(), size: 4)) { #expect($0 == nil) }
        parse(record(14, trailer(), size: 60)) { #expect($0 == nil) }
        parse(record(14, [])) { #expect($0 == nil) }
        for end in 0..<sample().count { parse(Array(sample()[..<end])) { #expect($0 == nil) } }
    }

    @Test func nothingInARecordLeadsOutsideIt() {
        var random = SeededGenerator(seed: 1)
        let samples = [
            sample(), record(7, [1, 2, 3] + trailer()), record(3, [1, 2] + trailer()), record(2, trailer()),
        ]
        for _ in 0..<20_000 {
            var bytes = samples[Int.random(in: samples.indices, using: &random)]
            random.flipBits(Int.random(in: 1...12, using: &random), in: bytes.indices, of: &bytes)
            bytes.withUnsafeBytes { buffer in
                guard let record = PerfRecord(buffer, layout: layout) else { return }
                if case .sample(let sample) = record.body {
                    for part in [sample.kernelFrames, sample.stack, sample.registers ?? sample.stack] {
                        #expect(part.count <= buffer.count)
                        _ = part.reduce(0) { $0 &+ Int($1) }
                    }
                }
            }
        }
    }
}

/// The ring itself, on this very thread.
struct PerfRingTests {
    @Test func samplesOfThisThreadComeInOrderAndTheirStacksAreOurs() throws {
        let description = PerfEvent.Description(
            trigger: .cpuTime(period: Nanoseconds(1_000_000)), stackSize: 4096, seesKernel: false,
            followsChildren: false)
        guard let ring = try? PerfRing(cpu: -1, size: 128 << 10),
            let event = try? PerfEvent(description, of: ThreadID(0), on: -1)
        else {
            print("skipped: perf events are not permitted here")
            return
        }
        try event.send(to: ring)
        var (times, samples): ([Nanoseconds], Int) = ([], 0)
        // More than fits, so that records go over the end of the ring.
        while samples < 100 {
            spin(until: Clocks.monotonic + Nanoseconds(5_000_000))
            ring.refresh()
            while let bytes = ring.next {
                let record = try #require(PerfRecord(bytes, layout: description.layout))
                #expect(record.event == event.id)
                #expect(record.time == ring.nextTime)
                times.append(record.time)
                if case .sample(let sample) = record.body {
                    samples += 1
                    let registers = try #require(sample.registers.flatMap { ThreadRegisters(perf: $0) })
                    #expect(registers.stackPointer.rawValue != 0 && registers.instructionPointer.rawValue != 0)
                    #expect(!sample.stack.isEmpty && sample.stack.count <= 4096)
                }
                ring.advance()
            }
            ring.release()
        }
        #expect(times == times.sorted())
    }

    private func spin(until end: Nanoseconds) { while Clocks.monotonic < end {} }
}
