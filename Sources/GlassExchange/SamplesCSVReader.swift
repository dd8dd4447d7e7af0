import GlassAnalysis
import GlassModel
import SwiftCSV

/// Reads what ``SamplesCSVWriter`` wrote. Columns are found by their names, so that others may stand between them.
public enum SamplesCSVReader {
    static let format = "CSV of samples"

    /// - Parameter name: What errors call the input.
    public static func read(_ bytes: some Sequence<UInt8>, name: String) throws(ImportError) -> ImportResult {
        let text = String(decoding: Array(bytes), as: UTF8.self)
        let table: EnumeratedCSV
        do { table = try EnumeratedCSV(string: text, delimiter: .comma, loadColumns: false) } catch {
            throw .malformed(name: name, format: format, problem: "a quote is missing or stands in a wrong place")
        }
        let columns = try SampleColumns(header: table.header, name: name)
        var builder = ImportBuilder()
        var first: Timestamp?
        for (index, row) in table.rows.enumerated() {
            guard let time = columns.read(row, number: index + 2, into: &builder) else { continue }
            first = min(first ?? time, time)
        }
        return try builder.finish(
            name: name, format: format, started: first ?? Timestamp(nanosecondsSinceEpoch: 0))
    }
}

/// Where each column stands.
private struct SampleColumns {
    private let time: Int
    private let thread: Int
    private let tid: Int
    private let pid: Int
    private let samples: Int
    private let cpu: Int
    private let wall: Int
    private let stack: Int

    init(header: [String], name: String) throws(ImportError) {
        func column(_ column: String) throws(ImportError) -> Int {
            guard let index = header.firstIndex(of: column) else {
                throw .malformed(
                    name: name, format: SamplesCSVReader.format, problem: "its header has no column `\(column)`")
            }
            return index
        }
        time = try column("time_ns")
        thread = try column("thread")
        tid = try column("tid")
        pid = try column("pid")
        samples = try column("samples")
        cpu = try column("cpu_ns")
        wall = try column("wall_ns")
        stack = try column("stack")
    }

    /// The row's time; nil where it was rejected.
    func read(_ row: [String], number: Int, into builder: inout ImportBuilder) -> Timestamp? {
        func cell(_ column: Int) -> String { row.indices.contains(column) ? row[column] : "" }
        guard let time = Int64(cell(time)), let samples = Int64(cell(samples)), let cpu = Int64(cell(cpu)),
            let wall = Int64(cell(wall)), samples >= 0, cpu >= 0, wall >= 0
        else {
            builder.reject("row \(number)", "a time or a weight is no number")
            return nil
        }
        let names = CSVText.original(cell(stack)).split(separator: ";", omittingEmptySubsequences: false)
        guard let stack = stack(names.prefix(FoldedReader.depthLimit), in: &builder), !cell(self.stack).isEmpty else {
            builder.reject("row \(number)", "no stack")
            return nil
        }
        let thread = builder.thread(
            name: CSVText.original(cell(thread)), process: ProcessID(Int32(cell(pid)) ?? 0),
            thread: ThreadID(Int32(cell(tid)) ?? 0))
        let moment = Timestamp(nanosecondsSinceEpoch: time)
        let weight = Weight(samples: samples, cpu: Nanoseconds(cpu), wall: Nanoseconds(wall))
        builder.add(weight, second: moment.second, thread: thread, stack: stack)
        return moment
    }

    private func stack(_ names: some Sequence<Substring>, in builder: inout ImportBuilder) -> StackID? {
        var stack: StackID?
        for name in names { stack = builder.stack(builder.frame(String(name)), below: stack) }
        return stack
    }
}
