import GlassAnalysis
import GlassExchange
import GlassModel
import GlassTerminal

/// A file that is to be written to the current directory.
struct ExportFile: Hashable, Sendable {
    /// Without a number, which is added where a file of that name exists.
    let name: String
    let suffix: String
    let text: String
}

/// How what is shown is written.
enum ExportFormat: String, CaseIterable, Sendable {
    /// Tables, and the counters of the timeline.
    case csv
    /// Stacks.
    case folded, speedscope
}

extension ViewerState {
    /// What is shown, as a file: tables as CSV (also of an opened request: the table it is from), the icicle as folded stacks, the timeline as CSV of the counters; or in
    /// the format that is asked for.
    mutating func export(_ format: ExportFormat? = nil) -> [ViewerEffect] {
        guard let profile else { return [] }
        if routeScope != nil, pane == .icicle {
            notice = Notice(text: "one route's stacks are not exported; Esc goes back to all", kind: .bad)
            return []
        }
        let format = format ?? (pane == .icicle ? .folded : .csv)
        do {
            let text = try text(of: profile, as: format)
            let shown = pane == .requests && requests.showsRoutes ? "routes" : pane.rawValue
            let name = "glass-\(Self.fileName(of: profile.info.executable))-\(shown)"
            let suffix = format == .speedscope ? "speedscope.json" : format.rawValue
            return [.write(ExportFile(name: name, suffix: suffix, text: text))]
        } catch {
            notice = Notice(text: "not exported: \(error)", kind: .bad)
            return []
        }
    }

    private func text(of profile: Profile, as format: ExportFormat) throws -> String {
        var sink = StringSink()
        switch (format, pane) {
        case (.folded, _): try FoldedWriter(metric: metric).write(profile, selection: selection, to: &sink)
        case (.speedscope, _):
            let writer = SpeedscopeWriter(metric: metric, version: profile.info.version)
            try writer.write(profile, selection: selection, to: &sink)
        case (.csv, .functions), (.csv, .icicle), (.csv, .sandwich), (.csv, .source):
            let weights = outward.weigh(stackWeights)
            let table = functions.table ?? FunctionTable(profile: profile, tree: outward, weights: weights)
            try CSVWriter.write(table, to: &sink)
        case (.csv, .threads):
            try CSVWriter.write(threads.table ?? ThreadTable(profile: profile, selection: selection), to: &sink)
        case (.csv, .requests) where requests.showsRoutes:
            try CSVWriter.write(requests.routes.table ?? RouteTable(profile: profile), to: &sink)
        case (.csv, .requests):
            let table = requests.each.table ?? RequestTable(profile: profile, selection: selection)
            try CSVWriter.write(table, of: profile, to: &sink)
        case (.csv, .queries): try CSVWriter.write(queries.table ?? QueryTable(profile: profile), to: &sink)
        case (.csv, .timeline): try CSVWriter.writeCounters(of: profile, selection: selection, to: &sink)
        }
        return sink.text
    }

    /// The last part of a path, in letters, digits and `-_.` only.
    private static func fileName(of path: String) -> String {
        let last = path.split(separator: "/").last.map(String.init) ?? "target"
        let kept = last.unicodeScalars.filter {
            $0.properties.isAlphabetic || "0123456789-_.".unicodeScalars.contains($0)
        }
        return String(String.UnicodeScalarView(kept))
    }

    /// What is selected, for the clipboard: a stack as folded text, a function's or a thread's name.
    mutating func copy(_ part: CopiedPart) -> [ViewerEffect] {
        guard let text = part == .row ? copied(.row) : selectedText else {
            notice = Notice(text: "nothing is selected that could be copied", kind: .bad)
            return []
        }
        notice = Notice(text: "copied \(clipped(text.replacing("\t", with: " "), to: 60))", kind: .good)
        return [.copy(text)]
    }

    /// The request that is open.
    private var opened: RequestRow? { requests.detail?.detail?.row }

    private var selectedText: String? {
        switch pane {
        case .icicle:
            guard let profile, let node = icicle.shownNode(tree), node != .root else { return nil }
            let names = tree.path(to: node).compactMap { tree.function(of: $0) }.map { profile.function($0).function }
            return sanitize(names.joined(separator: ";"))
        case .requests where requests.detail != nil: return opened.map { sanitize($0.copiedName) }
        case .functions, .threads, .requests, .queries: return copied(.name)
        case .sandwich, .source: return (selectedFunction?.function).map(sanitize)
        case .timeline: return (timeline.selected?.thread.name).map(sanitize)
        }
    }
}

/// The sequence that puts text on the clipboard of the person's own machine, over ssh too (OSC 52, as xterm has it).
func clipboardSequence(_ text: String) -> [UInt8] {
    Array("\u{1B}]52;c;\(base64(Array(text.utf8)))\u{07}".utf8)
}

/// RFC 4648, section 4.
func base64(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    var text = ""
    for start in stride(from: 0, to: bytes.count, by: 3) {
        let group = bytes[start..<min(start + 3, bytes.count)]
        var bits: UInt32 = 0
        for byte in group { bits = bits << 8 | UInt32(byte) }
        bits <<= UInt32(8 * (3 - group.count))
        for place in 0..<4 {
            text.append(place <= group.count ? alphabet[Int(bits >> UInt32(18 - 6 * place) & 63)] : "=")
        }
    }
    return text
}
