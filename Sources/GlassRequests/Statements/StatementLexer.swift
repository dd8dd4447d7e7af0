/// Cuts SQL, as PostgreSQL reads it, into tokens (PostgreSQL's manual, 4.1 "Lexical Structure").
///
/// Where it cannot be told for sure where a literal ends, it says ``Token/unreadable``: nothing after that may be shown.
struct StatementLexer {
    enum Token: Hashable {
        case word
        /// `"a name"`, with its quotes.
        case quotedName
        /// A string, a number, a bit string, or a parameter such as `$1`.
        case literal
        /// `=`, `||`, `->>`.
        case sign
        /// `::`
        case cast
        /// A bracket, a comma, a semicolon, a dot, a colon.
        case mark(UInt8)
        case unreadable
        case end
    }

    /// Where the token that was read last lies.
    private(set) var start = 0
    private(set) var end = 0

    mutating func next(_ sql: RawSpan) -> Token {
        skipBlanks(sql)
        start = end
        guard let byte = sql.octet(ifAt: end) else { return .end }
        if Self.startsWord(byte) { return word(sql) }
        if byte.isDigit || (byte == UInt8(ascii: ".") && sql.octet(ifAt: end + 1)?.isDigit == true) {
            return number(sql)
        }
        switch byte {
        case UInt8(ascii: "'"): return plainString(sql, from: end + 1)
        case UInt8(ascii: "\""): return quotedName(sql, from: end + 1)
        case UInt8(ascii: "$"): return dollar(sql)
        case UInt8(ascii: ":") where sql.octet(ifAt: end + 1) == byte:
            end += 2
            return .cast
        default:
            if Self.isSign(byte) { return sign(sql) }
            end += 1
            return .mark(byte)
        }
    }

    // MARK: Blanks and comments

    private mutating func skipBlanks(_ sql: RawSpan) {
        while let byte = sql.octet(ifAt: end) {
            if byte <= 0x20 || byte == 0x7F {
                end += 1
            } else if sql.holds("--", at: end) {
                skipLine(sql)
            } else if sql.holds("/*", at: end) {
                skipComment(sql)
            } else {
                return
            }
        }
    }

    private mutating func skipLine(_ sql: RawSpan) {
        while let byte = sql.octet(ifAt: end), byte != 0x0A, byte != 0x0D { end += 1 }
    }

    /// Comments nest. One that is not closed reaches to the end.
    private mutating func skipComment(_ sql: RawSpan) {
        var depth = 0
        while end < sql.byteCount {
            if sql.holds("/*", at: end) {
                (depth, end) = (depth + 1, end + 2)
            } else if sql.holds("*/", at: end) {
                (depth, end) = (depth - 1, end + 2)
                if depth == 0 { return }
            } else {
                end += 1
            }
        }
    }

    // MARK: Words and numbers

    private mutating func word(_ sql: RawSpan) -> Token {
        while let byte = sql.octet(ifAt: end), Self.continuesWord(byte) { end += 1 }
        guard end - start == 1, let next = sql.octet(ifAt: end) else { return .word }
        switch (sql.octet(start).upperCased, next) {
        case (UInt8(ascii: "E"), UInt8(ascii: "'")): return escapeString(sql, from: end + 1)
        case (UInt8(ascii: "B"), UInt8(ascii: "'")), (UInt8(ascii: "X"), UInt8(ascii: "'")),
            (UInt8(ascii: "N"), UInt8(ascii: "'")):
            return plainString(sql, from: end + 1)
        case (UInt8(ascii: "U"), UInt8(ascii: "&")) where sql.octet(ifAt: end + 1) == UInt8(ascii: "'"):
            return plainString(sql, from: end + 2)
        case (UInt8(ascii: "U"), UInt8(ascii: "&")) where sql.octet(ifAt: end + 1) == UInt8(ascii: "\""):
            return quotedName(sql, from: end + 2)
        default: return .word
        }
    }

    /// Takes all that hangs on a digit, so that nothing of `0x1F`, `1e-5`, `1_000` or `12ab` stays behind.
    private mutating func number(_ sql: RawSpan) -> Token {
        while let byte = sql.octet(ifAt: end) {
            let follows = sql.octet(ifAt: end + 1)
            if byte | 0x20 == UInt8(ascii: "e"), follows == UInt8(ascii: "-") || follows == UInt8(ascii: "+"),
                sql.octet(ifAt: end + 2)?.isDigit == true
            {
                end += 2
            } else if byte == UInt8(ascii: ".") || (Self.continuesWord(byte) && byte != UInt8(ascii: "$")) {
                end += 1
            } else {
                break
            }
        }
        return .literal
    }

    // MARK: Strings

    /// A backslash before a quote means one thing with `standard_conforming_strings` and another without: what comes
    /// after it is then unreadable.
    private mutating func plainString(_ sql: RawSpan, from first: Int) -> Token {
        end = first
        var backslashes = 0
        while let byte = sql.octet(ifAt: end) {
            end += 1
            if byte == UInt8(ascii: "\\") {
                backslashes += 1
                continue
            }
            if byte == UInt8(ascii: "'") {
                if backslashes % 2 == 1 { return unreadable(sql) }
                guard sql.octet(ifAt: end) == byte else { return .literal }
                end += 1
            }
            backslashes = 0
        }
        return .unreadable
    }

    private mutating func escapeString(_ sql: RawSpan, from first: Int) -> Token {
        end = first
        while let byte = sql.octet(ifAt: end) {
            end += 1
            if byte == UInt8(ascii: "\\") {
                end += 1
            } else if byte == UInt8(ascii: "'") {
                guard sql.octet(ifAt: end) == byte else { return .literal }
                end += 1
            }
        }
        return unreadable(sql)
    }

    private mutating func quotedName(_ sql: RawSpan, from first: Int) -> Token {
        end = first
        while let byte = sql.octet(ifAt: end) {
            end += 1
            guard byte == UInt8(ascii: "\"") else { continue }
            guard sql.octet(ifAt: end) == byte else { return .quotedName }
            end += 1
        }
        return .unreadable
    }

    /// `$1`, or a string between `$$` or `$tag$`.
    private mutating func dollar(_ sql: RawSpan) -> Token {
        var close = end + 1
        if sql.octet(ifAt: close)?.isDigit == true {
            while let byte = sql.octet(ifAt: close), byte.isDigit || byte.isLetter { close += 1 }
            end = close
            return .literal
        }
        while let byte = sql.octet(ifAt: close), Self.continuesWord(byte), byte != UInt8(ascii: "$") { close += 1 }
        guard sql.octet(ifAt: close) == UInt8(ascii: "$") else { return unreadable(sql) }
        return dollarString(sql, tag: sql.extracting(end..<close + 1))
    }

    private mutating func dollarString(_ sql: RawSpan, tag: RawSpan) -> Token {
        end += tag.byteCount
        while sql.byteCount - end >= tag.byteCount {
            if sql.octet(end) == UInt8(ascii: "$"), Self.same(sql.extracting(end..<end + tag.byteCount), tag) {
                end += tag.byteCount
                return .literal
            }
            end += 1
        }
        return unreadable(sql)
    }

    private static func same(_ left: RawSpan, _ right: RawSpan) -> Bool {
        for index in 0..<min(left.byteCount, right.byteCount) where left.octet(index) != right.octet(index) {
            return false
        }
        return left.byteCount == right.byteCount
    }

    private mutating func unreadable(_ sql: RawSpan) -> Token {
        end = sql.byteCount
        return .unreadable
    }

    // MARK: Operators

    /// The longest operator that starts here: it ends before a comment, and in `+` or `-` only where one of `~!@#%^&|?`
    /// or a backtick is in it.
    private mutating func sign(_ sql: RawSpan) -> Token {
        var isSpecial = false
        while let byte = sql.octet(ifAt: end), Self.isSign(byte) {
            if end > start, sql.holds("--", at: end) || sql.holds("/*", at: end) { break }
            isSpecial = isSpecial || !Self.isPlainSign(byte)
            end += 1
        }
        while !isSpecial, end - start > 1, Self.isPlusOrMinus(sql.octet(end - 1)) { end -= 1 }
        return .sign
    }

    private static func startsWord(_ byte: UInt8) -> Bool {
        byte.isLetter || byte == UInt8(ascii: "_") || byte >= 0x80
    }

    private static func continuesWord(_ byte: UInt8) -> Bool {
        startsWord(byte) || byte.isDigit || byte == UInt8(ascii: "$")
    }

    private static func isPlusOrMinus(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") }

    private static func isPlainSign(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "/"), UInt8(ascii: "<"),
            UInt8(ascii: ">"), UInt8(ascii: "="):
            true
        default: false
        }
    }

    private static func isSign(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "~"), UInt8(ascii: "!"), UInt8(ascii: "@"), UInt8(ascii: "#"), UInt8(ascii: "%"),
            UInt8(ascii: "^"), UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: "`"), UInt8(ascii: "?"):
            true
        default: isPlainSign(byte)
        }
    }
}
