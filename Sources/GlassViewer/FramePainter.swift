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

    init(icicle: IcicleState, tree: CallTree, metric: Metric, theme: Theme, profile: Profile, rootLabel: String) {
        self.icicle = icicle
        self.tree = tree
        self.metric = metric
        self.theme = theme
        self.profile = profile
        self.rootLabel = rootLabel
        colors = FrameColors(theme: theme, profile: profile)
        selected = icicle.shownSpan(tree)?.target
    }

    /// Paints the spans of one row of the icicle into a row of the screen.
    func paint(_ spans: [IcicleLayout.Span], in row: Rect, on buffer: inout CellBuffer) {
        guard !row.isEmpty else { return }
        var blocks = BlockRow(row: row, partsPerCell: icicle.partsPerCell, theme: theme)
        for span in spans {
            let colors = colors(of: span)
            blocks.paint(
                span.start..<span.end, onCPU: share(onCPU: span), (colors.onCPU, colors.waiting), on: &buffer)
            paintLabel(of: span, in: blocks.textArea(of: span.start..<span.end), colors, on: &buffer)
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
        let pair = kindColors(node)
        guard let search = icicle.search else { return pair }
        if search.contains(node, of: tree) {
            return (theme[.search], theme.mix(theme[.search], theme[.waiting], 0.18))
        }
        // Of sixteen colours none is between another and the background.
        if theme.depth == .sixteen { return (theme[.track], theme[.track]) }
        return (theme.mix(pair.onCPU, theme[.background], 0.6), theme.mix(pair.waiting, theme[.background], 0.6))
    }

    private func kindColors(_ node: NodeID) -> Pair {
        guard let function = tree.function(of: node).map({ profile.function($0) }) else {
            return theme.depth == .monochrome
                ? (theme[.background], theme[.background]) : (theme[.border], theme[.border])
        }
        return (colors.color(of: function), colors.waitingColor(of: function))
    }

    private var restColors: Pair { (theme[.track], theme.mix(theme[.track], theme[.waiting], 0.25)) }

    // MARK: Text

    private func paintLabel(of span: IcicleLayout.Span, in area: Rect, _ pair: Pair, on buffer: inout CellBuffer) {
        let ink = FrameInk(theme: theme, pair: pair, isSelected: span.target == selected)
        switch span.content {
        case .node(let node):
            guard area.width >= 2 else { return }
            let name = clipped(label(of: node), to: area.width)
            ink.put(name, in: area, on: &buffer)
            guard let share = newShare(span) else { return }
            let percent = NumberText.percent(share)
            let room = area.width - columns(of: name) - 3
            if columns(of: percent) <= room {
                ink.put(percent, in: area.trailing(columns(of: percent) + 1), on: &buffer)
            }
        case .elided(_, let count), .zoomedRest(_, let count):
            paintRest(count, span, in: area, ink, on: &buffer)
        }
    }

    /// `…`, and how many they are where there is room. Without any, the sign stands in the cell that is most theirs.
    private func paintRest(
        _ count: Int, _ span: IcicleLayout.Span, in area: Rect, _ ink: FrameInk, on buffer: inout CellBuffer
    ) {
        if area.isEmpty {
            let parts = icicle.partsPerCell
            let column = (span.start + parts / 2) / parts
            return ink.cover(Rect(x: icicle.area.x + column, y: area.y, width: 1, height: 1), "…", on: &buffer)
        }
        let words = [
            "… \(NumberText.count(Int64(count))) too narrow to draw", "… \(NumberText.count(Int64(count)))", "…",
        ]
        let text = words.first { columns(of: $0) <= area.width } ?? "…"
        ink.put(text, in: area, on: &buffer)
    }

    /// The share of all, where it is another than that of the frame above: a long chain need not repeat it.
    private func newShare(_ span: IcicleLayout.Span) -> Double? {
        let isTop = span.target == icicle.icicle?.zoom
        return isTop || span.shareOfParent < 0.9995 ? span.shareOfAll : nil
    }

    private func label(of node: NodeID) -> String {
        tree.function(of: node).map { profile.function($0).function } ?? rootLabel
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
        buffer.put(
            Glyph(sign), x: cell.x, y: cell.y, style: Style(inks.onCPU, on: backgrounds.onCPU, attributes))
    }
}

extension Rect {
    func inset(left: Int) -> Rect { Rect(x: x + left, y: y, width: width - left, height: height) }

    /// Its last columns, at most as many as it has.
    func trailing(_ columns: Int) -> Rect {
        Rect(x: right - min(width, columns), y: y, width: min(width, columns), height: height)
    }
}
