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
