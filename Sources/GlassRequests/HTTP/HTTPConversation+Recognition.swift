import GlassModel

extension HTTPConversation {
    public static func recognises(_ bytes: RawSpan, from speaker: Speaker) -> Recognition {
        switch speaker {
        case .client: recognisesRequest(bytes)
        case .server: recognisesResponse(bytes)
        }
    }

    /// Redis understands lines that begin with GET as well: only the version at the end of the line tells for sure.
    private static func recognisesRequest(_ bytes: RawSpan) -> Recognition {
        var start = 0
        while let newline = bytes.firstNewline(from: start) {
            let hasReturn = newline > start && bytes.octet(newline - 1) == 0x0d
            let line = bytes.extracting(start..<(hasReturn ? newline - 1 : newline))
            start = newline + 1
            if line.byteCount == 0 || HTTPRequestLine.isProxyLine(line) { continue }
            return HTTPRequestLine(line, isCut: false) == nil ? .no : .yes
        }
        return recognisesBeginning(bytes.extracting(start..<bytes.byteCount))
    }

    /// Of a line whose end is missing.
    private static func recognisesBeginning(_ part: RawSpan) -> Recognition {
        let isKnown = HTTPRequestLine.beginsWithKnownMethod(part)
        if isKnown && part.byteCount >= 256 && beginsTarget(part) { return .yes }
        let mayBecome = HTTPRequestLine(part, isCut: true) != nil || isToken(part)
        return mayBecome && part.byteCount < 2_048 ? .undecided : .no
    }

    /// Behind the method stands a path or an absolute address.
    private static func beginsTarget(_ bytes: RawSpan) -> Bool {
        guard let blank = bytes.firstIndex(of: 0x20), blank + 1 < bytes.byteCount else { return false }
        return bytes.octet(blank + 1) == 0x2f || bytes.holdsIgnoringCase("http", at: blank + 1)
    }

    private static func isToken(_ bytes: RawSpan) -> Bool {
        guard bytes.byteCount <= 32 else { return false }
        for offset in 0..<bytes.byteCount
        where !(bytes.octet(offset).isUpperLetter || bytes.octet(offset) == 0x2d) { return false }
        return true
    }

    private static func recognisesResponse(_ bytes: RawSpan) -> Recognition {
        guard HTTPStatusLine.mayBegin(bytes) else { return .no }
        guard bytes.byteCount >= 13 else { return .undecided }
        let line = bytes.extracting(0..<13)
        if line.octet(12) == 0x20 { return HTTPStatusLine(line, isCut: true) == nil ? .no : .yes }
        guard line.octet(12) == 0x0d || line.octet(12) == 0x0a else { return .no }
        return HTTPStatusLine(line.extracting(0..<12), isCut: false) == nil ? .no : .yes
    }
}
