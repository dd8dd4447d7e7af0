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
    private(set) var messageBytes = 0
    /// Of the message before it, where its end was not seen.
    private(set) var bytesBefore = 0
    /// Of the message being read, behind the place where bytes of its head are missing.
    private(set) var bytesSinceCut = 0
    /// When the first byte of the message being read came.
    private(set) var messageBegan = Moment(time: .zero)
    private var lineBegan = Moment(time: .zero)
    let shown: Set<String>
    private var partial: [UInt8] = []
    /// Of the line being read, with what was not kept of it.
    private var lineLength = 0
    /// The line being read began with bytes that are missing.
    private var isFragment = false
    /// In a head that was cut: the line before was a 0, the size of a last chunk.
    private var wasZero = false
    private var lastBytes: UInt64 = 0

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

    private mutating func count(_ bytes: Int, _ offset: inout Int) {
        messageBytes = messageBytes.adding(bytes)
        offset += bytes
    }

    /// What follows the head. Gives `.ended` where nothing does.
    mutating func expect(_ body: Phase) -> Event {
        phase = body
        return body == .length(0) ? end() : .needsMore
    }

    private mutating func end() -> Event {
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

// Lines.
extension HTTPReader {
    private mutating func readLine(_ bytes: RawSpan, _ offset: inout Int, at moment: Moment) -> Event? {
        if lineLength == 0 && mayBeFirstLine { lineBegan = moment }
        guard let newline = bytes.firstNewline(from: offset) else {
            keep(bytes.extracting(offset..<bytes.byteCount))
            lineLength = lineLength.adding(bytes.byteCount - offset)
            offset = bytes.byteCount
            return nil
        }
        let part = bytes.extracting(offset..<newline)
        lineLength = lineLength.adding(newline + 1 - offset)
        offset = newline + 1
        guard !partial.isEmpty else { return finish(part) }
        keep(part)
        var whole: [UInt8] = []
        swap(&whole, &partial)
        return finish(whole.span.bytes)
    }

    private var longestLine: Int { mayBeFirstLine ? 2_048 : 512 }

    private var mayBeFirstLine: Bool { phase == .start || phase == .lost || phase == .cutHead }

    private mutating func keep(_ part: RawSpan) {
        let room = longestLine - partial.count
        guard room > 0, part.byteCount > 0 else { return }
        let kept = part.extracting(first: room)
        partial.reserveCapacity(partial.count + kept.byteCount)
        for offset in 0..<kept.byteCount { partial.append(kept.byte(offset)) }
    }

    /// `line` is without its newline.
    private mutating func finish(_ line: RawSpan) -> Event? {
        var length = line.byteCount
        if length > 0 && line.byte(length - 1) == 0x0d { length -= 1 }
        let isCut = length > longestLine
        let text = line.extracting(first: min(length, longestLine))
        let wasFragment = isFragment
        isFragment = false
        defer { lineLength = 0 }
        switch phase {
        case .start: return takeFirstLine(text, isCut: isCut)
        case .lost: return takeLineWhileLost(text)
        case .cutHead: return takeLineOfCutHead(text, isFragment: wasFragment)
        default: break
        }
        messageBytes = messageBytes.adding(lineLength)
        switch phase {
        case .head: return takeField(text)
        case .chunkSize: return takeChunkSize(text)
        case .chunkEnd: return text.byteCount == 0 ? moveOn(to: .chunkSize) : breakChunks()
        default: return text.byteCount == 0 ? end() : nil
        }
    }

    private mutating func moveOn(to next: Phase) -> Event? {
        phase = next
        return nil
    }

    private mutating func takeFirstLine(_ line: RawSpan, isCut: Bool) -> Event? {
        if line.byteCount == 0 { return nil }
        if begin(line, isCut: isCut) { return .startLine(isUnexpected: false) }
        phase = .lost
        return .lost(speaker == .client ? .noRequestLine : .noStatusLine)
    }

    private mutating func begin(_ line: RawSpan, isCut: Bool) -> Bool {
        switch speaker {
        case .client:
            guard let parts = HTTPRequestLine(line, isCut: isCut) else { return false }
            head.takeRequestLine(line, parts, shown: shown)
        case .server:
            guard let parts = HTTPStatusLine(line, isCut: isCut) else { return false }
            head.reset()
            head.status = parts.status
        }
        bytesBefore = messageBytes
        messageBytes = lineLength
        messageBegan = lineBegan
        bytesSinceCut = 0
        phase = .head
        return true
    }

    private mutating func takeField(_ line: RawSpan) -> Event? {
        if line.byteCount == 0 { return .head }
        head.takeField(line)
        return nil
    }

    private mutating func forgetLine() {
        lineLength = 0
        partial = []
    }
}

// Bodies in chunks (RFC 9112, 7.1).
extension HTTPReader {
    private mutating func takeChunkSize(_ line: RawSpan) -> Event? {
        var size = 0
        var digits = 0
        while digits < line.byteCount, let digit = line.byte(digits).hexValue {
            guard size < 1 << 55 else { return breakChunks() }
            size = size << 4 | Int(digit)
            digits += 1
        }
        let isWhole = digits == line.byteCount || line.byte(digits) == 0x3b || line.byte(digits).isBlank
        guard digits > 0, isWhole else { return breakChunks() }
        phase = size == 0 ? .trailers : .chunk(size)
        return nil
    }

    private mutating func breakChunks() -> Event {
        phase = .cutChunks
        lastBytes = 0
        return .lost(.brokenChunk)
    }

    /// Looks for the last chunk, `\r\n0\r\n\r\n`. Where the bytes before it are missing, the end of the call must follow.
    private mutating func seekLastChunk(_ bytes: RawSpan, _ offset: inout Int) -> Event? {
        while offset < bytes.byteCount {
            lastBytes = lastBytes << 8 | UInt64(bytes.byte(offset))
            count(1, &offset)
            let isAtEnd = offset == bytes.byteCount
            guard lastBytes & 0xff == 0x0a, lastBytes & 0xff_ffff_ffff == 0x30_0d0a_0d0a else { continue }
            let before = lastBytes >> 40 & 0xffff
            if before == 0x0d0a || (isAtEnd && (before == 0 || before == 0x0a)) { return end() }
        }
        return nil
    }
}

// What to do where bytes are missing.
extension HTTPReader {
    /// So many bytes were said that were not captured.
    mutating func skip(_ count: Int) -> Event {
        switch phase {
        case .length(let rest): return skipInBody(count, rest)
        case .chunk(let rest) where count <= rest:
            messageBytes = messageBytes.adding(count)
            phase = count == rest ? .chunkEnd : .chunk(rest - count)
            return .needsMore
        case .chunk, .chunkSize, .chunkEnd, .trailers, .cutChunks: return skipInChunks(count)
        case .untilClose: messageBytes = messageBytes.adding(count)
        case .start, .lost: return skipAtStart(count)
        case .head, .cutHead: return skipInHead(count)
        case .done: break
        }
        return .needsMore
    }

    private mutating func skipInBody(_ count: Int, _ rest: Int) -> Event {
        messageBytes = messageBytes.adding(min(count, rest))
        if count <= rest {
            phase = .length(rest - count)
            return count == rest ? end() : .needsMore
        }
        phase = .lost
        return .ended
    }

    private mutating func skipInChunks(_ count: Int) -> Event {
        messageBytes = messageBytes.adding(lineLength).adding(count)
        forgetLine()
        let wasCut = phase == .cutChunks
        phase = .cutChunks
        lastBytes = 0
        return wasCut ? .needsMore : .lost(nil)
    }

    private mutating func skipAtStart(_ count: Int) -> Event {
        var line: [UInt8] = []
        swap(&line, &partial)
        let wasLost = phase == .lost
        let isStart = !line.isEmpty && isPlausible(line.span.bytes) && begin(line.span.bytes, isCut: true)
        lineLength = 0
        if !isStart {
            phase = .lost
            return wasLost ? .needsMore : .lost(nil)
        }
        messageBytes = messageBytes.adding(count)
        enterCutHead(count)
        return .startLine(isUnexpected: wasLost)
    }

    private mutating func skipInHead(_ count: Int) -> Event {
        messageBytes = messageBytes.adding(lineLength).adding(count)
        forgetLine()
        let wasCut = phase == .cutHead
        enterCutHead(count)
        return wasCut ? .needsMore : .headCut
    }

    private mutating func enterCutHead(_ count: Int) {
        phase = .cutHead
        bytesSinceCut = bytesSinceCut.adding(count)
        isFragment = true
        wasZero = false
    }

    private func isPlausible(_ line: RawSpan) -> Bool {
        speaker == .client ? HTTPRequestLine.mayBegin(line) : HTTPStatusLine.mayBegin(line)
    }

    private var isPlausibleStart: Bool { isPlausible(partial.span.bytes) }

    /// A line that cannot become a start line does not have to be waited for.
    private mutating func dropImplausible() {
        guard !partial.isEmpty, !isPlausibleStart else { return }
        if phase == .cutHead { addToCutHead() }
        forgetLine()
        isFragment = true
    }

    private mutating func addToCutHead() {
        messageBytes = messageBytes.adding(lineLength)
        bytesSinceCut = bytesSinceCut.adding(lineLength)
    }

    private func isStartLine(_ line: RawSpan) -> Bool {
        switch speaker {
        case .client: HTTPRequestLine.beginsWithKnownMethod(line) && HTTPRequestLine(line, isCut: false) != nil
        case .server: HTTPStatusLine(line, isCut: false) != nil
        }
    }

    private mutating func takeLineWhileLost(_ line: RawSpan) -> Event? {
        isStartLine(line) && begin(line, isCut: false) ? .startLine(isUnexpected: true) : nil
    }

    private mutating func takeLineOfCutHead(_ line: RawSpan, isFragment: Bool) -> Event? {
        if isStartLine(line) && begin(line, isCut: false) { return .startLine(isUnexpected: true) }
        addToCutHead()
        if isFragment {
            wasZero = line.byteCount == 1 && line.byte(0) == 0x30
            return nil
        }
        if line.byteCount == 0 { return wasZero ? end() : .head }
        wasZero = line.byteCount == 1 && line.byte(0) == 0x30
        head.takeField(line)
        return nil
    }
}
