import GlassAnalysis
import GlassModel

/// Writes the frames of one tree.
struct SVGFrames {
    private let metric: Metric
    private let part: FlameGraph.Part
    private let profile: Profile
    private let rootLabel: String
    private let executable: String

    init(metric: Metric, part: FlameGraph.Part, profile: Profile, rootLabel: String) {
        self.metric = metric
        self.part = part
        self.profile = profile
        self.rootLabel = rootLabel
        executable = profile.info.program.fileName
    }

    /// - Parameter part: The number that frames which zoom together have in common.
    func write(_ row: [IcicleLayout.Span], part: Int, y: Int, to sink: inout some TextSink) throws {
        for span in row {
            switch span.content {
            case .node(let node): try write(span, node, part, y, to: &sink)
            case .elided(_, let count), .zoomedRest(_, let count):
                let title = "\(count) frames too narrow to draw\n\(weightText(span))"
                try write(span, part, y, name: "…", title: title, colors: ("#b9bdc5", "#b9bdc5"), to: &sink)
            }
        }
    }

    private func write(
        _ span: IcicleLayout.Span, _ node: NodeID, _ part: Int, _ y: Int, to sink: inout some TextSink
    ) throws {
        let function = self.part.tree.function(of: node).map { profile.function($0) }
        let name = function?.function ?? rootLabel
        var title = "\(name)\n\(weightText(span))"
        let own = self.part.weights.selfWeight(of: node)
        if metric.value(of: own) > 0 { title += "\nself \(metric.text(of: own))" }
        let module = profile.moduleName(function?.module)
        if !module.isEmpty { title += "\n\(module)" }
        let colors = function.map { SVGColors.colors(of: $0, isOwn: isOwn($0)) } ?? ("#c9ccd2", "#c9ccd2")
        try write(span, part, y, name: name, title: title, isRoot: function == nil, colors: colors, to: &sink)
    }

    private func isOwn(_ function: FunctionKey) -> Bool {
        function.module == nil || profile.moduleName(function.module) == executable
    }

    private func weightText(_ span: IcicleLayout.Span) -> String {
        "\(metric.text(of: span.weight)), \(NumberText.percent(span.shareOfAll)) of all"
    }

    /// Where waiting counts too, a frame is of two colours.
    private func write(
        _ span: IcicleLayout.Span, _ part: Int, _ y: Int, name: String, title: String, isRoot: Bool = false,
        colors: (cpu: String, waiting: String), to sink: inout some TextSink
    ) throws {
        let (x, width) = (Self.tenths(span.start), Self.tenths(span.width))
        let row = isRoot ? " data-r=\"0\"" : ""
        try sink.write(
            "<g class=\"f\" data-p=\"\(part)\" data-x=\"\(x)\" data-w=\"\(width)\"\(row) "
                + "data-n=\"\(SVGText.escaped(name))\"><title>\(SVGText.escaped(title))</title>")
        let onCPU = metric == .wall ? span.shareOnCPU : metric == .waiting ? 0 : 1
        if onCPU < 1 { try sink.write(rect(span, y, share: nil, colors.waiting)) }
        if onCPU > 0 { try sink.write(rect(span, y, share: onCPU < 1 ? onCPU : nil, colors.cpu)) }
        let label = SVGText.clipped(name, to: span.width / 10 - 6, size: 12)
        let left = Self.tenths(span.start + (SVGPicture.margin + 4) * 10)
        try sink.write("<text x=\"\(left)\" y=\"\(y + 12)\">\(SVGText.escaped(label))</text></g>\n")
    }

    private func rect(_ span: IcicleLayout.Span, _ y: Int, share: Double?, _ color: String) -> String {
        let width = max(1, Int((Double(span.width) * (share ?? 1)).rounded()) - (span.width > 10 ? 4 : 0))
        let part = share.map { " data-c=\"\(NumberText.fixed($0, 4))\"" } ?? ""
        return "<rect x=\"\(Self.tenths(span.start + SVGPicture.margin * 10))\" y=\"\(y)\" "
            + "width=\"\(Self.tenths(width))\" height=\"\(SVGPicture.rowHeight - 1)\" fill=\"\(color)\"\(part)/>"
    }

    /// Tenths of a pixel as pixels.
    private static func tenths(_ value: Int) -> String { "\(value / 10).\(value % 10)" }
}

/// Warm colours for time on a CPU, cool ones for waiting, as on the screen; black text reads on all of them.
enum SVGColors {
    static func colors(of function: FunctionKey, isOwn: Bool) -> (cpu: String, waiting: String) {
        let seed = Int(truncatingIfNeeded: hash(function.function) >> 7 & 0xFFFF)
        let shades =
            switch function.kind {
            case .inlined: ["#c9cf7d", "#bcc46c", "#d6da92"]
            case .systemCall: ["#e08f8a", "#d98080", "#e39d98"]
            case .synthetic: ["#b4bac4", "#a9b0bb"]
            default: isOwn ? ["#efa35f", "#f0b46a", "#eb9f76", "#f3c07e"] : ["#d9b36c", "#e0c07c", "#e6cb8e"]
            }
        let waiting = ["#9db9e8", "#8faedf", "#abc4ee"]
        return (shades[seed % shades.count], waiting[seed % waiting.count])
    }

    /// FNV-1a: the same name has the same shade in each picture.
    private static func hash(_ name: String) -> UInt64 {
        name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}

/// Text within an SVG file.
enum SVGText {
    /// Without control characters and whatever XML does not allow; `&`, `<`, `>` and quotes as references.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in PlainText.clean(text, keepsLines: true).unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\n": result += "&#10;"
            case "\t": result += " "
            case "\u{FFFE}", "\u{FFFF}": break
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// As much of a text as so many pixels hold, in a font of fixed width and a size in pixels.
    static func clipped(_ text: String, to width: Int, size: Int) -> String {
        let count = width * 100 / (size * 60)
        if text.count <= count { return text }
        return count < 2 ? "" : text.prefix(count - 1) + "…"
    }
}
