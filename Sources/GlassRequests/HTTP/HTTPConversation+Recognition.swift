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
        guard let newline = bytes.firstNewline(from: 0) else {
            let isKnown = HTTPRequestLine.beginsWithKnownMethod(bytes)
            if isKnown && bytes.byteCount >= 256 && beginsTarget(bytes) { return .yes }
            let mayBecome = HTTPRequestLine(bytes, isCut: true) != nil || isToken(bytes)
            return mayBecome && bytes.byteCount < 2_048 ? .undecided : .no
        }
        var end = newline
        if end > 0 && bytes.byte(end - 1) == 0x0d { end -= 1 }
        return HTTPRequestLine(bytes.extracting(0..<end), isCut: false) == nil ? .no : .yes
    }

    /// Behind the method stands a path or an absolute address.
    private static func beginsTarget(_ bytes: RawSpan) -> Bool {
        guard let blank = bytes.firstIndex(of: 0x20), blank + 1 < bytes.byteCount else { return false }
        return bytes.byte(blank + 1) == 0x2f || bytes.holdsIgnoringCase("http", at: blank + 1)
    }

    private static func isToken(_ bytes: RawSpan) -> Bool {
        guard bytes.byteCount <= 32 else { return false }
        for offset in 0..<bytes.byteCount
        where !(bytes.byte(offset).isUppercaseLetter || bytes.byte(offset) == 0x2d) { return false }
        return true
    }

    private static func recognisesResponse(_ bytes: RawSpan) -> Recognition {
        guard HTTPStatusLine.mayBegin(bytes) else { return .no }
        guard bytes.byteCount >= 13 else { return .undecided }
        let line = bytes.extracting(0..<13)
        if line.byte(12) == 0x20 { return HTTPStatusLine(line, isCut: true) == nil ? .no : .yes }
        guard line.byte(12) == 0x0d || line.byte(12) == 0x0a else { return .no }
        return HTTPStatusLine(line.extracting(0..<12), isCut: false) == nil ? .no : .yes
    }
}
