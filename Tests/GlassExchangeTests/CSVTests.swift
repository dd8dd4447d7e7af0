import Foundation
import GlassAnalysis
import GlassModel
import SwiftCSV
import Testing

@testable import GlassExchange

@Suite struct CSVTests {
    @Test(arguments: [
        ("plain", "plain"), ("a,b", "\"a,b\""), ("say \"hi\"", "\"say \"\"hi\"\"\""), ("a\nb", "\"a\nb\""),
        ("=1+1", "'=1+1"), ("+x", "'+x"), ("-x", "'-x"), ("@x", "'@x"), ("\tx", "'\tx"), ("-5", "-5"),
        ("-5.5e3", "-5.5e3"),
        ("+1", "+1"), ("-inf", "'-inf"), ("-", "'-"), ("'=x", "''=x"), ("'plain", "'plain"), ("\rx", "x"),
        ("\u{1B}[31mred\u{1B}[0m", "red"), ("\u{1B}]0;t\u{07}x", "x"), ("\u{1B}=1", "1"), ("\u{0}=1", "'=1"),
        ("=\"a\"", "\"'=\"\"a\"\"\""), (" a", "\" a\""), ("\u{9B}2Jx", "x"), ("\u{1B}", ""), ("\u{1B}]never", ""),
    ]) func cellsAreHarmless(text: String, cell: String) {
        #expect(CSVText.encode(.text(text)) == cell)
    }

    @Test func numbersStayNumbers() {
        #expect(CSVWriter.line([.integer(-5), .real(0.25), .empty, .real(.nan)]) == "-5,0.25,,\r\n")
    }

    @Test(arguments: ExchangeFixture.awkwardNames) func whatASpreadsheetGetsCanBeTakenBack(name: String) {
        let clean = PlainText.clean(name, keepsLines: true)
        guard !clean.contains("\"") && !clean.contains("\n") && !clean.contains(",") else { return }
        let cell = CSVText.encode(.text(name))
        let bare = cell.hasPrefix("\"") ? String(cell.dropFirst().dropLast()) : cell
        #expect(CSVText.original(bare) == clean)
    }

    @Test func functionsReadBackThroughSwiftCSV() throws {
        var sink = StringSink()
        let table = ExchangeFixture.functionTable(ExchangeFixture.awkward)
        try CSVWriter.write(table, to: &sink)
        let csv = try EnumeratedCSV(string: sink.text, delimiter: .comma, loadColumns: false)
        #expect(csv.header == CSVWriter.functionColumns)
        let expected = table.rows.map { PlainText.clean($0.name, keepsLines: true) }
        #expect(csv.rows.map { CSVText.original($0[0]) } == expected)
        #expect(csv.rows.allSatisfy { $0.count == CSVWriter.functionColumns.count })
    }

    @Test func pythonReadsTheSameCells() throws {
        var sink = StringSink()
        let table = ExchangeFixture.functionTable(ExchangeFixture.awkward)
        try CSVWriter.write(table, to: &sink)
        let script =
            "import csv,json,sys,io; print(json.dumps(list(csv.reader(io.StringIO(sys.stdin.buffer.read().decode(), newline='')))))"
        let output = try #require(try Python.run(script, input: sink.text), "python3 is needed for this test")
        let rows = try JSONDecoder().decode([[String]].self, from: output)
        #expect(rows.first == CSVWriter.functionColumns)
        let expected = table.rows.map { PlainText.clean($0.name, keepsLines: true) }
        #expect(rows.dropFirst().map { CSVText.original($0[0]) } == expected)
        #expect(rows.allSatisfy { $0.count == CSVWriter.functionColumns.count })
    }

    @Test func writesThreads() throws {
        var sink = StringSink()
        try CSVWriter.write(ThreadTable(profile: ExchangeFixture.service), to: &sink)
        let lines = sink.text.components(separatedBy: "\r\n")
        #expect(
            lines[0]
                == "thread,tid,pid,state,started_ns,ended_ns,cpu_ns,wall_ns,waiting_ns,samples,cpu_share,top_function")
        #expect(lines[1].hasPrefix("main,701,7,,100000000000,,3501300,3600700,99400,2,0.99"))
        #expect(lines[2].hasPrefix("worker,702,7,,100000000000,,400,900000400,900000000,2,"))
        #expect(lines[2].hasSuffix(",work"))
        #expect(lines[3].isEmpty && lines.count == 4)
    }

    @Test func writesCounters() throws {
        var delta = ExchangeFixture.delta([])
        delta.counters = [
            CounterReading(time: Timestamp(rawValue: 5), kind: .memoryResident, value: 77),
            CounterReading(time: Timestamp(rawValue: 6), kind: .threadCPU, thread: ThreadKey(1), value: 9),
        ]
        var sink = StringSink()
        try CSVWriter.writeCounters(of: ExchangeFixture.profile(delta), to: &sink)
        #expect(
            sink.text == "time_ns,counter,thread,tid,value\r\n5,memory.rss.bytes,,,77\r\n6,thread.cpu.ns,main,701,9\r\n"
        )
    }

    @Test func samplesComeBack() throws {
        let profile = ExchangeFixture.service
        var sink = StringSink()
        var writer = SamplesCSVWriter(profile: profile)
        try writer.writeHeader(to: &sink)
        try writer.writeRollups(to: &sink)
        let result = try SamplesCSVReader.read(sink.text.utf8, name: "x.csv")
        #expect(result.deadLetters.count == 0)
        let read = ExchangeFixture.profile(result.delta)
        #expect(read.malformed == 0)
        #expect(read.stackWeights().total == profile.stackWeights().total)
        #expect(read.secondWeights().map(\.second) == profile.secondWeights().map(\.second))
        #expect(Self.folded(read) == Self.folded(profile))
        #expect(read.threads.values.map(\.thread.rawValue).sorted() == [701, 702])
    }

    @Test func awkwardSamplesComeBack() throws {
        let profile = ExchangeFixture.awkward
        var sink = StringSink()
        var writer = SamplesCSVWriter(profile: profile)
        try writer.writeHeader(to: &sink)
        try writer.writeRollups(to: &sink)
        let read = ExchangeFixture.profile(try SamplesCSVReader.read(sink.text.utf8, name: "x.csv").delta)
        #expect(Self.folded(read) == Self.folded(profile))
        #expect(read.threads.values.map(\.name) == ["=cmd()"])
    }

    @Test func badSampleRowsAreDeadLetters() throws {
        let text = """
            time_ns,thread,tid,pid,samples,cpu_ns,wall_ns,stack
            1000000000,main,1,1,1,5,5,a;b
            never,main,1,1,1,5,5,a;b
            1000000000,main,1,1,1,-5,5,a;b
            1000000000,main,1,1,1,5,5,
            1000000000
            """
        let result = try SamplesCSVReader.read(text.utf8, name: "x.csv")
        #expect(result.deadLetters.count == 4)
        #expect(result.deadLetters.first.map(\.place) == ["row 3", "row 4", "row 5", "row 6"])
        #expect(result.delta.rollups.count == 1)
        let missing = #expect(throws: ImportError.self) {
            try SamplesCSVReader.read("time_ns,thread\n1,2\n".utf8, name: "x.csv")
        }
        #expect(missing?.description == "x.csv is no valid CSV of samples: its header has no column `tid`")
    }

    @Test func outputStreamsInChunks() throws {
        nonisolated(unsafe) var sizes: [Int] = []
        var sink = ChunkedSink(chunkSize: 100) { sizes.append($0.count) }
        var writer = SamplesCSVWriter(profile: ExchangeFixture.service)
        let sample = Sample(
            time: Timestamp(rawValue: 1), thread: ThreadKey(1), stack: StackID(3), weight: Weight(samples: 1))
        for _ in 0..<50 { try writer.write(sample, to: &sink) }
        try sink.flush()
        #expect(sizes.count > 5)
        #expect(sizes.reduce(0, +) == 50 * "1,main,701,7,1,0,0,main;work;inner\r\n".utf8.count)
    }

    static func folded(_ profile: Profile) -> [String] {
        var sink = StringSink()
        try? FoldedWriter(metric: .samples, namesThreads: true).write(profile, to: &sink)
        return sink.text.split(separator: "\n").map { String($0) }.sorted()
    }
}

/// Runs python3, another reader of the same formats.
enum Python {
    /// Its standard output; nil where there is no python3.
    static func run(_ script: String, input: String) throws -> Data? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", script]
        let (inputPipe, outputPipe) = (Pipe(), Pipe())
        process.standardInput = inputPipe
        process.standardOutput = outputPipe
        try process.run()
        inputPipe.fileHandleForWriting.write(Data(input.utf8))
        try inputPipe.fileHandleForWriting.close()
        let output = outputPipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return process.terminationStatus == 0 ? output : nil
    }
}
