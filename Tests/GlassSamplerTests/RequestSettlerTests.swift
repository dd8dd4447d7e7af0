import GlassModel
import GlassSystem
import Testing

@testable import GlassSampler

/// What the recorder keeps for requests that may still come has an end.
struct RequestSettlerTests {
    private func record(_ number: Int32, ended: Bool) -> ThreadRecord {
        ThreadRecord(
            key: ThreadKey(number), process: ProcessID(1), thread: ThreadID(number % 30_000 + 1), name: "worker",
            started: Timestamp(rawValue: 0), ended: ended ? Timestamp(rawValue: Int64(number)) : nil)
    }

    private func sample(_ number: Int32) -> Sample {
        Sample(
            time: Timestamp(rawValue: Int64(number) * 1_000_000), thread: ThreadKey(1), stack: StackID(number % 2 + 1),
            weight: Weight(samples: 1, cpu: Nanoseconds(1_000_000), wall: Nanoseconds(1_000_000)))
    }

    private func settler(_ desk: TrafficDesk) -> RequestSettler {
        RequestSettler(desk: desk, clock: RecordingClock(), rate: 99)
    }

    @Test func threadsThatEndedAreForgottenInTheEnd() {
        var settler = settler(TrafficDesk(rules: RequestRules()))
        settler.take([record(1, ended: false)])
        for number in 2...100_000 as ClosedRange<Int32> {
            settler.take([record(number, ended: false)])
            settler.take([record(number, ended: true)])
        }
        #expect(settler.threadCount <= 2 * RequestSettler.endedLimit + 1)
        // Neither one that still runs nor one that ended just now.
        #expect(settler.knows(ThreadKey(1)) && settler.knows(ThreadKey(100_000)))
        #expect(!settler.knows(ThreadKey(2)))
    }

    @Test(arguments: [RequestCapture.State.waiting, .unavailable])
    func noSamplesAreKeptWhereNoRequestsAreWatched(_ state: RequestCapture.State) {
        let desk = TrafficDesk(rules: RequestRules())
        var settler = settler(desk)
        settler.take([])
        for number in 1...100 as ClosedRange<Int32> { settler.take(sample(number), task: 0, isStanding: false) }
        // It may still turn out that they are watched.
        #expect(settler.segmentCount == 100)
        desk.report(RequestCapture(state: state))
        settler.take([])
        for number in 101...200 as ClosedRange<Int32> { settler.take(sample(number), task: 0, isStanding: false) }
        #expect(settler.segmentCount == 0)
        desk.report(RequestCapture(state: .on))
        settler.take([])
        for number in 201...300 as ClosedRange<Int32> { settler.take(sample(number), task: 0, isStanding: false) }
        #expect(settler.segmentCount == 100)
    }

    @Test func samplesAreKeptWhileWatchingPauses() {
        let desk = TrafficDesk(rules: RequestRules())
        var settler = settler(desk)
        desk.report(RequestCapture(state: .steppedBack))
        settler.take([])
        settler.take(sample(1), task: 0, isStanding: false)
        #expect(settler.segmentCount == 1)
    }
}
