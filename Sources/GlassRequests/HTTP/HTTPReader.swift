import GlassModel

/// Finds where the messages of one side begin and end, and reads their heads. Bodies are counted, never kept; of a head
/// at most one line is, where it came in parts.
struct HTTPReader: Sendable {
    enum Phase: Hashable, Sendable {
        /// Before a message.
        case start
        case head
        /// In a body with so many bytes to come.
        case length(Int)
        case chunkSize
        /// In a chunk with so many bytes to come.
        case chunk(Int)
        case chunkEnd
        case trailers
        case untilClose
        /// Bytes of the head are missing; it is not known where it ends.
        case cutHead
        /// Bytes of a body in chunks are missing; its end can be told from the last, empty chunk.
        case cutChunks
        /// Between messages, or who knows where: the next start line ends this.
        case lost
        /// The side speaks another protocol.
        case done
    }

    enum Event: Hashable, Sendable {
        case needsMore
        /// A start line was read. `isUnexpected` where the end of the message before it was not seen.
        case startLine(isUnexpected: Bool)
        /// The head is complete: ``expect(_:)`` must say what follows.
        case head
        /// Bytes of the head are missing.
        case headCut
        case ended
        /// What should have been there was not, or bytes of it are missing.
        case lost(HTTPProblem?)
    }

    let speaker: Speaker
    var phase = Phase.start
    var head = HTTPHead()
    /// Of the message being read, those of its head included.
    var messageBytes = 0
    /// Of the message before it, where its end was not seen.
    var bytesBefore = 0
    /// Of the message being read, behind the place where bytes of its head are missing.
    var bytesSinceCut = 0
    /// When the first byte of the message being read came.
    var messageBegan = Moment(time: .zero)
    var lineBegan = Moment(time: .zero)
    let shown: Set<String>
    /// The beginning of the line being read, where it came in parts.
    var partial: [UInt8] = []
    /// Of the line being read, with what was not kept of it.
    var lineLength = 0
    /// The line being read began with bytes that are missing.
    var isFragment = false
    /// In a head that was cut: the line before was a 0, the size of a last chunk.
    var wasZero = false
    /// In chunks that were cut: the last eight bytes.
    var lastBytes: UInt64 = 0

    init(_ speaker: Speaker, shown: Set<String>) {
        self.speaker = speaker
        self.shown = shown
    }

    /// Reads on from `offset` to the next event.
    mutating func advance(_ bytes: RawSpan, _ offset: inout Int, at moment: Moment) -> Event {
        while offset < bytes.byteCount {
            if let event = step(bytes, &offset, at: moment) { return event }
        }
        if phase == .lost || phase == .cutHead { dropImplausible() }
        return .needsMore
    }

    private mutating func step(_ bytes: RawSpan, _ offset: inout Int, at moment: Moment) -> Event? {
        let available = bytes.byteCount - offset
        switch phase {
        case .length(let rest):
            count(min(rest, available), &offset)
            phase = .length(rest - min(rest, available))
            return rest <= available ? end() : nil
        case .chunk(let rest):
            count(min(rest, available), &offset)
            phase = rest <= available ? .chunkEnd : .chunk(rest - available)
        case .untilClose: count(available, &offset)
        case .done: offset = bytes.byteCount
        case .cutChunks: return seekLastChunk(bytes, &offset)
        case .start, .head, .chunkSize, .chunkEnd, .trailers, .cutHead, .lost:
            return readLine(bytes, &offset, at: moment)
        }
        return nil
    }

    mutating func count(_ bytes: Int, _ offset: inout Int) {
        messageBytes = messageBytes.adding(bytes)
        offset += bytes
    }

    /// What follows the head. Gives `.ended` where nothing does.
    mutating func expect(_ body: Phase) -> Event {
        phase = body
        return body == .length(0) ? end() : .needsMore
    }

    mutating func end() -> Event {
        phase = .start
        return .ended
    }

    /// Its message is over, though its end was not seen.
    mutating func giveUp() {
        if phase == .cutHead { addToCutHead() }
        phase = .lost
        forgetLine()
    }

    mutating func stop() {
        phase = .done
        forgetLine()
    }

    /// All that came of the message being read, also of a line that is not complete.
    var bytesSoFar: Int { messageBytes.adding(lineLength) }
}
