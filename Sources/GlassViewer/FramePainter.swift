import GlassAnalysis
import GlassModel
import GlassTerminal

/// Paints the frames of an icicle: blocks of colour whose edges stand at an eighth of a cell where the terminal can, and
/// the names where they fit.
struct FramePainter {
    private let icicle: IcicleState
    private let metric: Metric
    /// What the frame that stands for everything is called.
    private let rootLabel: String
    private let profile: Profile
    private let colors: FrameColors
    private let theme: Theme
    private let tree: CallTree
    private let selected: IcicleTarget?

    init(
        icicle: IcicleState, tree: CallTree, metric: Metric, theme: Theme, coloring: FrameColoring, profile: Profile,
        rootLabel: String
    ) {
        self.icicle = icicle
        self.tree = tree
        self.metric = metric
        self.theme = theme
        self.profile = profile
        self.rootLabel = rootLabel
        colors = FrameColors(theme: theme, profile: profile, coloring: coloring)
        selected = icicle.shownSpan(tree)?.target
    }

    /// Paints the spans of one row of the icicle into a row of the screen.
    func paint(_ spans: [IcicleLayout.Span], in row: Rect, on buffer: inout CellBuffer) {
        guard !row.isEmpty else { return }
        var blocks = BlockRow(row: row, partsPerCell: icicle.partsPerCell, theme: theme)
        let pairs = spans.map { colors(of: $0) }
        for (span, colors) in zip(spans, pairs) {
            blocks.paint(span.start..<span.end, onCPU: share(onCPU: span), colors, on: &buffer)
        }
        // Text comes last: the sign of a narrow rest stands in a cell that the next frame's edge may be in, too.
        for (span, colors) in zip(spans, pairs) {
            paintLabel(of: span, in: blocks, colors, on: &buffer)
        }
    }

    // MARK: Colour

    private typealias Pair = (onCPU: Color, waiting: Color)

    private func share(onCPU span: IcicleLayout.Span) -> Double {
        switch metric {
        case .cpu, .samples: 1
        case .wall: span.shareOnCPU
        case .waiting: 0
        }
    }

    private func colors(of span: IcicleLayout.Span) -> Pair {
        if span.target == selected { return (theme[.focus], theme.mix(theme[.focus], theme[.waiting], 0.35)) }
        guard let node = span.node else { return restColors }
        return banded(searched(node), node)
    }

    /// Every other row a little nearer to the background, so that frames above each other stay apart.
    private func banded(_ pair: Pair, _ node: NodeID) -> Pair {
        guard tree.depth(of: node) % 2 == 0, theme.depth != .sixteen else { return pair }
        let background = theme[.background]
        return (theme.mix(pair.onCPU, background, Self.band), theme.mix(pair.waiting, background, Self.band))
    }

    private static let band = 0.09

    private func searched(_ node: NodeID) -> Pair {
        let pair = ownColors(node)
        guard let search = icicle.search else { return pair }
        if search.contains(node, of: tree) {
            return (theme[.search], theme.mix(theme[.search], theme[.waiting], 0.18))
        }
        // Of sixteen colours none is between another and the background.
        if theme.depth == .sixteen { return (theme[.track], theme[.track]) }
        return (theme.mix(pair.onCPU, theme[.background], 0.6), theme.mix(pair.waiting, theme[.background], 0.6))
    }

    private func ownColors(_ node: NodeID) -> Pair {
        switch tree.label(of: node).meaning {
        case .function(let id):
            let function = profile.function(id)
            return (colors.color(of: function), colors.waitingColor(of: function.function))
        case .module(let id): return (colors.color(of: id), colors.waitingColor(of: profile.moduleName(id)))
        case .thread, .threadGroup:
            return isMonochrome ? blank : (theme[.border], theme.mix(theme[.border], theme[.waiting], 0.3))
        case .everything: return isMonochrome ? blank : (theme[.border], theme[.border])
        }
    }

    private var isMonochrome: Bool { theme.depth == .monochrome }
    private var blank: Pair { (theme[.background], theme[.background]) }

    private var restColors: Pair { (theme[.track], theme.mix(theme[.track], theme[.waiting], 0.25)) }

    // MARK: Text

    private func paintLabel(of span: IcicleLayout.Span, in row: BlockRow, _ pair: Pair, on buffer: inout CellBuffer) {
        let area = row.textArea(of: span.start..<span.end)
        let ink = FrameInk(theme: theme, pair: pair, isSelected: span.target == selected)
        switch span.content {
        case .node(let node):
            // Of a name there is nothing to read in two letters.
            guard area.width >= 3 else { return }
            let name = fitted(label(of: node), to: area.width)
            ink.put(name, in: area, on: &buffer)
            guard let share = newShare(span) else { return }
            let percent = NumberText.percent(share)
            let room = area.width - columns(of: name) - 3
            if columns(of: percent) <= room {
                ink.put(percent, in: area.trailing(columns(of: percent) + 1), on: &buffer)
            }
        case .elided(_, let count), .zoomedRest(_, let count):
            if area.isEmpty { return ink.cover(row.ownCell(of: span.start..<span.end), "…", on: &buffer) }
            let number = NumberText.count(Int64(count))
            let words = ["… \(number) too narrow to draw", "… \(number)", "…"]
            ink.put(words.first { columns(of: $0) <= area.width } ?? "…", in: area, on: &buffer)
        }
    }

    /// The share of all, where it is another than that of the frame above: a long chain need not repeat it.
    private func newShare(_ span: IcicleLayout.Span) -> Double? {
        let isTop = span.target == icicle.icicle?.zoom
        return isTop || span.shareOfParent < 0.9995 ? span.shareOfAll : nil
    }

    private func label(of node: NodeID) -> String {
        node == .root ? rootLabel : profile.text(of: tree.label(of: node))
    }
}

/// Writes over a frame, in a colour that reads on each of its two.
private struct FrameInk {
    private let backgrounds: (onCPU: Color, waiting: Color)
    private let inks: (onCPU: Color, waiting: Color)
    private let attributes: Style.Attributes

    init(theme: Theme, pair: (onCPU: Color, waiting: Color), isSelected: Bool) {
        backgrounds = pair
        inks = (theme.ink(on: pair.onCPU), theme.ink(on: pair.waiting))
        // Without colours frames are underlined text, and only what is selected or found stands out.
        let plain: Style.Attributes = theme.depth == .monochrome ? .underline : []
        attributes = isSelected ? plain.union(.bold) : plain
    }

    func put(_ text: String, in area: Rect, on buffer: inout CellBuffer) {
        var column = area.x
        for character in text {
            let glyph = Glyph(character)
            guard column < area.right, let background = buffer[column, area.y]?.style.background else { return }
            let ink = background == backgrounds.waiting ? inks.waiting : inks.onCPU
            buffer.put(glyph, x: column, y: area.y, style: Style(ink, on: background, attributes))
            column += glyph.columns
        }
    }

    /// Writes one sign, in the frame's colour whatever stood there.
    func cover(_ cell: Rect, _ sign: Character, on buffer: inout CellBuffer) {
        guard !cell.isEmpty else { return }
        buffer.put(
            Glyph(sign), x: cell.x, y: cell.y, style: Style(inks.onCPU, on: backgrounds.onCPU, attributes))
    }
}

/// A function's name in the longest form that fits, cut where none does.
func fitted(_ name: String, to width: Int) -> String {
    if columns(of: name) <= width { return name }
    return clipped(FunctionNameText(name).fitting(width) { columns(of: $0) }, to: width)
}

extension Rect {
    func inset(left: Int) -> Rect { Rect(x: x + left, y: y, width: width - left, height: height) }

    /// Its last columns, at most as many as it has.
    func trailing(_ columns: Int) -> Rect {
        Rect(x: right - min(width, columns), y: y, width: min(width, columns), height: height)
    }
}
