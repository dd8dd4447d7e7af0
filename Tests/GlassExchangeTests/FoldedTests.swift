import GlassAnalysis
import GlassModel
import GlassTestSupport
import Testing

@testable import GlassExchange

@Suite struct FoldedWriterTests {
    private func folded(_ profile: Profile, _ writer: FoldedWriter = FoldedWriter()) throws -> String {
        var sink = StringSink()
        try writer.write(profile, to: &sink)
        return sink.text
    }

    @Test func writesMicrosecondsAndCarriesWhatRoundingLeaves() throws {
        #expect(
            try folded(ExchangeFixture.service) == """
                main;work 1500
                main;work;inner 2001

                """)
    }

    @Test func writesOtherMetricsAndThreads() throws {
        #expect(
            try folded(ExchangeFixture.service, FoldedWriter(metric: .wall, namesThreads: true)) == """
                main;main;work 1600
                main;main;work;inner 2000
                worker;start;[futex] 900000
                worker;start;work 1

                """)
        #expect(try folded(ExchangeFixture.service, FoldedWriter(metric: .samples)).hasPrefix("main;work 1\n"))
    }

    @Test func theSumIsRightToAMicrosecond() throws {
        let rows = (0..<999).map { (["main", "f\($0)"], Int64(1_999), Int64(1_999), Int64(100), Int32(1)) }
        let text = try folded(ExchangeFixture.profile(ExchangeFixture.delta(rows)))
        let sum = text.split(separator: "\n").compactMap { $0.split(separator: " ").last.flatMap { Int64($0) } }
            .reduce(0, +)
        #expect(sum == 999 * 1_999 / 1_000)
    }

    @Test func namesCannotBreakTheFormat() throws {
        let text = try folded(ExchangeFixture.awkward)
        let lines = text.split(separator: "\n")
        #expect(lines.count == ExchangeFixture.awkwardNames.count)
        #expect(lines.contains("main;semi:colon 1000"))
        #expect(lines.contains("main;two lines 1000"))
        #expect(lines.contains("main;red 1000"))
        #expect(lines.contains("main;[unnamed] 1000"))
        #expect(lines.allSatisfy { $0.split(separator: ";", omittingEmptySubsequences: false).count == 2 })
    }

    @Test func anEmptyProfileIsAnEmptyText() throws {
        #expect(try folded(ExchangeFixture.profile(ExchangeFixture.delta([]))).isEmpty)
    }
}

@Suite struct FoldedReaderTests {
    private func read(_ text: String, pieces: Int = .max) throws -> ImportResult {
        var reader = FoldedReader(name: "x.folded")
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            reader.read(rest.prefix(pieces))
            rest = rest.dropFirst(pieces)
        }
        return try reader.finish()
    }

    private func stacks(_ result: ImportResult) -> [String: Int64] {
        let profile = ExchangeFixture.profile(result.delta)
        #expect(profile.malformed == 0)
        return Dictionary(
            uniqueKeysWithValues: result.delta.rollups.map { rollup in
                let names = profile.functions(of: rollup.stack).map { profile.function($0).function }
                return (names.joined(separator: ";"), rollup.weight.samples)
            })
    }

    @Test func readsStacksInAnyPieces() throws {
        let text = "main;work 10\nmain;work;inner 5\r\nmain;worker 2\nmain;work 1\nmain 3\n\nother;a b;c d  7"
        let expected: [String: Int64] = [
            "main;work": 11, "main;work;inner": 5, "main;worker": 2, "main": 3, "other;a b;c d": 7,
        ]
        for pieces in [1, 2, 3, 7, 1_000] { #expect(stacks(try read(text, pieces: pieces)) == expected) }
    }

    @Test func sharedBeginningsAreNotMixedUp() throws {
        let text = "a;b;c 1\na;bb;c 1\na;b 1\na;b;c;d 1\na;b; 1\n;a 1\na 1\nab 1\n"
        #expect(
            stacks(try read(text)) == [
                "a;b;c": 1, "a;bb;c": 1, "a;b": 1, "a;b;c;d": 1, "a;b;[unnamed]": 1, "[unnamed];a": 1, "a": 1, "ab": 1,
            ])
    }

    @Test func takesMicrosecondsForTime() throws {
        let weight = try read("a;b 12\n").delta.rollups.first?.weight
        #expect(weight == Weight(samples: 12, cpu: Nanoseconds(12_000), wall: Nanoseconds(12_000)))
    }

    @Test func badLinesAreDeadLetters() throws {
        let result = try read(
            "a;b 1\nno count here\n\n7\n# comment\na;b -3\na;b 2.6\n 99999999999999999999 \na;b 9223372036854775807\n")
        #expect(
            result.deadLetters.first.map(\.description) == [
                "line 2: no count at the end", "line 4: no count at the end", "line 6: no count at the end",
                "line 8: no count at the end",
            ])
        #expect(result.delta.rollups.first?.weight.cpu == Nanoseconds(.max))
        let many = try read("a 1\n" + String(repeating: "x\n", count: 1_000))
        #expect(many.deadLetters.count == 1_000)
        #expect(many.deadLetters.first.count == DeadLetters.limit)
    }

    @Test func invalidUTF8IsRepaired() throws {
        var reader = FoldedReader(name: "x")
        reader.read([0x61, 0xFF, 0x3B, 0x62, 0x20, 0x31, 0x0A] as [UInt8])
        #expect(stacks(try reader.finish()) == ["a\u{FFFD};b": 1])
    }

    @Test func anEndlessLineIsCutButCounted() throws {
        let deep = String(repeating: "f;", count: 300_000) + "leaf 3\n"
        let result = try read(deep + deep + "f;f 1\n")
        #expect(result.deadLetters.count == 2)
        #expect(result.delta.stacks.count == FoldedReader.depthLimit)
        #expect(result.delta.rollups.map(\.weight.samples) == [1, 6])
        let long = try read(String(repeating: "x", count: 600_000) + " 1\n")
        #expect(long.delta.frames.first.map { $0.function.utf8.count < 5_000 } == true)
    }

    @Test func writtenStacksComeBack() throws {
        var sink = StringSink()
        try FoldedWriter(metric: .wall).write(ExchangeFixture.service, to: &sink)
        let read = ExchangeFixture.profile(try read(sink.text).delta)
        var again = StringSink()
        try FoldedWriter(metric: .wall).write(read, to: &again)
        #expect(again.text == sink.text)
    }

    @Test func nothingUnderstoodIsAnError() {
        let thrown = #expect(throws: ImportError.self) { try read("hello\nworld\n") }
        #expect(
            thrown?.description
                == "x.folded holds no stack that could be understood as folded stacks (line 1: no count at the end)")
    }

    @Test func anyBytesAreReadOrRefused() {
        let pieces: [[UInt8]] = [
            [0x3B], [0x20], [0x0A], [0x31], [0x61], [0xFF], [0x00], [0x0D, 0x0A], [0x2E], [0x39, 0x39], [0x23],
        ]
        var random = SeededGenerator(seed: 21)
        for _ in 0..<2_000 {
            var reader = FoldedReader(name: "x")
            for _ in 0..<Int.random(in: 0...6, using: &random) {
                let count = Int.random(in: 0...12, using: &random)
                reader.read((0..<count).flatMap { _ in pieces.randomElement(using: &random) ?? [] })
            }
            guard let result = try? reader.finish() else { continue }
            #expect(ExchangeFixture.profile(result.delta).malformed == 0)
        }
    }
}
