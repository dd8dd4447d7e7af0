import GlassModel

/// A statement that was asked for and has not been answered.
struct PendingStatement: Sendable {
    /// nil where the statement was prepared before glass looked: the answer will tell.
    var method: String?
    var target: String
    var began: Moment
    var asked: Moment
    var clientBytes: Int64
    var flags: RequestFlags = []
    /// Which ``PreparedStatements/Prepared`` it runs.
    var serial: UInt64 = 0
}

/// What a server owes, in the order in which it was asked for.
enum PendingAnswer: Sendable {
    /// The text of a statement was sent ahead.
    case parse(PendingStatement)
    case execute(PendingStatement)
    /// A text of one statement or more, of which each is answered by itself; how many of them were.
    case simple(PendingStatement, [NormalisedStatement], answered: Int, failed: Bool)
    case sync
    /// Messages that were not seen.
    case gap

    var isExchange: Bool {
        switch self {
        case .execute, .simple: true
        case .parse, .sync, .gap: false
        }
    }

    var isText: Bool {
        if case .simple = self { return true }
        return false
    }

    /// Whether `ReadyForQuery` answers it.
    var endsInReady: Bool {
        switch self {
        case .sync, .simple: true
        case .parse, .execute, .gap: false
        }
    }
}

/// All that a server owes, and how much of which kind.
struct PendingAnswers: Sendable {
    /// The most answers that are awaited one by one; a server's later answers are then counted without their statements.
    private static let maximumCount = 16_384
    /// The most texts that are kept for answers: no client sends one before the last is answered, and they are long.
    private static let maximumTexts = 256

    private var queue = PendingQueue<PendingAnswer>()
    /// Statements and texts of statements that wait for an answer.
    private(set) var statementCount = 0
    private var textCount = 0
    /// Those that `ReadyForQuery` answers.
    private var readyCount = 0

    var count: Int { queue.count }
    var isEmpty: Bool { queue.isEmpty }
    var first: PendingAnswer? { queue.first }
    var waiting: ArraySlice<PendingAnswer> { queue.waiting }

    /// How many there are up to the first that `ReadyForQuery` answers, with it; 0 where none is.
    var countToFirstReady: Int {
        guard readyCount > 0, let index = waiting.firstIndex(where: \.endsInReady) else { return 0 }
        return index - waiting.startIndex + 1
    }

    /// The same up to the last such.
    var countToLastReady: Int {
        guard readyCount > 0, let index = waiting.lastIndex(where: \.endsInReady) else { return 0 }
        return index - waiting.startIndex + 1
    }

    mutating func append(_ answer: PendingAnswer) {
        guard queue.count < Self.maximumCount, textCount < Self.maximumTexts || !answer.isText else {
            return appendGap()
        }
        queue.append(answer)
        note(answer, 1)
    }

    /// Notes that messages are missing, once for those in a row.
    mutating func appendGap() {
        if case .gap = queue.last { return }
        queue.append(.gap)
    }

    /// Puts another of the same kind in the first one's place.
    mutating func replaceFirst(_ answer: PendingAnswer) { queue.replaceFirst(answer) }

    @discardableResult
    mutating func popFirst() -> PendingAnswer? {
        let answer = queue.popFirst()
        if let answer { note(answer, -1) }
        return answer
    }

    mutating func removeAll() { self = PendingAnswers() }

    private mutating func note(_ answer: PendingAnswer, _ change: Int) {
        if answer.isExchange { statementCount += change }
        if answer.isText { textCount += change }
        if answer.endsInReady { readyCount += change }
    }
}
