/// Where an exporter writes to. Exporters hand over small pieces, so that a large output needs no memory.
public protocol TextSink {
    mutating func write(_ text: String) throws
}

/// Keeps everything in memory.
public struct StringSink: TextSink {
    public private(set) var text = ""

    public init() {}

    public mutating func write(_ text: String) { self.text += text }
}

/// Gathers pieces to chunks, and hands those on: to a file, to standard output. Call ``flush()`` at the end.
public struct ChunkedSink: TextSink {
    private let chunkSize: Int
    private let output: ([UInt8]) throws -> Void
    private var buffer: [UInt8] = []

    /// - Parameter output: Takes each chunk whole, or throws.
    public init(chunkSize: Int = 65_536, output: @escaping ([UInt8]) throws -> Void) {
        self.chunkSize = max(1, chunkSize)
        self.output = output
        buffer.reserveCapacity(self.chunkSize)
    }

    public mutating func write(_ text: String) throws {
        buffer.append(contentsOf: text.utf8)
        if buffer.count >= chunkSize { try flush() }
    }

    public mutating func flush() throws {
        guard !buffer.isEmpty else { return }
        try output(buffer)
        buffer.removeAll(keepingCapacity: true)
    }
}
