import GlassAnalysis
import GlassModel
import GlassTerminal

/// Paints the frames of an icicle: a block of colour with a hairline at its left edge, and the name where it fits.
struct FramePainter {
    private let icicle: IcicleState
    private let metric: Metric
    /// What the frame that stands for everything is called.
    private let rootLabel: String
    private let profile: Profile
    private let colors: FrameColors
    private let theme: Theme
    private let tree: CallTree
    private let selected: NodeID?

    init(icicle: IcicleState, tree: CallTree, metric: Metric, theme: Theme, profile: Profile, rootLabel: String) {
        self.icicle = icicle
        self.tree = tree
        self.metric = metric
        self.theme = theme
        self.profile = profile
        self.rootLabel = rootLabel
        colors = FrameColors(theme: theme, profile: profile)
        selected = icicle.shownNode(tree)
    }

    func paint(_ span: IcicleLayout.Span, in area: Rect, on buffer: inout CellBuffer) {
        guard !area.isEmpty else { return }
        guard let node = span.node else { return paintElided(span, in: area, on: &buffer) }
        paintBlock(span, node, in: area, on: &buffer)
        paintEdge(of: area, on: &buffer)
        guard area.width >= 3 else { return }
        paintLabel(label(of: node), share: newShare(span), node == selected, in: area.inset(left: 1), on: &buffer)
    }

    // MARK: Colour

    /// Time on a CPU at the left, waiting at the right, in proportion.
    private func paintBlock(_ span: IcicleLayout.Span, _ node: NodeID, in area: Rect, on buffer: inout CellBuffer) {
        let (onCPU, waiting) = banded(blockColors(node), node)
        let cells = Int((share(onCPU: span) * Double(area.width)).rounded())
        let left = Rect(x: area.x, y: area.y, width: cells, height: 1)
        let right = Rect(x: area.x + cells, y: area.y, width: area.width - cells, height: 1)
        buffer.fill(left, style: Style(theme.ink(on: onCPU), on: onCPU, plain))
        buffer.fill(right, isMonochrome ? "░" : " ", style: Style(theme.ink(on: waiting), on: waiting, plain))
    }

    /// A hairline that sets a frame off from the one before it.
    private func paintEdge(of area: Rect, on buffer: inout CellBuffer) {
        guard let style = buffer[area.x, area.y]?.style else { return }
        let line = style.background == theme[.background] ? style : style.foreground(theme[.background])
        buffer.put(Glyph("▏"), x: area.x, y: area.y, style: line)
    }

    /// Without colours frames are underlined text, and only what is selected or found stands out.
    private var isMonochrome: Bool { theme.depth == .monochrome }
    private var plain: Style.Attributes { isMonochrome ? .underline : [] }

    /// Every other row a little nearer to the background, so that frames above each other stay apart.
    private func banded(_ pair: (onCPU: Color, waiting: Color), _ node: NodeID) -> (onCPU: Color, waiting: Color) {
        guard tree.depth(of: node) % 2 == 0, node != selected, theme.depth != .sixteen else { return pair }
        let background = theme[.background]
        return (theme.mix(pair.onCPU, background, Self.band), theme.mix(pair.waiting, background, Self.band))
    }

    private static let band = 0.09

    private func share(onCPU span: IcicleLayout.Span) -> Double {
        switch metric {
        case .cpu, .samples: 1
        case .wall: span.shareOnCPU
        case .waiting: 0
        }
    }

    private func blockColors(_ node: NodeID) -> (onCPU: Color, waiting: Color) {
        if node == selected { return (theme[.focus], theme.mix(theme[.focus], theme[.waiting], 0.35)) }
        guard let search = icicle.search else { return kindColors(node) }
        if search.isMatch(at: node) { return (theme[.search], theme.mix(theme[.search], theme[.waiting], 0.18)) }
        let (onCPU, waiting) = kindColors(node)
        // Of sixteen colours none is between another and the background.
        if theme.depth == .sixteen { return (theme[.track], theme[.track]) }
        return (theme.mix(onCPU, theme[.background], 0.6), theme.mix(waiting, theme[.background], 0.6))
    }

    private func kindColors(_ node: NodeID) -> (onCPU: Color, waiting: Color) {
        guard let function = tree.function(of: node).map({ profile.function($0) }) else {
            return isMonochrome ? (theme[.background], theme[.background]) : (theme[.border], theme[.border])
        }
        return (colors.color(of: function), colors.waitingColor(of: function))
    }

    // MARK: Text

    /// The share of all, where it is another than that of the frame above: a long chain need not repeat it.
    private func newShare(_ span: IcicleLayout.Span) -> Double? {
        let isTop = span.node == icicle.icicle?.options.zoom
        return isTop || span.shareOfParent < 0.9995 ? span.shareOfAll : nil
    }

    private func label(of node: NodeID) -> String {
        tree.function(of: node).map { profile.function($0).function } ?? rootLabel
    }

    private func paintLabel(
        _ label: String, share: Double?, _ isSelected: Bool, in area: Rect, on buffer: inout CellBuffer
    ) {
        let text = clipped(label, to: area.width)
        let attributes = isSelected ? plain.union(.bold) : plain
        put(text, x: area.x, y: area.y, attributes, on: &buffer)
        guard let share else { return }
        let percent = NumberText.percent(share)
        if columns(of: text) + columns(of: percent) + 4 <= area.width {
            put(percent, x: area.right - columns(of: percent) - 1, y: area.y, attributes, on: &buffer)
        }
    }

    /// Writes over what is painted, in a colour that reads on each cell.
    private func put(_ text: String, x: Int, y: Int, _ attributes: Style.Attributes, on buffer: inout CellBuffer) {
        var column = x
        for character in text {
            let glyph = Glyph(character)
            guard let background = buffer[column, y]?.style.background else { return }
            buffer.put(glyph, x: column, y: y, style: Style(theme.ink(on: background), on: background, attributes))
            column += glyph.columns
        }
    }

    private func paintElided(_ span: IcicleLayout.Span, in area: Rect, on buffer: inout CellBuffer) {
        let style = theme.ink(.dim, on: .track)
        buffer.fill(area, style: style)
        buffer.put(Glyph("▏"), x: area.x, y: area.y, style: style.foreground(theme[.background]))
        if area.width >= 3 { buffer.text("…", x: area.x + 1, y: area.y, style: theme.legible(style)) }
    }
}

extension Rect {
    func inset(left: Int) -> Rect { Rect(x: x + left, y: y, width: width - left, height: height) }
}
