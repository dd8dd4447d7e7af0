/// An array in chunks that copies share. Changing an element of one that was copied copies a chunk, not the whole: so a
/// profile of a million stacks may be handed to another task, and go on growing here.
public struct ChunkedArray<Element> {
    /// How many elements a chunk holds. Large enough that the list of chunks stays short, small enough that copying
    /// one costs less than looking for something cleverer.
    static var chunkSize: Int { 256 }
    private static var shift: Int { 8 }
    private static var mask: Int { 255 }

    /// All full but the last.
    private var chunks: [ContiguousArray<Element>] = []
    public private(set) var count = 0

    public init() {}

    /// All of its chunks are one at first, so that a long one costs little where few elements ever change.
    public init(repeating element: Element, count: Int) {
        let full = ContiguousArray(repeating: element, count: Self.chunkSize)
        chunks = Array(repeating: full, count: count / Self.chunkSize)
        let rest = count % Self.chunkSize
        if rest > 0 { chunks.append(ContiguousArray(full.prefix(rest))) }
        self.count = count
    }

    public init(_ elements: some Collection<Element>) {
        var rest = elements[...]
        chunks.reserveCapacity((elements.count + Self.mask) >> Self.shift)
        while !rest.isEmpty {
            chunks.append(ContiguousArray(rest.prefix(Self.chunkSize)))
            rest = rest.dropFirst(Self.chunkSize)
        }
        count = elements.count
    }

    public mutating func append(_ element: Element) {
        if count & Self.mask == 0 {
            var chunk = ContiguousArray<Element>()
            chunk.reserveCapacity(Self.chunkSize)
            chunks.append(chunk)
        }
        chunks[chunks.count - 1].append(element)
        count += 1
    }

    /// Adds many elements, each by its place among them: quicker than one after the other.
    mutating func append(count added: Int, _ element: (Int) -> Element) {
        var next = 0
        while next < added {
            let place = count & Self.mask
            let size = Swift.min(Self.chunkSize - place, added - next)
            var chunk = place == 0 ? [] : chunks.removeLast()
            chunk.reserveCapacity(Self.chunkSize)
            for index in next..<(next + size) { chunk.append(element(index)) }
            chunks.append(chunk)
            count += size
            next += size
        }
    }

    /// Adds as many copies of an element as are missing to `newCount`.
    mutating func extend(to newCount: Int, with element: Element) {
        guard newCount > count else { return }
        while count < newCount, count & Self.mask != 0 { append(element) }
        guard newCount - count >= Self.chunkSize else {
            while count < newCount { append(element) }
            return
        }
        let rest = ChunkedArray(repeating: element, count: newCount - count)
        chunks.append(contentsOf: rest.chunks)
        count = newCount
    }
}

extension ChunkedArray: Sendable where Element: Sendable {}

extension ChunkedArray: RandomAccessCollection, MutableCollection {
    public var startIndex: Int { 0 }
    public var endIndex: Int { count }

    public subscript(index: Int) -> Element {
        get { chunks[index >> Self.shift][index & Self.mask] }
        _modify { yield &chunks[index >> Self.shift][index & Self.mask] }
    }
}

extension ChunkedArray: Equatable where Element: Equatable {
    public static func == (left: Self, right: Self) -> Bool { left.count == right.count && left.elementsEqual(right) }
}

extension ChunkedArray: ExpressibleByArrayLiteral {
    public init(arrayLiteral elements: Element...) { self.init(elements) }
}

extension ChunkedArray {
    /// Calls `body` with the elements of each chunk and the index of the first: far quicker than one after the other.
    func forEachChunk(_ body: (Int, UnsafeBufferPointer<Element>) -> Void) {
        for (place, chunk) in chunks.enumerated() {
            chunk.withUnsafeBufferPointer { body(place << Self.shift, $0) }
        }
    }

    /// The same, the last chunk first.
    func forEachChunkReversed(_ body: (Int, UnsafeBufferPointer<Element>) -> Void) {
        for (place, chunk) in chunks.enumerated().reversed() {
            chunk.withUnsafeBufferPointer { body(place << Self.shift, $0) }
        }
    }

    /// Calls `body` with each chunk and the one of another array beside it, as far as both go.
    func forEachChunk<Other>(
        with other: ChunkedArray<Other>, _ body: (UnsafeBufferPointer<Element>, UnsafeBufferPointer<Other>) -> Void
    ) {
        for (mine, others) in zip(chunks, other.chunks) {
            mine.withUnsafeBufferPointer { mine in others.withUnsafeBufferPointer { body(mine, $0) } }
        }
    }

    /// Calls `body` with the range of each chunk that may differ from an earlier state of this array, which is shorter
    /// or as long. What both share is not looked at, so that it costs as much as has changed since.
    func forEachChangedRange(since earlier: Self, _ body: (Range<Int>) -> Void) {
        for (place, chunk) in chunks.enumerated() {
            if place < earlier.chunks.count, earlier.chunks[place].isSame(as: chunk) { continue }
            let start = place << Self.shift
            body(start..<(start + chunk.count))
        }
    }
}

extension ContiguousArray {
    /// Whether both are the same memory, and so equal.
    fileprivate func isSame(as other: Self) -> Bool {
        withUnsafeBufferPointer { mine in
            other.withUnsafeBufferPointer { mine.baseAddress == $0.baseAddress && mine.count == $0.count }
        }
    }
}
