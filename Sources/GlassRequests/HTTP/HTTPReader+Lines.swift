import GlassModel

// Lines.
extension HTTPReader {
    mutating func readLine(_ bytes: RawSpan, _ offset: inout Int, at moment: Moment) -> Event? {
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
        for offset in 0..<kept.byteCount { partial.append(kept.octet(offset)) }
    }

    /// `line` is without its newline.
    private mutating func finish(_ line: RawSpan) -> Event? {
        var length = line.byteCount
        if length > 0 && line.octet(length - 1) == 0x0d { length -= 1 }
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
        if speaker == .client && HTTPRequestLine.isProxyLine(line) { return nil }
        phase = .lost
        return .lost(speaker == .client ? .noRequestLine : .noStatusLine)
    }

    mutating func begin(_ line: RawSpan, isCut: Bool) -> Bool {
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

    mutating func forgetLine() {
        lineLength = 0
        partial = []
    }
}
