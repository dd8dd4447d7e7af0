import GlassModel
import Testing

@testable import GlassAnalysis

@Suite struct CounterSeriesTests {
    @Test func ratesComeFromCumulativeReadings() {
        var fixture = ProfileFixture()
        fixture.count(.cpuUser, [0, 300_000_000, 900_000_000])
        fixture.count(.cpuSystem, [0, 200_000_000, 200_000_000])
        let series = fixture.profile.cpuSeries()
        #expect(series.firstSecond == 100)
        #expect(series.values.map { $0.map { ($0 * 10).rounded() / 10 } } == [50, 60, nil])
        #expect(series.latest.map { $0.rounded() } == 60)
    }

    @Test func gapsAndResetsHaveNoValue() {
        let points = [(0, 0), (1, 10), (8, 80), (9, 20), (10, 30)].map { second, value in
            CounterTable.Point(
                time: Timestamp(nanosecondsSinceEpoch: Int64(second) * 1_000_000_000), value: Int64(value))
        }
        let series = CounterSeries(points, meaning: .rate(scale: 1), seconds: 0..<11)
        #expect(series.values == [10, nil, nil, nil, nil, nil, nil, nil, nil, 10, nil])
    }

    @Test func stepsCoverLongStretches() {
        let points = (0..<100).map {
            CounterTable.Point(time: Timestamp(nanosecondsSinceEpoch: $0 * 1_000_000_000), value: $0)
        }
        let series = CounterSeries(points, meaning: .gauge, seconds: 0..<100, steps: 10)
        #expect(series.step == 10)
        #expect(series.values == (0..<10).map { Double($0) * 10 + 4.5 })
        #expect(series.maximum == 94.5)
    }

    @Test func absurdRangesCostNothing() {
        let series = CounterSeries([], meaning: .gauge, seconds: Int64.min..<Int64.max, steps: 100)
        #expect(series.values.count <= 101)
        #expect(CounterSeries([], meaning: .cpuPercent, seconds: 5..<5).values.isEmpty)
    }

    @Test func readingsOutOfOrderAreSorted() {
        var table = CounterTable()
        for (second, value) in [(5, 50), (1, 10), (3, 30), (3, 31)] as [(Int64, Int64)] {
            table.add(CounterReading(time: Timestamp(rawValue: second), kind: .threads, value: value))
        }
        #expect(table.points(.threads).map(\.value) == [10, 31, 50])
        #expect(table.latest(.threads) == 50)
        #expect(table.latest(.threads, at: Timestamp(rawValue: 4)) == 31)
        #expect(table.latest(.threads, at: Timestamp(rawValue: 0)) == nil)
    }
}

@Suite struct DistributionTests {
    @Test func quantilesAreValuesThatOccurred() throws {
        let distribution = try #require(Distribution((1...100).map { Double($0) }))
        #expect(distribution.p50 == 50)
        #expect(distribution.p90 == 90)
        #expect(distribution.p99 == 99)
        #expect(distribution.maximum == 100)
        #expect(abs(distribution.mean - 50.5) < 1e-9)
        let one = try #require(Distribution([3.0, .nan]))
        #expect(one.p50 == 3 && one.count == 1)
        #expect(Distribution([]) == nil)
    }
}

@Suite struct ReportSummaryTests {
    private var profile: Profile {
        var fixture = ProfileFixture.service
        fixture.count(.cpuUser, [1_000_000_000, 1_200_000_000, 1_400_000_000])
        fixture.count(.cpuSystem, [0, 50_000_000, 100_000_000])
        fixture.count(.memoryResident, [10, 30, 20])
        fixture.count(.rateAchieved, [98_000, 99_000, 97_000])
        fixture.count(.costToTarget, [5_000, 7_000, 6_000])
        fixture.count(.agentCPU, [40_000_000, 20_000_000, 10_000_000])
        var delta = fixture.delta
        delta.losses = [
            Loss(time: delta.info.started, reason: .tickSkipped, count: 2),
            Loss(time: delta.info.started, reason: .unreadable, count: 9),
        ]
        delta.unwindTallies = [
            UnwindTally(module: ModuleID(1), end: .root, count: 97),
            UnwindTally(module: ModuleID(1), end: .noRule, count: 1),
            UnwindTally(module: nil, end: .noModule, count: 2),
        ]
        delta.info.end = RecordingEnd(
            time: delta.info.started + .seconds(3), reason: .targetExited(status: 2))
        var profile = Profile(info: delta.info)
        profile.apply(delta)
        return profile
    }

    @Test func sumsUpARecording() throws {
        let report = ReportSummary(profile: profile, limits: ReportLimits(functions: 2, stacks: 1, threads: 5))
        #expect(report.target.end == "target exited with status 2")
        #expect(report.durationNs == 3_000_000_000)
        #expect(report.cpu.countedNs == 500_000_000)
        #expect(report.cpu.sampledNs == 500_000_000)
        #expect(abs(report.cpu.percent - 16.6667) < 0.001)
        #expect(report.memory == ReportSummary.Memory(firstBytes: 10, lastBytes: 20, peakBytes: 30))
        #expect(report.functions.map(\.name) == ["walk", "parse"])
        #expect(report.stacks.first?.frames == ["main", "parse", "walk", "walk"])
        #expect(report.threads.map(\.name) == ["main", "worker"])
        #expect(report.losses.map(\.count) == [9, 2])
        #expect(report.unwinds.wholeShare == 0.97)
        #expect(report.unwinds.broken.map(\.reason) == ["address in no module", "no unwind rule"])
        #expect(report.sampling.rateAchievedHz == 98)
        #expect(abs((report.sampling.costShare ?? 0) - 0.006) < 1e-9)
        #expect(report.sampling.agentCpuNs == 70_000_000)
    }

    @Test func aSelectionLimitsIt() {
        let report = ReportSummary(
            profile: profile, selection: Selection(seconds: 101..<102, threads: [ThreadKey(1)]))
        #expect(report.durationNs == 1_000_000_000)
        #expect(report.cpu.countedNs == nil)
        #expect(report.cpu.percent == 20)
        #expect(report.threads.map(\.name) == ["main"])
    }

    @Test func anEmptyRecordingHasAReport() {
        let report = ReportSummary(profile: ProfileFixture().profile)
        #expect(report.functions.isEmpty && report.memory == nil && report.cpu.percent == 0)
        #expect(report.sampling.agentCpuNs == nil)
        #expect(report.unwinds.wholeShare == 0)
    }
}
