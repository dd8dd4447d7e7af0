import GlassAnalysis
import GlassTerminal

extension Screen {
    /// How far a file has been read that takes long: a bar where its length is known.
    mutating func drawLoading(_ loading: LoadingProgress) {
        let title = "reading \(clipped(loading.name, to: max(8, layout.body.width - 16))) …"
        guard let size = loading.size, size > 0 else {
            return say([title, "", SizeText.format(loading.done), "", "q or Esc cancels"])
        }
        let figures = "\(SizeText.format(loading.done)) of \(SizeText.format(size))"
        say([title, "", "", "", figures, "", "q or Esc cancels"])
        let share = min(1, Double(loading.done) / Double(size))
        drawBar(share, row: layout.body.row(max(0, (layout.body.height - 6) / 2) + 2))
    }

    private mutating func drawBar(_ share: Double, row: Rect) {
        let width = min(50, row.width - 4)
        guard width > 0, row.height > 0 else { return }
        let filled = Int(Double(width) * share)
        let bar = Rect(x: row.x + (row.width - width) / 2, y: row.y, width: width, height: 1)
        buffer.fill(bar, style: theme.style(.text, on: .header))
        buffer.fill(Rect(x: bar.x, y: bar.y, width: filled, height: 1), style: theme.style(.text, on: .selection))
        buffer.text(NumberText.percent(share), in: bar, style: theme.style(.text), align: .center)
    }
}
