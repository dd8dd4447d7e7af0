/// Reads the lines of a perf map: where code starts and how long it is, both hexadecimal, and its name. (Linux kernel,
/// tools/perf/Documentation/jit-interface.txt.)
struct PerfMapParser {
    /// One line.
    struct Entry: Hashable {
        let start: UInt64
        let size: UInt64
        /// Where the name stands in the bytes that were given.
        let name: Range<Int>
    }

    /// Lines that could not be understood.
    private(set) var malformedLines: Int64 = 0

    /// Calls `body` for each whole line. Gives how many bytes these were: what comes behind is the beginning of a line
    /// that is still being written.
    mutating func parse(_ bytes: Span<UInt8>, _ body: (Entry) -> Void) -> Int {
        var lineStart = 0
        for index in bytes.indices where bytes[index] == UInt8(ascii: "\n") {
            if let entry = Self.entry(bytes, lineStart..<index) {
                body(entry)
            } else if index > lineStart {
                malformedLines += 1
            }
            lineStart = index + 1
        }
        return lineStart
    }

    private static func entry(_ bytes: Span<UInt8>, _ line: Range<Int>) -> Entry? {
        var place = line.lowerBound
        guard let start = hexadecimal(bytes, line, &place), skipBlank(bytes, line, &place),
            let size = hexadecimal(bytes, line, &place), skipBlank(bytes, line, &place),
            size > 0, start &+ size > start
        else { return nil }
        let end = line.upperBound > place && bytes[line.upperBound - 1] == 13 ? line.upperBound - 1 : line.upperBound
        return place < end ? Entry(start: start, size: size, name: place..<end) : nil
    }

    private static func skipBlank(_ bytes: Span<UInt8>, _ line: Range<Int>, _ place: inout Int) -> Bool {
        guard place < line.upperBound, bytes[place] == UInt8(ascii: " ") else { return false }
        place += 1
        return true
    }

    /// With or without `0x`; at most 16 digits.
    private static func hexadecimal(_ bytes: Span<UInt8>, _ line: Range<Int>, _ place: inout Int) -> UInt64? {
        if place + 1 < line.upperBound, bytes[place] == UInt8(ascii: "0"), bytes[place + 1] | 0x20 == UInt8(ascii: "x")
        {
            place += 2
        }
        var (value, digits): (UInt64, Int) = (0, 0)
        while place < line.upperBound, let digit = hexadecimalDigit(bytes[place]) {
            guard digits < 16 else { return nil }
            (value, digits, place) = (value << 4 | digit, digits + 1, place + 1)
        }
        return digits > 0 ? value : nil
    }

    private static func hexadecimalDigit(_ byte: UInt8) -> UInt64? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }
}
