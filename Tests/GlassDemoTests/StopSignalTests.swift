import Testing

@testable import glass_demo

@Suite struct StopSignalTests {
    @Test func aStopWakesASleeper() throws {
        let signal = StopSignal()
        let thread = try NamedThread("sleeper") { while signal.sleep(milliseconds: 3_600_000) {} }
        signal.stop()
        thread.join()
        #expect(!signal.sleep(milliseconds: 3_600_000))
        #expect(StopSignal().sleep(milliseconds: 1))
    }
}
