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
    /// A picture of stacks.
    case svg
}

extension ViewerState {
    /// What is shown, as a file in the format that is asked for, or in the usual one: tables as CSV as they are filtered
    /// and sorted (also of an opened request, unless its icicle is selected: the table it is from), an icicle as folded
    /// stacks, a sandwich as a picture, the timeline as CSV of the counters.
    mutating func export(_ format: ExportFormat? = nil) -> [ViewerEffect] {
        guard let profile else { return [] }
        let format = format ?? usualFormat
        do {
            let text = try text(of: profile, as: format)
            let shown = pane == .requests && requests.showsRoutes ? "routes" : pane.rawValue
            let name = "glass-\(Self.fileName(of: profile.info.program.name))-\(shown)"
            let suffix = format == .speedscope ? "speedscope.json" : format.rawValue
            return [.write(ExportFile(name: name, suffix: suffix, text: text))]
        } catch {
            notice = Notice(text: "not exported: \(error)", kind: .bad)
            return []
        }
    }

    private var usualFormat: ExportFormat {
        switch pane {
        case .icicle: .folded
        case .sandwich where sandwich.isCurrent: .svg
        case .requests where requests.detail?.part == .icicle && requests.detail?.hasSamples == true: .folded
        default: .csv
        }
    }

    private func text(of profile: Profile, as format: ExportFormat) throws -> String {
        var sink = StringSink()
        let stacks = shownStacks(profile)
        switch format {
        case .csv: try writeTable(of: profile, to: &sink)
        case .folded: try FoldedWriter(metric: stacks.metric).write(profile, weights: stacks.weights, to: &sink)
        case .speedscope:
            let writer = SpeedscopeWriter(metric: stacks.metric, version: profile.info.version)
            if let name = stacks.name {
                try writer.write(profile, weights: stacks.weights, name: name, to: &sink)
            } else {
                try writer.write(profile, selection: selection, to: &sink)
            }
        case .svg: try SVGWriter(metric: stacks.metric).write(picture(of: stacks, profile), of: profile, to: &sink)
        }
        return sink.text
    }

    /// The stacks that are looked at.
    private struct ShownStacks {
        var weights: StackWeights
        var metric: Metric
        /// What they are of; nil where they are those of the selection, whatever its threads.
        var name: String?
    }

    private func shownStacks(_ profile: Profile) -> ShownStacks {
        var stacks = ShownStacks(weights: stackWeights, metric: metric, name: routeScope?.name)
        if pane == .sandwich, sandwich.isCurrent, let value = sandwich.sandwich {
            stacks.weights = value.limiting(stackWeights)
            stacks.name = profile.function(value.subject).function
        } else if pane == .requests, let opened = requests.detail, let detail = opened.detail, opened.hasSamples {
            stacks.weights = detail.stackWeights
            stacks.metric = opened.metric
            stacks.name = detail.row.route.name
        }
        return stacks
    }

    /// As it hangs on the screen: inverted where the icicle is, above and below a function in a sandwich.
    private func picture(of stacks: ShownStacks, _ profile: Profile) -> FlameGraph {
        let command = FlameGraph.title(of: profile)
        let title = stacks.name.map { "\($0) · \(command)" } ?? command
        if pane == .sandwich, sandwich.isCurrent, let value = sandwich.sandwich {
            return FlameGraph(
                title: title, rootLabel: profile.function(value.subject).function,
                part: FlameGraph.Part(value.callees, value.calleeWeights),
                above: FlameGraph.Part(value.callers, value.callerWeights))
        }
        let shown = pane == .icicle ? tree : outward
        return FlameGraph(
            title: title, rootLabel: stacks.name ?? "all", part: FlameGraph.Part(shown, shown.weigh(stacks.weights)))
    }

    private func writeTable(of profile: Profile, to sink: inout StringSink) throws {
        switch pane {
        case .functions: try CSVWriter.write(functions.table ?? functionTable(profile), to: &sink)
        case .icicle, .sandwich: try CSVWriter.write(functionTable(profile), to: &sink)
        case .source:
            guard source.isCurrent, let times = source.times else {
                return try CSVWriter.write(functionTable(profile), to: &sink)
            }
            try CSVWriter.write(source.text == nil ? times.functionRows : times.rows, of: profile, to: &sink)
        case .threads:
            try CSVWriter.write(threads.table ?? ThreadTable(profile: profile, selection: selection), to: &sink)
        case .requests where requests.showsRoutes:
            try CSVWriter.write(requests.routes.table ?? RouteTable(profile: profile), to: &sink)
        case .requests:
            let table = requests.each.table ?? RequestTable(profile: profile, selection: selection)
            try CSVWriter.write(table, of: profile, to: &sink)
        case .queries: try CSVWriter.write(queries.table ?? QueryTable(profile: profile), to: &sink)
        case .timeline: try CSVWriter.writeCounters(of: profile, selection: selection, to: &sink)
        }
    }

    private func functionTable(_ profile: Profile) -> FunctionTable {
        FunctionTable(profile: profile, tree: outward, weights: outward.weigh(shownStacks(profile).weights))
    }

    /// A program's name in letters, digits and `-_.` only.
    private static func fileName(of name: String) -> String {
        let kept = (name.isEmpty ? "target" : name).unicodeScalars.filter {
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
            let names = tree.path(to: node).map { profile.text(of: tree.label(of: $0)) }
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
