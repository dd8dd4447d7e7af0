import GlassAnalysis
import GlassModel
import GlassTerminal

/// A line of a box over the pane.
enum OverlayLine: Hashable, Sendable {
    case heading(String)
    case entry(String, String)
    case text(String)
    case blank
}

extension ViewerState {
    /// What the box over the pane says.
    var overlayLines: [OverlayLine] {
        switch overlay {
        case .help: helpLines
        case .losses: lossLines
        case .frame: frameLines
        case .columns, nil: []
        }
    }

    /// The same in two columns where that makes it fit, each with whole groups.
    var overlayColumns: [[OverlayLine]] {
        let lines = overlayLines
        let middle = lines.indices.first { index in
            guard index >= lines.count / 2, case .heading = lines[index] else { return false }
            return true
        }
        guard lines.count > size.height - 2, size.width >= 116, let middle else { return [lines] }
        return [Array(lines[..<middle].dropLast()), Array(lines[middle...])]
    }

    /// How far it can be scrolled.
    var overlayScroll: Int { max(0, (overlayColumns.map(\.count).max() ?? 0) - max(0, size.height - 2)) }

    private var lossLines: [OverlayLine] {
        guard let profile else { return [.text("nothing is recorded yet")] }
        var lines: [OverlayLine] = [.heading("What is missing")]
        if profile.losses.isEmpty { lines.append(.text("none")) }
        for loss in profile.losses.sorted(by: { $0.count > $1.count }) {
            let detail = loss.detail.isEmpty ? "" : " (\(loss.detail))"
            lines.append(.entry(NumberText.count(loss.count), loss.reason.rawValue + detail))
        }
        lines += [.blank, .heading("How stacks ended")]
        if profile.unwindTallies.isEmpty { lines.append(.text("nothing was unwound yet")) }
        lines += unwindLines(profile)
        lines += captureLines(profile)
        if profile.malformed > 0 {
            lines += [.blank, .text("\(profile.malformed) records made no sense and were left out")]
        }
        return lines
    }
}

extension ViewerState {
    /// Whether requests are watched, and what of them could not be understood.
    fileprivate func captureLines(_ profile: Profile) -> [OverlayLine] {
        let capture = profile.requestCapture
        guard capture.state != .off || profile.hasTraffic else { return [] }
        var lines: [OverlayLine] = [.blank, .heading("Requests"), .text("capture: \(capture.state.rawValue)")]
        lines += capture.explanation.isEmpty ? [] : wrapped(capture.explanation, to: 70).map { .text($0) }
        guard profile.deadLetterCount > 0 else { return lines }
        var counts: [String: Int64] = [:]
        for letter in profile.deadLetters {
            counts["\(letter.wireProtocol.rawValue): \(letter.error)", default: 0] += 1
        }
        lines += [.blank, .heading("Not understood")]
        for (error, count) in counts.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }).prefix(12) {
            lines.append(.entry(NumberText.count(count), clipped(error, to: 90)))
        }
        return lines
    }

    /// Whole stacks in one line, the others by reason and module; the most frequent first.
    fileprivate func unwindLines(_ profile: Profile) -> [OverlayLine] {
        var counts: [String: Int64] = [:]
        for tally in profile.unwindTallies {
            let module = profile.moduleName(tally.module)
            let place = module.isEmpty ? "" : " in \(module)"
            counts[tally.end == .root ? "whole, to the root" : tally.end.rawValue + place, default: 0] &+= tally.count
        }
        let all = Double(max(1, counts.values.reduce(0, &+)))
        let ends: [OverlayLine] = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { meaning, count in
            .entry(NumberText.percent(Double(count) / all), meaning)
        }
        return ends + guessLines(profile)
    }

    /// Frames that were found by a frame pointer instead of a rule, and addresses without a name, where there are any.
    private func guessLines(_ profile: Profile) -> [OverlayLine] {
        let figures: [(heading: String, part: CounterKind, whole: CounterKind, meaning: String)] = [
            ("Guesses", .framesGuessed, .frames, "of the frames were found by frame pointers"),
            ("Names", .addressesUnnamed, .addresses, "of the addresses have no name"),
        ]
        return figures.flatMap { figure -> [OverlayLine] in
            guard let part = profile.counters.latest(figure.part), part > 0,
                let whole = profile.counters.latest(figure.whole), whole > 0
            else { return [] }
            let share = NumberText.percent(Double(part) / Double(whole))
            return [.blank, .heading(figure.heading), .entry(share, figure.meaning)]
        }
    }
}

extension Screen {
    mutating func drawOverlay() {
        guard let overlay = state.overlay else { return }
        if case .columns(let selected) = overlay { return drawColumnChooser(selected: selected) }
        let (title, top) =
            switch overlay {
            case .help(let top): ("Keys", top)
            case .losses(let top): ("Losses and broken stacks", top)
            case .frame(let top): ("Frame", top)
            case .columns: ("", 0)
            }
        let columns = state.overlayColumns
        let widths = columns.map { lines in lines.map { width(of: $0, keyWidth(of: lines)) }.max() ?? 0 }
        let height = columns.map(\.count).max() ?? 0
        let area = buffer.popup(
            title: title, width: widths.reduce(0, +) + 4 * (columns.count - 1), height: height,
            style: theme.style(.text, on: .header), border: theme.ink(.accent, on: .header))
        var x = area.x
        for (lines, width) in zip(columns, widths) {
            let column = Rect(x: x, y: area.y, width: width, height: area.height).intersection(area)
            draw(Array(lines.dropFirst(top)), in: column, keyWidth: keyWidth(of: lines))
            x += width + 4
        }
        drawScrollMark(rows: height, top: top, in: area)
    }

    private mutating func draw(_ lines: [OverlayLine], in area: Rect, keyWidth: Int) {
        for (index, line) in lines.prefix(area.height).enumerated() {
            draw(line, in: area.row(index), keyWidth: min(keyWidth, area.width / 2), theme.style(.text, on: .header))
        }
    }

    private func keyWidth(of lines: [OverlayLine]) -> Int {
        lines.map { if case .entry(let key, _) = $0 { GlassTerminal.columns(of: key) } else { 0 } }.max() ?? 0
    }

    private func width(of line: OverlayLine, _ keyWidth: Int) -> Int {
        switch line {
        case .heading(let text), .text(let text): columns(of: text)
        case .entry(_, let text): keyWidth + 2 + columns(of: text)
        case .blank: 0
        }
    }

    private mutating func draw(_ line: OverlayLine, in row: Rect, keyWidth: Int, _ style: Style) {
        switch line {
        case .heading(let text): buffer.text(text, in: row, style: theme.style(.accent, on: .header).bold)
        case .text(let text): buffer.text(text, in: row, style: style)
        case .entry(let key, let text):
            let parts = row.columns([.fixed(keyWidth), .fixed(2), .fill(minimum: 1)])
            buffer.text(key, in: parts[0], style: style.bold, align: .right)
            buffer.text(text, in: parts[2], style: theme.style(.dim, on: .header))
        case .blank: break
        }
    }
}
