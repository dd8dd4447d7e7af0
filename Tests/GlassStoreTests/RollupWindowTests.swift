import GlassModel
import Testing

@testable import GlassStore

@Suite struct RollupWindowTests {
    private func sample(_ second: Int64, _ cpu: Int64 = 1) -> Sample {
        Sample(
            time: Timestamp(rawValue: second * 1_000_000_000), thread: ThreadKey(1), stack: StackID(1),
            weight: Weight(samples: 1, cpu: Nanoseconds(cpu), wall: .zero))
    }

    private typealias Row = (second: Int64, weight: Weight)

    private func rows(_ seconds: [OpenSecond]) -> [Row] {
        seconds.flatMap { second in second.changed.map { (second.second, $0.weight) } }
    }

    /// What is written once the samples are counted in.
    private func write(_ samples: [Sample], to window: inout RollupWindow) -> [Row] {
        window.add(samples)
        let due = window.due(all: false)
        window.commit(due)
        return rows(due)
    }

    @Test func addsToWhatAnOpenSecondHolds() {
        var window = RollupWindow()
        _ = write([sample(10, 5)], to: &window)
        _ = write([sample(12, 1)], to: &window)
        let written = write([sample(10, 7)], to: &window)
        #expect(written.map(\.second) == [10])
        #expect(written.map(\.weight) == [Weight(samples: 2, cpu: Nanoseconds(12), wall: .zero)])
    }

    @Test func countsWhatComesTooLateToTheOldestOpenSecond() {
        var window = RollupWindow()
        for second: Int64 in [8, 10, 11] { _ = write([sample(second, 100)], to: &window) }
        let written = write([sample(3, 4), sample(8, 2), sample(9, 1)], to: &window)
        #expect(written.map(\.second) == [9])
        #expect(written.map(\.weight) == [Weight(samples: 3, cpu: Nanoseconds(7), wall: .zero)])
    }

    @Test func forgetsAChangeThatWasNotWritten() {
        var window = RollupWindow()
        _ = write([sample(10, 5)], to: &window)
        let lost = [sample(10, 100), sample(50)]
        window.add(lost)
        window.takeBack(lost)
        #expect(window.newest == 10)
        let written = write([sample(10, 1)], to: &window)
        #expect(written.map(\.second) == [10])
        #expect(written.first?.weight.cpu == Nanoseconds(6))
    }

    /// So many rollups that a second is written when it is over.
    @Test func aFloodIsWrittenOnceASecond() {
        var window = RollupWindow()
        func flood(_ second: Int64) -> [Sample] {
            (1...Int32(RollupWindow.writtenAtOnce + 1)).map { stack in
                Sample(
                    time: Timestamp(rawValue: second * 1_000_000_000), thread: ThreadKey(1), stack: StackID(stack),
                    weight: Weight(samples: 1, cpu: .zero, wall: .zero))
            }
        }
        let all = RollupWindow.writtenAtOnce + 1
        #expect(write(flood(10), to: &window).count == all)
        #expect(write(flood(10), to: &window).isEmpty)
        #expect(write([sample(10)], to: &window).isEmpty)
        let written = write([sample(11)], to: &window)
        #expect(written.map(\.second) == [Int64](repeating: 10, count: all))
        #expect(written.first?.weight.samples == 3)
        #expect(write(flood(11), to: &window).isEmpty)
        #expect(window.due(all: true).map(\.changeCount) == [all])
    }

    /// Seconds that a batch brings in any order, and pairs of which each is another.
    @Test func givesEachPairInOrder() {
        var window = RollupWindow()
        var samples: [Sample] = []
        for second: Int64 in [12, 10, 11] {
            for (thread, stack) in [(2, 1), (1, 2), (1, 1), (2, 1)] as [(Int32, Int32)] {
                samples.append(
                    Sample(
                        time: Timestamp(rawValue: second * 1_000_000_000), thread: ThreadKey(thread),
                        stack: StackID(stack), weight: Weight(samples: 1, cpu: .zero, wall: .zero)))
            }
        }
        window.add(samples)
        let due = window.due(all: false)
        #expect(due.map(\.second) == [10, 11, 12])
        for second in due {
            #expect(
                second.changed.map { "\($0.thread) \($0.stack) \($0.weight.samples)" } == ["1 1 1", "1 2 1", "2 1 2"])
        }
    }
}
