import Foundation
import GlassModel
import GlassTestSupport

@testable import GlassUnwind

/// The unwind rules of a file as binutils works them out, in the terms of glass's rows.
struct ReadelfRules {
    /// One row of readelf's, with where it ends.
    struct Row {
        let range: Range<UInt64>
        let rule: UnwindRule
    }

    private(set) var rows: [Row] = []

    /// The CIE's row, for functions that have none of their own; by the CIE's offset in the section.
    private var initial: [Substring: UnwindRule] = [:]
    private var signalEntries: Set<Substring> = []
    /// What is being read.
    private var columns: [Substring] = []
    private var function: (range: Range<UInt64>, common: Substring)?
    private var pending: [(location: UInt64, rule: UnwindRule)] = []
    private var common: Substring?

    init(of path: String) throws {
        // It reports failure where a file names another one with more debug information that is not installed.
        let command = "readelf --debug-dump=frames-interp \"$0\" 2>/dev/null || true"
        let text = try Subprocess.output(of: ["sh", "-c", command, path])
        var isWanted = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("Contents of") { isWanted = line.contains(".eh_frame") }
            if isWanted { read(line) }
        }
        finishFunction()
        clampOverlaps()
    }

    private mutating func read(_ line: Substring) {
        let words = line.split(separator: " ").filter { !$0.hasPrefix("(") }
        guard let first = words.first else { return }
        if words.count >= 5, words[3] == "CIE" {
            finishFunction()
            common = first
            if words[4].contains("S") { signalEntries.insert(first) }
        } else if words.count >= 6, words[3] == "FDE", words[4].hasPrefix("cie="), words[5].hasPrefix("pc=") {
            finishFunction()
            common = nil
            let bounds = words[5].dropFirst(3).split(separator: ".").compactMap { UInt64($0, radix: 16) }
            if bounds.count == 2, bounds[0] < bounds[1] {
                function = (bounds[0]..<bounds[1], words[4].dropFirst(4))
            }
        } else if first == "LOC" {
            columns = words.map { $0 }
        } else if let location = UInt64(first, radix: 16), first.count == 16 {
            let rule = rule(words)
            if let common { initial[common] = rule } else { pending.append((location, rule)) }
        }
    }

    private mutating func finishFunction() {
        defer {
            function = nil
            pending.removeAll(keepingCapacity: true)
        }
        guard let function else { return }
        let isSignalFrame = signalEntries.contains(function.common)
        if pending.isEmpty { pending = [(function.range.lowerBound, initial[function.common] ?? .other)] }
        for (index, row) in pending.enumerated() {
            let next = index + 1 < pending.count ? pending[index + 1].location : function.range.upperBound
            let end = min(next, function.range.upperBound)
            guard row.location < end else { continue }
            rows.append(Row(range: row.location..<end, rule: isSignalFrame ? .other : row.rule))
        }
    }

    private func rule(_ words: [Substring]) -> UnwindRule {
        guard words.count == columns.count else { return .other }
        let values = Dictionary(zip(columns, words)) { first, _ in first }
        guard let cfa = values["CFA"]?.split(separator: "+"), cfa.count == 2, let offset = Int64(cfa[1]),
            ["u", nil].contains(values["rsp"]), values["ra"] == "c-8" || values["ra"] == "u"
        else { return .other }
        if values["ra"] == "u" { return .outermost }
        let kind: UnwindRule.Kind? = ["rsp": .fromStackPointer, "rbp": .fromFramePointer][cfa[0]]
        guard let kind, let framePointer = Self.framePointer(values["rbp"] ?? "u") else { return .other }
        return UnwindRule(kind, offset: offset, framePointer: framePointer) ?? .other
    }

    private static func framePointer(_ text: Substring) -> UnwindRule.FramePointer? {
        if text == "u" || text == "s" { return .unchanged }
        return text.hasPrefix("c-") ? UInt64(text.dropFirst(2)).map(UnwindRule.FramePointer.savedBelowCFA) : nil
    }

    /// Where a function begins before the one before it has ended, it counts from there on.
    private mutating func clampOverlaps() {
        rows.sort { $0.range.lowerBound < $1.range.lowerBound }
        for index in rows.indices.dropLast() where rows[index].range.upperBound > rows[index + 1].range.lowerBound {
            let start = rows[index].range.lowerBound
            rows[index] = Row(range: start..<rows[index + 1].range.lowerBound, rule: rows[index].rule)
        }
        rows.removeAll { $0.range.isEmpty }
    }
}
