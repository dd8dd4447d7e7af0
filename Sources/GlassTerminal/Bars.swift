extension CellBuffer {
    /// A horizontal bar that fills `share` (0 to 1) of a row, to an eighth of a cell.
    public mutating func bar(_ share: Double, in area: Rect, style: Style) {
        guard !area.isEmpty else { return }
        fill(area.row(0), style: style)
        let eighths = Int((min(1, max(0, share.isNaN ? 0 : share)) * Double(area.width * 8)).rounded())
        let shown = eighths == 0 && share > 0 ? 1 : eighths
        fill(Rect(x: area.x, y: area.y, width: shown / 8, height: 1), "█", style: style)
        if shown % 8 > 0 {
            put(Glyph(Self.leftBlocks[shown % 8]), x: area.x + shown / 8, y: area.y, style: style)
        }
    }

    /// A bar of two parts, one after the other, each a share of the row. Where there are no colours, the second part is
    /// shaded.
    public mutating func bar(
        _ first: (share: Double, color: Color), _ second: (share: Double, color: Color), in area: Rect, track: Style,
        isShaded: Bool = false
    ) {
        guard !area.isEmpty else { return }
        let all = min(1, max(0, first.share) + max(0, second.share))
        bar(all, in: area, style: track.foreground(second.color))
        if isShaded { fill(area.leading(Int(all * Double(area.width))), "▒", style: track) }
        let eighths = Int((min(1, max(0, first.share)) * Double(area.width * 8)).rounded())
        fill(area.leading(eighths / 8), "█", style: track.foreground(first.color))
        guard eighths % 8 > 0, eighths / 8 < area.width, !isShaded else { return }
        let isFollowed = all * Double(area.width) >= Double(eighths / 8 + 1)
        let style = track.foreground(first.color).background(isFollowed ? second.color : track.background)
        put(Glyph(Self.leftBlocks[eighths % 8]), x: area.x + eighths / 8, y: area.y, style: style)
    }

    /// A line of vertical bars, the latest value at the right, one value a cell; `maximum` is the full height.
    public mutating func sparkline(_ values: [Double], maximum: Double, in area: Rect, style: Style) {
        guard !area.isEmpty else { return }
        let shown = values.suffix(area.width)
        var x = area.right - shown.count
        for value in shown {
            let share = maximum > 0 && value.isFinite ? min(1, max(0, value / maximum)) : 0
            let level = share > 0 ? max(1, Int((share * 8).rounded())) : 0
            put(Glyph(Self.lowerBlocks[level]), x: x, y: area.y, style: style)
            x += 1
        }
    }

    private static let leftBlocks: [Character] = [" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"]
    private static let lowerBlocks: [Character] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
}
