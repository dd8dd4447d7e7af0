import GlassModel
import Testing

@testable import glass

@Suite("Options")
struct OptionTests {
    private let start = Timestamp(nanosecondsSinceEpoch: 1_700_000_000_000_000_000)

    @Test(
        "Moments",
        arguments: [
            ("10s", .sinceStart(.seconds(10))), ("-250ms", .beforeEnd(.seconds(0.25))), ("0", .sinceStart(.zero)),
            ("14:03", .timeOfDay(seconds: 50_580)), ("14:03:20", .timeOfDay(seconds: 50_600)), ("24:00", nil),
            ("1:2:3:4", nil), ("", nil), ("-", nil), ("10", nil), ("::", nil),
        ] as [(String, TimeArgument?)])
    func moments(text: String, expected: TimeArgument?) {
        #expect(TimeArgument(argument: text) == expected)
    }

    @Test("A moment within a recording")
    func within() {
        let end = start + .seconds(60)
        #expect(
            TimeArgument.sinceStart(.seconds(5)).moment(start: start, end: end, utcOffset: 0) == start + .seconds(5))
        #expect(
            TimeArgument.beforeEnd(.seconds(5)).moment(start: start, end: end, utcOffset: 0) == start + .seconds(55))
        // It began at 22:13:20 UTC.
        let clock = TimeArgument.timeOfDay(seconds: 22 * 3600 + 13 * 60 + 30)
        #expect(clock.moment(start: start, end: end, utcOffset: 0) == start + .seconds(10))
        let inBerlin = TimeArgument.timeOfDay(seconds: 23 * 3600 + 13 * 60 + 30)
        #expect(inBerlin.moment(start: start, end: end, utcOffset: 3600) == start + .seconds(10))
    }

    @Test("An hour after midnight, of a recording that began before it")
    func midnight() {
        let end = start + .seconds(4 * 3600)
        let oneOClock = TimeArgument.timeOfDay(seconds: 3600)
        #expect(oneOClock.moment(start: start, end: end, utcOffset: 0) == start + .seconds(2 * 3600 + 46 * 60 + 40))
    }

    @Test(
        "Colours: NO_COLOR wins, then CLICOLOR_FORCE, then the terminal",
        arguments: [
            (true, nil, nil, "xterm", true), (false, nil, nil, "xterm", false), (true, "1", nil, "xterm", false),
            (false, nil, "1", nil, true), (false, nil, "0", nil, false), (false, "1", "1", nil, false),
            (true, nil, nil, "dumb", false),
        ] as [(Bool, String?, String?, String?, Bool)])
    func colours(toTerminal: Bool, noColor: String?, force: String?, terminal: String?, expected: Bool) {
        let isWanted = Palette.isWanted(toTerminal: toTerminal, noColor: noColor, force: force, terminal: terminal)
        #expect(isWanted == expected)
    }

    @Test("How a child ended, as the kernel encodes it")
    func childExit() {
        #expect(ChildExit(waitStatus: 0x0700) == .exited(7))
        #expect(ChildExit(waitStatus: 9) == .killed(signal: 9))
        #expect(ChildExit(waitStatus: 0x8B) == .killed(signal: 11))
        #expect(ChildExit(waitStatus: 0x137F) == nil)
        #expect(ChildExit.killed(signal: 15).shellStatus == 143)
    }

    @Test("Lines that come in pieces")
    func lines() {
        var buffer = LineBuffer()
        #expect(buffer.take("recor".utf8) == [])
        #expect(buffer.take("ding x\nand\n\nre".utf8) == ["recording x", "and", ""])
        #expect(buffer.takeRest() == ["re"])
        #expect(buffer.takeRest() == [])
        #expect(buffer.take(repeatElement(UInt8(ascii: "x"), count: 70_000)).first?.count == 70_000)
    }

    @Test("Columns are as wide as what stands in them")
    func table() {
        var table = TextTable([("N", .right), ("NAME", .left), ("LAST", .left)])
        table.add(["1", "ä", "x"])
        table.add(["100", "longer", ""])
        #expect(table.lines == ["    N  NAME    LAST", "    1  ä       x", "  100  longer"])
    }

    @Test("The directory of a path", arguments: [("/a/b/c", "/a/b"), ("/a", "/"), ("a", ".")])
    func parent(path: String, expected: String) {
        #expect(RecordingDestination.parent(of: path) == expected)
    }
}
