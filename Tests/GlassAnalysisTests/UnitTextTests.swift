import GlassModel
import Testing

@testable import GlassAnalysis

@Suite struct UnitTextTests {
    @Test(arguments: [
        ("250ms", 250_000_000), ("10s", 10_000_000_000), ("5m", 300_000_000_000), ("1h", 3_600_000_000_000),
        ("1.5s", 1_500_000_000), ("7us", 7_000), ("7µs", 7_000), ("3ns", 3), ("2 s", 2_000_000_000), ("0s", 0),
        ("2min", 120_000_000_000), (".5ms", 500_000),
    ]) func readsDurations(text: String, nanoseconds: Int64) {
        #expect(DurationText.parse(text)?.rawValue == nanoseconds)
    }

    @Test(arguments: ["", "s", "5", "-5s", "5x", "1e3s", "1..5s", "9999999999h", "nan s", "5 s s", "1,5s"])
    func refusesOtherDurations(text: String) { #expect(DurationText.parse(text) == nil) }

    @Test(arguments: [
        (0, "0 s"), (312, "312 ns"), (4_560, "4.56 µs"), (312_400_000, "312 ms"), (1_240_000_000, "1.24 s"),
        (12_340_000_000, "12.3 s"), (999_600, "1.00 ms"), (59_940_000_000, "59.9 s"), (59_960_000_000, "1 m 00 s"),
        (125_000_000_000, "2 m 05 s"), (3_720_000_000_000, "1 h 02 m"), (259_200_000_000_000, "3 d 00 h"),
        (-5_000_000, "-5.00 ms"), (.max, "106751 d 23 h"), (.min, "-106751 d 23 h"),
    ]) func writesDurations(nanoseconds: Int64, text: String) {
        #expect(DurationText.format(Nanoseconds(nanoseconds)) == text)
    }

    @Test(arguments: [
        ("64kB", 64_000), ("10MB", 10_000_000), ("1KiB", 1_024), ("1.5 GiB", 1_610_612_736), ("7b", 7), ("2k", 2_000),
    ]) func readsSizes(text: String, bytes: Int64) { #expect(SizeText.parse(text) == bytes) }

    @Test(arguments: ["", "10", "kB", "-1kB", "99999999999TB", "1XB"])
    func refusesOtherSizes(text: String) { #expect(SizeText.parse(text) == nil) }

    @Test(arguments: [
        (0, "0 B"), (512, "512 B"), (12_340_000, "12.3 MB"), (999_999, "1.00 MB"), (.max, "9.22 EB"),
        (-2_048, "-2.05 kB"),
    ]) func writesSizes(bytes: Int64, text: String) { #expect(SizeText.format(bytes) == text) }

    @Test func writesNumbers() {
        #expect(NumberText.percent(0.45) == "45.0 %")
        #expect(NumberText.percent(1) == "100.0 %")
        #expect(NumberText.count(9_999) == "9999")
        #expect(NumberText.count(12_345) == "12.3 k")
        #expect(NumberText.fixed(-0.04, 1) == "0.0")
        #expect(NumberText.fixed(.nan, 1) == "–")
        #expect(NumberText.fixed(.infinity, 0) == "–")
        #expect(NumberText.fixed(1e300, 2) == "–")
        #expect(NumberText.fixed(0.005, 2) == "0.01")
    }

    @Test func whatIsWrittenCanBeReadBack() throws {
        for value: Int64 in [1, 999, 1_000, 45_600, 999_000_000, 59_900_000_000] {
            let read = try #require(DurationText.parse(DurationText.format(Nanoseconds(value))))
            #expect(abs(Double(read.rawValue) / Double(value) - 1) < 0.005)
        }
    }
}
