/// In which line each key of a TOML document stands. TOMLKit tells the place of a syntax error, but not of a value, so
/// valid text is gone through a second time, for its keys only.
struct KeyPlaces {
    /// By path: names of tables and keys, and the numbers of elements of arrays of tables.
    private var lines: [[String]: Int] = [:]

    /// Text at which the parser of TOMLKit ends the process (a failed assertion), so that it must not come to see it.
    struct Trap: Hashable {
        let line: Int
        /// Where the header or key begins that it belongs to, in bytes.
        var offset: Int
        let reason: String
    }

    /// The first trap; there is none in valid text.
    private(set) var trap: Trap?

    init(_ text: String) {
        var scan = KeyScan(text)
        while let statement = scan.next() {
            if lines[statement.path] == nil { lines[statement.path] = statement.line }
            trap = trap ?? statement.trap
        }
    }

    /// The line, counted from 1, of a key; of the nearest table around it where the key has no line of its own (it
    /// stands in an inline table, or is missing).
    func line(of path: [String]) -> Int? {
        for length in stride(from: path.count, to: 0, by: -1) {
            if let line = lines[Array(path.prefix(length))] { return line }
        }
        return nil
    }
}

/// The line of a text that the parser of TOMLKit must not come to see, because it would end the process, and what is wrong
/// there; nil for a text that may be parsed. For those who read other files in TOML.
public func trapOfTOMLParser(in text: String) -> (line: Int, reason: String)? {
    KeyPlaces(text).trap.map { ($0.line, $0.reason) }
}

/// Goes through the statements of a TOML document: headers of tables, and keys with their values.
private struct KeyScan {
    private let bytes: [UInt8]
    private var position = 0
    private var line = 1
    private var table: [String] = []
    private var elements: [[String]: Int] = [:]

    init(_ text: String) { bytes = Array(text.utf8) }

    struct Statement {
        var path: [String] = []
        let line: Int
        var trap: KeyPlaces.Trap?
    }

    /// The next header, or the next key with its value gone over; nil at the end.
    mutating func next() -> Statement? {
        skipBlank()
        guard let byte = current else { return nil }
        let begin = position
        var statement = Statement(line: line)
        if byte == UInt8(ascii: "[") {
            if !nameBegins(after: position) { statement.trap = trapHere("a table needs a name, as in [requests]") }
            statement.path = header()
        } else {
            statement.path = table + dottedKey()
            statement.trap = skipValue()
            statement.trap?.offset = begin
        }
        // Valid text always moves on; text that is not must not hold the scan up.
        if position == begin { position += 1 }
        return statement
    }

    private func trapHere(_ reason: String) -> KeyPlaces.Trap {
        KeyPlaces.Trap(line: line, offset: position, reason: reason)
    }

    /// Whether a bare or quoted name begins behind the brackets of a header.
    private func nameBegins(after bracket: Int) -> Bool {
        let blanks: Set<UInt8> = [UInt8(ascii: " "), UInt8(ascii: "\t")]
        var rest = bytes[(bracket + 1)...]
        if rest.first == UInt8(ascii: "[") { rest = rest.dropFirst() }
        guard let first = rest.first(where: { !blanks.contains($0) }) else { return false }
        let scalar = Unicode.Scalar(first)
        return scalar.properties.isAlphabetic && scalar.isASCII || "0123456789_-\"'".unicodeScalars.contains(scalar)
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipBlank() {
        while let byte = current {
            switch byte {
            case UInt8(ascii: "\n"): line += 1
            case UInt8(ascii: "#"): skipComment(); continue
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): break
            default: return
            }
            position += 1
        }
    }

    private mutating func skipComment() {
        while let byte = current, byte != UInt8(ascii: "\n") { position += 1 }
    }

    private mutating func header() -> [String] {
        position += 1
        let isArray = current == UInt8(ascii: "[")
        if isArray { position += 1 }
        let names = dottedKey()
        while let byte = current, byte != UInt8(ascii: "\n") { position += 1 }
        if isArray { elements[withElementNumbers(names.dropLast()) + names.suffix(1), default: -1] += 1 }
        table = withElementNumbers(names)
        return table
    }

    /// Puts the number of the newest element after each name that is an array of tables.
    private func withElementNumbers(_ names: some Sequence<String>) -> [String] {
        var path: [String] = []
        for name in names {
            path.append(name)
            if let element = elements[path] { path.append("\(element)") }
        }
        return path
    }

    /// Names up to `=` or `]`, bare or in quotes, with dots between them.
    private mutating func dottedKey() -> [String] {
        var names: [String] = [""]
        while let byte = current {
            switch byte {
            case UInt8(ascii: "="), UInt8(ascii: "]"), UInt8(ascii: "\n"): return names
            case UInt8(ascii: "."): names.append("")
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                names[names.count - 1] = quoted()
                continue
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): break
            default: names[names.count - 1].unicodeScalars.append(Unicode.Scalar(byte))
            }
            position += 1
        }
        return names
    }

    /// Goes over the value after a key, to the end of its last line; gives the first trap in it.
    private mutating func skipValue() -> KeyPlaces.Trap? {
        var open: [UInt8] = []
        var previous: UInt8 = 0
        var trap: KeyPlaces.Trap?
        while let byte = current {
            let isMissing = previous == UInt8(ascii: "=") && "]},#".utf8.contains(byte)
            if isMissing || (byte == UInt8(ascii: "}") && open.last == UInt8(ascii: "[")) {
                trap = trap ?? trapHere("a value is missing")
            }
            if ![UInt8(ascii: " "), UInt8(ascii: "\t")].contains(byte) { previous = byte }
            switch byte {
            case UInt8(ascii: "\n"):
                if open.isEmpty { return trap }
                line += 1
            case UInt8(ascii: "#"): skipComment(); continue
            case UInt8(ascii: "\""), UInt8(ascii: "'"): _ = quoted(); continue
            case UInt8(ascii: "["), UInt8(ascii: "{"): open.append(byte)
            case UInt8(ascii: "]"), UInt8(ascii: "}"): _ = open.popLast()
            default: break
            }
            position += 1
        }
        return trap
    }

    /// The inside of a text in quotes, of one line or several; escapes stay as they stand.
    private mutating func quoted() -> String {
        let quote = bytes[position]
        let isLong = bytes[position...].prefix(3).elementsEqual([quote, quote, quote])
        let delimiter = [UInt8](repeating: quote, count: isLong ? 3 : 1)
        position += delimiter.count
        let begin = position
        while position < bytes.count, !bytes[position...].starts(with: delimiter) {
            if bytes[position] == UInt8(ascii: "\n") { line += 1 }
            if bytes[position] == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") { position += 1 }
            position += 1
        }
        let end = min(position, bytes.count)
        position = min(end + delimiter.count, bytes.count)
        return String(decoding: bytes[min(begin, end)..<end], as: UTF8.self)
    }
}
