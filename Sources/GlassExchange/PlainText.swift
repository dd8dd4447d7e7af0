/// Names come from the target and may hold anything; an export holds no control characters, so that printing it to a
/// terminal does nothing but print.
enum PlainText {
    /// Without control characters and without whole escape sequences; tabs and newlines stay where `keepsLines`, and
    /// become blanks otherwise.
    static func clean(_ text: String, keepsLines: Bool = false) -> String {
        if !text.unicodeScalars.contains(where: { $0.isControl }) { return text }
        var result = String.UnicodeScalarView()
        var rest = Substring(text).unicodeScalars
        while let scalar = rest.popFirst() {
            if scalar == "\u{1B}" || scalar == "\u{9B}" || scalar == "\u{9D}" {
                skipSequence(from: scalar, in: &rest)
            } else if scalar == "\n" || scalar == "\t" {
                result.append(keepsLines ? scalar : " ")
            } else if !scalar.isControl {
                result.append(scalar)
            }
        }
        return String(result)
    }

    /// Skips what belongs to an escape sequence (ECMA-48): parameters and final byte after CSI, all up to BEL or ST
    /// after OSC, one character after anything else.
    private static func skipSequence(from introducer: UnicodeScalar, in rest: inout Substring.UnicodeScalarView) {
        let kind = introducer == "\u{1B}" ? rest.popFirst() : introducer
        switch kind {
        case "[", "\u{9B}":
            while let next = rest.first, (0x20...0x3F).contains(next.value) { rest.removeFirst() }
            if let last = rest.first, (0x40...0x7E).contains(last.value) { rest.removeFirst() }
        case "]", "\u{9D}", "P", "X", "^", "_":
            while let next = rest.popFirst() {
                if next == "\u{07}" || next == "\u{9C}" { break }
                if next == "\u{1B}" {
                    if rest.first == "\\" { rest.removeFirst() }
                    break
                }
            }
        default: break
        }
    }
}

extension UnicodeScalar {
    fileprivate var isControl: Bool { value < 0x20 || (0x7F...0x9F).contains(value) }
}
