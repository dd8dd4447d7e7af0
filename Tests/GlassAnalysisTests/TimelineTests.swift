import GlassModel
import Testing

@testable import GlassAnalysis

@Suite struct TimeGridTests {
    @Test func columnsOfASecond() {
        let fine = TimeGrid(first: 100, columnsPerStep: 4, count: 20)
        #expect(fine.columns(of: 100) == 0..<4)
        #expect(fine.columns(of: 104) == 16..<20)
        #expect(fine.columns(of: 105).isEmpty && fine.columns(of: 99).isEmpty)
        #expect(fine.seconds == 100..<105)
        let coarse = TimeGrid(first: 100, step: 30, count: 3)
        #expect(coarse.columns(of: 129) == 0..<1)
        #expect(coarse.columns(of: 130) == 1..<2)
        #expect(coarse.seconds == 100..<190)
        #expect(coarse.columns(of: .max).isEmpty && coarse.columns(of: .min).isEmpty)
    }

    @Test func halvesOfOddStepsCoverAllSeconds() {
        let grid = TimeGrid(first: 0, step: 3, count: 4).halved
        #expect((0..<12).map { grid.columns(of: $0) } == [0, 0, 1, 2, 2, 3, 4, 4, 5, 6, 6, 7].map { $0..<($0 + 1) })
        #expect(grid.secondsPerColumn == 1.5)
    }

    @Test func extremesDoNotTrap() {
        let grid = TimeGrid(first: .max - 1, columnsPerStep: .max, step: .max, count: .max)
        _ = grid.columns(of: .max)
        _ = grid.seconds
        #expect(TimeGrid(first: .min, step: -1, count: -1).seconds.isEmpty)
    }
}

@Suite struct ThreadLaneTests {
    @Test func lanesHoldWhatThreadsDid() {
        let profile = ProfileFixture.service.profile
        let lanes = profile.threadLanes(in: TimeGrid(first: 100, count: 4))
        #expect(lanes.map(\.thread) == profile.threads.keys.map { $0 })
        let sums = lanes.map { lane in lane.times.reduce(0) { $0 + $1.cpu } }
        let expected = lanes.map { Float(profile.threadTotals[$0.thread]?.cpu.seconds ?? 0) }
        #expect(zip(sums, expected).allSatisfy { abs($0 - $1) < 1e-4 })
        #expect(lanes[0][3] == nil && lanes[0][-1] == nil)
    }

    /// Ten-second sums and the rollups themselves say the same, however the recording came in.
    @Test(arguments: [1, 2, 3]) func coarseColumnsAreSumsOfFineOnes(seed: UInt64) throws {
        var random = TrafficFixture(seed: seed)
        var fixture = ProfileFixture()
        for thread in 1...5 { fixture.thread(Int32(thread), "t\(thread)") }
        for second in 0..<95 {
            for thread in 1...5 where random.random(3) > 0 {
                let cpu = Int64(random.random(900))
                fixture.add(
                    random.random(2) == 0 ? "main;a" : "main;b", cpu: cpu, wall: cpu + Int64(random.random(100)),
                    second: 100 + Int64(second), thread: Int32(thread))
            }
        }
        fixture.delta.rollups.sort { $0.second < $1.second }
        var live = Profile(info: fixture.delta.info)
        var (whole, at) = (fixture.delta, Int64(100))
        whole.rollups = []
        live.apply(whole)
        while at < 195 {
            // Each delta gives the last seconds again.
            let from = max(100, at - Int64(random.random(4)))
            at += Int64(random.random(7)) + 1
            var delta = RecordingDelta(info: fixture.delta.info)
            delta.rollupsFrom = from
            delta.rollups = fixture.delta.rollups.filter { $0.second >= from && $0.second < at }
            live.apply(delta)
        }
        for profile in [fixture.profile, live] {
            let grid = TimeGrid(first: 100, step: 20, count: 5)
            #expect(profile.threadHistory.divides(grid))
            let fine = profile.threadLanes(in: TimeGrid(first: 100, count: 100))
            for (lane, seconds) in zip(profile.threadLanes(in: grid), fine) {
                for column in 0..<5 {
                    let times = (column * 20..<column * 20 + 20).compactMap { seconds[$0] }
                    let wall = times.reduce(0) { $0 + $1.wall }
                    #expect(abs((lane[column]?.wall ?? 0) - wall) < 1e-3)
                    #expect(abs((lane[column]?.cpu ?? 0) - times.reduce(0) { $0 + $1.cpu }) < 1e-3)
                }
            }
        }
    }

    @Test func anEarlierSecondMovesTheOrigin() {
        var fixture = ProfileFixture()
        fixture.thread(1, "main")
        fixture.add("main", cpu: 500, second: 105)
        var profile = fixture.profile
        var delta = RecordingDelta(info: fixture.delta.info)
        delta.rollupsFrom = .max
        delta.counters = [CounterReading(time: Timestamp(rawValue: 101_000_000_000), kind: .threads, value: 1)]
        profile.apply(delta)
        #expect(profile.threadHistory.origin == 101)
        #expect(profile.threadLanes(in: TimeGrid(first: 101, step: 10, count: 1))[0][0]?.cpu == 0.5)
    }

    @Test func callsAreWhereMostTimeWent() throws {
        var fixture = ProfileFixture()
        fixture.thread(1, "main")
        fixture.add("main;work", cpu: 300, wall: 300)
        fixture.add("main;wait;[futex]", cpu: 0, wall: 400)
        fixture.add("main;other;[futex]", cpu: 0, wall: 200)
        fixture.add("main;work", cpu: 900, wall: 900, second: 101)
        let profile = fixture.profile
        let call = try #require(profile.calls(in: 100..<101)[ThreadKey(1)])
        #expect(profile.function(call.function).function == "[futex]")
        #expect(call.weight.wall == .seconds(0.6) && call.total.wall == .seconds(0.9))
        let later = try #require(profile.calls(in: 100..<102)[ThreadKey(1)])
        #expect(profile.function(later.function).function == "work")
        #expect(profile.calls(in: 200..<300).isEmpty)
    }
}

@Suite struct TrafficColumnTests {
    @Test func bucketsAreThoseOfLatencyCounts() {
        var values: [Int64] = [0, 1, 63, 64, 127, 128, 129, 255, 256, 1_000_000, .max]
        values += (7..<63).map { Int64(1) << $0 }
        for value in values {
            let bucket = LatencyScale.bucket(of: Nanoseconds(value))
            #expect((0..<LatencyScale.count).contains(bucket))
            var counts = LatencyCounts()
            counts.add(Nanoseconds(value))
            #expect(LatencyScale.value(of: bucket) == counts.entries.first?.value)
        }
        #expect(LatencyScale.bucket(of: Nanoseconds(-5)) == 0)
    }

    /// A recording of so many seconds, with as many requests of a millisecond in each as its number says.
    private func profile(seconds: Int64) -> Profile {
        var delta = TrafficFixture().delta
        (delta.rollups, delta.counters) = ([], [])
        for second in 0..<seconds {
            var row = RouteSecond(second: 100 + second, route: RouteID(1))
            row.count = second
            row.failed = second % 2
            row.latency.add(.seconds(0.001), count: second)
            row.latency.add(.seconds(0.1), count: second > 50 ? second : 0)
            delta.routeSeconds.append(row)
        }
        var profile = Profile(info: delta.info)
        profile.apply(delta)
        return profile
    }

    @Test func columnsAreRatesAndPercentiles() throws {
        let columns = profile(seconds: 60).trafficColumns(in: TimeGrid(first: 100, columnsPerStep: 2, count: 140))
        let second = try #require(columns[10])
        #expect(columns[11] == second)
        #expect(second.rate == 5 && second.failed == 1)
        #expect(abs(second.p99.seconds - 0.001) < 1e-5)
        #expect(abs((columns[104]?.p99.seconds ?? 0) - 0.1) < 1e-3)
        #expect(abs((columns[104]?.p50.seconds ?? 0) - 0.001) < 1e-5)
        #expect(columns[0] == TrafficColumn())
        #expect(columns[120] == nil)
    }

    @Test func coarseColumnsAreSumsOfFineOnes() throws {
        let profile = profile(seconds: 65)
        let coarse = profile.trafficColumns(in: TimeGrid(first: 100, step: 20, count: 4))
        #expect(profile.trafficHistory.divides(TimeGrid(first: 100, step: 20, count: 4)))
        #expect(coarse[0]?.rate == Double((0..<20).reduce(0, +)) / 20)
        // The last column is as long as the recording is.
        #expect(coarse[3]?.rate == Double((60..<65).reduce(0, +)) / 5)
        #expect(abs((coarse[3]?.p99.seconds ?? 0) - 0.1) < 1e-3)
        let odd = profile.trafficColumns(in: TimeGrid(first: 95, step: 20, count: 4))
        #expect(odd[1]?.rate == Double((15..<35).reduce(0, +)) / 20)
    }

    @Test func laterNewsReplacesTheLastSeconds() {
        var profile = profile(seconds: 25)
        var delta = RecordingDelta(info: profile.info)
        delta.rollupsFrom = .max
        (delta.routeSecondsFrom, delta.statementSecondsFrom) = (124, 124)
        var row = RouteSecond(second: 124, route: RouteID(1))
        row.count = 1_000
        delta.routeSeconds = [row]
        profile.apply(delta)
        let columns = profile.trafficColumns(in: TimeGrid(first: 100, step: 10, count: 3))
        #expect(columns[2]?.rate == Double((20..<24).reduce(0, +) + 1_000) / 5)
    }

    /// Statistics without durations, as an import may have them, do not get those of others.
    @Test func stretchesWithoutDurationsHaveNone() {
        var delta = TrafficFixture().delta
        let seconds: [(Int64, Bool)] = [(100, true), (110, false), (120, true)]
        delta.routeSeconds = seconds.map { second, isTimed in
            var row = RouteSecond(second: second, route: RouteID(1))
            row.count = 1
            if isTimed { row.latency.add(.seconds(0.001 * Double(second - 99))) }
            return row
        }
        var profile = Profile(info: delta.info)
        profile.apply(delta)
        let columns = profile.trafficColumns(in: TimeGrid(first: 100, step: 10, count: 3))
        #expect(columns[1]?.p99 == .zero)
        #expect(abs((columns[2]?.p50.seconds ?? 0) - 0.021) < 1e-3)
    }

    @Test func withoutRequestsThereIsNothing() {
        let columns = ProfileFixture.service.profile.trafficColumns(in: TimeGrid(first: 100, count: 3))
        #expect(columns == [nil, nil, nil])
    }
}

@Suite struct CounterColumnTests {
    @Test func gaugesHoldUntilTheNextReading() {
        var fixture = ProfileFixture()
        fixture.count(.memoryResident, [10, 20])
        let columns = fixture.profile.counterColumns(
            .memoryResident, meaning: .gauge, in: TimeGrid(first: 100, columnsPerStep: 2, count: 6))
        #expect(columns == [10, 10, 20, 20, nil, nil])
    }

    @Test func aWindowSeesTheReadingsBeforeIt() {
        var fixture = ProfileFixture()
        fixture.count(.cpuUser, (0..<50).map { $0 * 500_000_000 })
        let grid = TimeGrid(first: 120, count: 4)
        let columns = fixture.profile.counterColumns(.cpuUser, meaning: .cpuPercent, in: grid)
        #expect(columns.map { $0?.rounded() } == [50, 50, 50, 50])
        for first: Int64 in [0, 120, 500] {
            let none = TimeGrid(first: first, count: 0)
            #expect(fixture.profile.counterColumns(.cpuUser, meaning: .cpuPercent, in: none).isEmpty)
        }
    }
}
