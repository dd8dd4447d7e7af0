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

    /// Whether `ReadyForQuery` answers it.
    var endsInReady: Bool {
        switch self {
        case .sync, .simple: true
        case .parse, .execute, .gap: false
        }
    }
}

/// A queue of bounded length: its front moves, and the room before it is reclaimed now and then.
struct PendingQueue<Element: Sendable>: Sendable {
    private var elements: [Element] = []
    private var front = 0

    var count: Int { elements.count - front }
    var isEmpty: Bool { front == elements.count }
    var first: Element? { isEmpty ? nil : elements[front] }
    var last: Element? { isEmpty ? nil : elements[elements.count - 1] }
    var waiting: ArraySlice<Element> { elements[front...] }

    mutating func append(_ element: Element) { elements.append(element) }

    mutating func replaceFirst(_ element: Element) {
        if !isEmpty { elements[front] = element }
    }

    @discardableResult
    mutating func popFirst() -> Element? {
        guard !isEmpty else { return nil }
        let element = elements[front]
        front += 1
        if front == elements.count {
            elements.removeAll(keepingCapacity: elements.capacity <= 256)
            front = 0
        } else if front >= 256, front * 2 >= elements.count {
            elements.removeSubrange(..<front)
            front = 0
        }
        return element
    }

    mutating func removeAll() {
        elements = []
        front = 0
    }
}
