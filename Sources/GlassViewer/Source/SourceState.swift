import GlassAnalysis
import GlassModel
import GlassTerminal

/// Where the person is in the source of a function.
struct SourceState: Sendable {
    /// The pane that one came from.
    var origin: Pane?
    private(set) var subject: FunctionID?
    /// What was last computed; of another function while that of a new one is not there yet.
    private(set) var times: LineTimes?
    /// The file, where it was found.
    private(set) var text: SourceText?
    /// Where it was looked for in vain.
    private(set) var attempts: [SourceAttempt] = []
    private var question: SourceQuestion?
    private(set) var isLoading = false
    /// The selected line of the file, from 1; without the file, the selected row of the function's lines, from 1.
    private(set) var line = 1
    /// How many lines are scrolled past, and how many columns of them.
    private(set) var top = 0
    private(set) var leftColumn = 0
    /// The hottest line of the function is to be gone to as soon as there is one.
    private var isToBePlaced = true
    /// `n` goes to what was searched for, not to hot lines.
    var searchesText = false

    var isCurrent: Bool { subject != nil && times?.subject == subject }

    // MARK: Keeping up

    mutating func start(with subject: FunctionID, from pane: Pane) {
        origin = pane
        searchesText = false
        (self.subject, isToBePlaced, leftColumn) = (subject, true, 0)
    }

    mutating func take(_ times: LineTimes) { self.times = times }

    /// The file that should be read now; nil where none.
    mutating func nextQuestion(roots: [SourceRoot]) -> SourceQuestion? {
        guard isCurrent, let file = times?.file else {
            if isCurrent { forget() }
            return nil
        }
        guard question?.file != file else { return nil }
        let next = SourceQuestion(file: file, roots: roots)
        forget()
        (question, isLoading) = (next, true)
        return next
    }

    private mutating func forget() {
        (text, attempts, question, isLoading) = (nil, [], nil, false)
        if isCurrent { isToBePlaced = true }
    }

    mutating func take(_ answer: SourceAnswer, to question: SourceQuestion) {
        guard question == self.question else { return }
        isLoading = false
        switch answer {
        case .found(let text): self.text = text
        case .notFound(let attempts): self.attempts = attempts
        }
    }

    mutating func arrange(metric: Metric, height: Int) {
        guard isCurrent, let times else { return }
        if isToBePlaced, !isLoading {
            isToBePlaced = false
            place(at: text == nil ? 1 : Int(times.startLine(metric) ?? 1), height: height)
        }
        line = max(1, min(line, count))
        top = max(0, min(min(max(top, line - height), line - 1), count - height))
    }

    /// A third of the screen is left above.
    private mutating func place(at line: Int, height: Int) {
        self.line = line
        top = max(0, line - 1 - height / 3)
    }

    /// How many lines there are to go through.
    var count: Int { text?.count ?? times?.functionRows.count ?? 0 }

    // MARK: What is selected

    /// What the selected line took; nil where it took nothing.
    var selectedRow: LineTimes.Row? {
        guard isCurrent, let times else { return nil }
        guard text == nil else { return times.row(ofLine: line) }
        return times.functionRows.indices.contains(line - 1) ? times.functionRows[line - 1] : nil
    }

    var selectedFunction: FunctionID? { selectedRow?.function ?? subject }

    /// The file here and the line, for an editor; nil where the file was not found.
    var place: SourcePlace? { text.map { SourcePlace(file: $0.path, line: line) } }

    // MARK: Moving

    mutating func move(by rows: Int, height: Int) {
        let (sum, overflow) = line.addingReportingOverflow(rows)
        line = max(1, min(overflow ? count : sum, count))
        top = max(0, min(min(max(top, line - height), line - 1), count - height))
    }

    mutating func moveSideways(_ step: Int) { leftColumn = max(0, min(1_000, leftColumn + step * 8)) }

    mutating func select(_ line: Int) { self.line = max(1, min(line, count)) }

    /// False where there is none. Begins at the other end after the last.
    mutating func goToHotLine(_ step: Int, metric: Metric, height: Int) -> Bool {
        guard text != nil, let lines = times?.hotLines(metric).map({ Int($0) }) else { return false }
        return go(to: lines.filter { $0 <= count }, step, height: height)
    }

    mutating func goToMatch(_ step: Int, _ matcher: TextMatcher, height: Int) -> Bool {
        guard let text else { return false }
        return go(to: (1...text.count).filter { matcher.matches(text.text(ofLine: $0)) }, step, height: height)
    }

    private mutating func go(to lines: [Int], _ step: Int, height: Int) -> Bool {
        let next =
            step > 0 ? lines.first { $0 > line } ?? lines.first : lines.last { $0 < line } ?? lines.last
        guard let next else { return false }
        if next - 1 < top || next > top + height { place(at: next, height: height) }
        line = next
        top = max(0, min(top, count - height))
        return true
    }
}

extension LineTimes {
    /// The line of the function to begin at: where it takes the most time itself or, where it takes none, with what
    /// it calls.
    func startLine(_ metric: Metric) -> Int32? {
        let own = functionRows.filter { $0.file == file && $0.line != nil }
        let hottest = own.max {
            (metric.value(of: $0.selfWeight), metric.value(of: $0.total))
                < (metric.value(of: $1.selfWeight), metric.value(of: $1.total))
        }
        return hottest?.line
    }
}
