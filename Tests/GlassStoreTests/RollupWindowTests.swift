import GlassModel
import Testing

@testable import GlassStore

@Suite struct RollupWindowTests {
    private func sample(_ second: Int64, _ cpu: Int64 = 1) -> Sample {
        Sample(
            time: Timestamp(rawValue: second * 1_000_000_000), thread: ThreadKey(1), stack: StackID(1),
            weight: Weight(samples: 1, cpu: Nanoseconds(cpu), wall: .zero))
    }

    private func key(_ second: Int64) -> RollupWindow.Key { RollupWindow.Key(second: second, thread: 1, stack: 1) }

    @Test func addsToWhatAnOpenSecondHolds() {
        var window = RollupWindow()
        window.commit(window.change(by: [sample(10, 5)]))
        window.commit(window.change(by: [sample(12, 1)]))
        let change = window.change(by: [sample(10, 7)])
        #expect(change.totals == [key(10): Weight(samples: 2, cpu: Nanoseconds(12), wall: .zero)])
    }

    @Test func countsWhatComesTooLateToTheOldestOpenSecond() {
        var window = RollupWindow()
        window.commit(window.change(by: [sample(8, 100)]))
        window.commit(window.change(by: [sample(10)]))
        window.commit(window.change(by: [sample(11)]))
        let change = window.change(by: [sample(3, 4), sample(8, 2), sample(9, 1)])
        #expect(change.totals == [key(9): Weight(samples: 3, cpu: Nanoseconds(7), wall: .zero)])
    }

    @Test func forgetsAChangeThatWasNotWritten() {
        var window = RollupWindow()
        window.commit(window.change(by: [sample(10, 5)]))
        _ = window.change(by: [sample(10, 100), sample(50)])
        #expect(window.change(by: [sample(10, 1)]).totals[key(10)]?.cpu == Nanoseconds(6))
    }
}
