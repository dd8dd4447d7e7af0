import GlassAnalysis
import GlassModel

/// Writes a flame graph that hangs from its root as one SVG file (1.1), for a browser: each frame has a tooltip, a
/// click zooms. The script in it is fixed text that reads the numbers of the frames; names of the target are text and nothing
/// else.
public struct SVGWriter {
    public var metric: Metric

    public init(metric: Metric = .cpu) { self.metric = metric }

    public func write<Sink: TextSink>(_ graph: FlameGraph, of profile: Profile, to sink: inout Sink) throws {
        let below = layout(graph.part, profile)
        let above = graph.above.map { layout($0, profile) }
        let upper = max(0, (above?.rows.count ?? 0) - 1)
        let picture = SVGPicture(upper: upper, lower: below.rows.count)
        try picture.writeHead(to: &sink)
        try writeTitle(graph, picture, to: &sink)
        if let above, let part = graph.above {
            let frames = SVGFrames(metric: metric, part: part, profile: profile, rootLabel: graph.rootLabel)
            for (index, row) in above.rows.enumerated().dropFirst() {
                try frames.write(row, part: 1, y: picture.y(ofRow: -index), to: &sink)
            }
        }
        let frames = SVGFrames(metric: metric, part: graph.part, profile: profile, rootLabel: graph.rootLabel)
        for (index, row) in below.rows.enumerated() {
            try frames.write(row, part: 0, y: picture.y(ofRow: index), to: &sink)
        }
        try sink.write("</svg>\n")
    }

    private func layout(_ part: FlameGraph.Part, _ profile: Profile) -> IcicleLayout {
        var options = IcicleOptions(width: SVGPicture.width * 10)
        options.minimumWidth = SVGPicture.leastWidth
        options.metric = metric
        options.order = .weight
        return IcicleLayout(tree: part.tree, weights: part.weights, profile: profile, options: options)
    }

    private func writeTitle(_ graph: FlameGraph, _ picture: SVGPicture, to sink: inout some TextSink) throws {
        let total = metric.text(of: graph.part.weights.total)
        let samples = NumberText.count(graph.part.weights.total.samples)
        let colors = metric == .wall ? " · blue waited" : ""
        let subtitle = "\(metric.name) \(total) in \(samples) samples\(colors) · a click zooms, Esc shows all"
        let title = SVGText.clipped(graph.title, to: SVGPicture.width - 2 * SVGPicture.margin, size: 16)
        try sink.write("<text class=\"h\" x=\"\(SVGPicture.margin)\" y=\"28\">\(SVGText.escaped(title))</text>\n")
        try sink.write("<text class=\"d\" x=\"\(SVGPicture.margin)\" y=\"46\">\(SVGText.escaped(subtitle))</text>\n")
    }
}

extension Metric {
    fileprivate var name: String {
        switch self {
        case .cpu: "CPU time"
        case .wall: "wall time"
        case .waiting: "time waited"
        case .samples: "samples"
        }
    }
}
