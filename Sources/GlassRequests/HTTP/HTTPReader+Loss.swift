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
    mutating func dropImplausible() {
        guard !partial.isEmpty, !isPlausibleStart else { return }
        if phase == .cutHead { addToCutHead() }
        forgetLine()
        isFragment = true
    }

    mutating func addToCutHead() {
        messageBytes = messageBytes.adding(lineLength)
        bytesSinceCut = bytesSinceCut.adding(lineLength)
    }

    private func isStartLine(_ line: RawSpan) -> Bool {
        switch speaker {
        case .client: HTTPRequestLine.beginsWithKnownMethod(line) && HTTPRequestLine(line, isCut: false) != nil
        case .server: HTTPStatusLine(line, isCut: false) != nil
        }
    }

    mutating func takeLineWhileLost(_ line: RawSpan) -> Event? {
        isStartLine(line) && begin(line, isCut: false) ? .startLine(isUnexpected: true) : nil
    }

    mutating func takeLineOfCutHead(_ line: RawSpan, isFragment: Bool) -> Event? {
        if isStartLine(line) && begin(line, isCut: false) { return .startLine(isUnexpected: true) }
        addToCutHead()
        if isFragment {
            wasZero = line.byteCount == 1 && line.octet(0) == 0x30
            return nil
        }
        if line.byteCount == 0 { return wasZero ? end() : .head }
        wasZero = line.byteCount == 1 && line.octet(0) == 0x30
        head.takeField(line)
        return nil
    }
}
