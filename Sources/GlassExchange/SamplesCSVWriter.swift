import GlassAnalysis
import GlassModel

/// Writes samples as CSV, as many at a time as the caller likes, so that a recording of any size passes through in
/// constant memory. ``SamplesCSVReader`` reads them back.
public struct SamplesCSVWriter {
    public static let columns = ["time_ns", "thread", "tid", "pid", "samples", "cpu_ns", "wall_ns", "stack"]

    private let profile: Profile
    /// The encoded cell of each stack that was written before.
    private var cells: [StackID: CSVCell] = [:]

    /// - Parameter profile: Where the names of threads and functions are taken from.
    public init(profile: Profile) { self.profile = profile }

    public func writeHeader(to sink: inout some TextSink) throws { try sink.write(CSVWriter.header(Self.columns)) }

    /// Writes one row. Stacks read as in the folded format: outermost function first, `;` between.
    public mutating func write(_ sample: Sample, to sink: inout some TextSink) throws {
        let thread = profile.threads[sample.thread]
        try sink.write(
            CSVWriter.line([
                .integer(sample.time.rawValue), .optional(thread?.name),
                .optional(thread.map { Int64($0.thread.rawValue) }),
                .optional(thread.map { Int64($0.process.rawValue) }), .integer(sample.weight.samples),
                .integer(sample.weight.cpu.rawValue), .integer(sample.weight.wall.rawValue), cell(of: sample.stack),
            ]))
    }

    /// Writes a row for each thread, stack and second of a selection: of recordings that have no samples of their own,
    /// because they were imported. A row's time is the end of its second.
    public mutating func writeRollups(for selection: Selection = .all, to sink: inout some TextSink) throws {
        var failure: (any Error)?
        profile.forEachRollup(for: selection) { entry in
            guard failure == nil else { return }
            let end = entry.second.multipliedReportingOverflow(by: 1_000_000_000).partialValue &+ 999_999_999
            let time = Timestamp(nanosecondsSinceEpoch: end)
            let sample = Sample(time: time, thread: entry.thread, stack: entry.stack, weight: entry.weight)
            do { try write(sample, to: &sink) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    private mutating func cell(of stack: StackID) -> CSVCell {
        if let known = cells[stack] { return known }
        let names = profile.functions(of: stack).map { FoldedText.frame(profile.function($0).function) }
        let cell = CSVCell.text(names.joined(separator: ";"))
        cells[stack] = cell
        return cell
    }
}
