import Testing

@testable import GlassViewer

@Suite struct TimeScaleTests {
    @Test(arguments: [
        (10, 120, 8, 1), (30, 120, 4, 1), (70, 120, 1, 1), (120, 120, 1, 1), (121, 120, 1, 2), (300, 120, 1, 3),
        (3600, 120, 1, 30), (86_400, 100, 1, 900),
    ])
    func theFinestThatFitsIsTaken(seconds: Int, width: Int, perSecond: Int, step: Int) {
        let scale = TimeScale(seconds: 1000..<(1000 + Int64(seconds)), width: width)
        #expect(scale.cellsPerSecond == perSecond)
        #expect(scale.step == Int64(step))
        #expect(scale.cell(of: 1000 + Int64(seconds) - 1) < width)
    }

    @Test func secondsAndCellsAgree() {
        for length in [1, 7, 59, 61, 500, 7200] {
            for width in [1, 20, 99] {
                let scale = TimeScale(seconds: 50..<(50 + Int64(length)), width: width)
                for cell in 0..<width {
                    let seconds = scale.seconds(at: cell)
                    #expect(seconds.count == Int(scale.step))
                    #expect(scale.cell(of: seconds.lowerBound) <= cell)
                    #expect(cell < scale.cell(of: seconds.lowerBound) + scale.cellsPerSecond)
                }
            }
        }
    }

    @Test func labelsAreRound() {
        #expect(TimeScale(seconds: 0..<300, width: 120).labelInterval == 20)
        #expect(TimeScale(seconds: 0..<600, width: 120).labelInterval == 12)
        #expect(TimeScale(seconds: 0..<10, width: 120).labelInterval == 16)
    }

    @Test func extremesDoNotTrap() {
        for seconds in [0..<0, Int64.min..<Int64.max, (Int64.max - 1)..<Int64.max] {
            let scale = TimeScale(seconds: seconds, width: 0)
            _ = scale.cell(of: .min)
            _ = scale.cell(of: .max)
            _ = scale.seconds(at: .max / 4)
            #expect(scale.labelInterval > 0)
        }
    }
}
