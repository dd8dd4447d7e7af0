@testable import GlassTerminal

/// A terminal that understands what the renderer may send, and nothing else: anything unknown is recorded as a fault.
struct TestEmulator {
    private(set) var cells: [[Cell]]
    private(set) var faults: [String] = []
    private(set) var isSynchronized = false
    private let blank: Style
    private var (x, y) = (0, 0)
    private var style: Style

    init(size: Size, blank: Style) {
        self.blank = blank
        style = blank
        cells = Array(repeating: Array(repeating: Cell(style: blank), count: size.width), count: size.height)
    }

    mutating func feed(_ bytes: [UInt8]) {
        var rest = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)[...]
        while let scalar = rest.popFirst() {
            if scalar != "\u{1B}" {
                print(scalar)
                continue
            }
            guard rest.popFirst() == "[" else { return faults.append("not a control sequence") }
            let parameters = rest.prefix { (0x20...0x3F).contains($0.value) }
            rest = rest.dropFirst(parameters.count)
            guard let final = rest.popFirst() else { return faults.append("cut sequence") }
            control(String(String.UnicodeScalarView(parameters)), final)
        }
    }

    private mutating func control(_ parameters: String, _ final: Unicode.Scalar) {
        let numbers = parameters.split(separator: ";").compactMap { Int($0) }
        switch (final, parameters) {
        case ("h", "?2026"): isSynchronized = true
        case ("l", "?2026"): isSynchronized = false
        case ("H", _) where numbers.count == 2: (y, x) = (numbers[0] - 1, numbers[1] - 1)
        case ("C", _): x += numbers.first ?? 1
        case ("J", "2"): cells = cells.map { $0.map { _ in Cell(style: blank) } }
        case ("m", _): select(numbers)
        default: faults.append("unknown: \(parameters)\(final)")
        }
    }

    private mutating func select(_ numbers: [Int]) {
        var rest = numbers[...]
        while let code = rest.popFirst() {
            switch code {
            case 0: style = blank
            case 1: style.attributes.insert(.bold)
            case 3: style.attributes.insert(.italic)
            case 4: style.attributes.insert(.underline)
            case 7: style.attributes.insert(.reverse)
            case 22: style.attributes.remove(.bold)
            case 23: style.attributes.remove(.italic)
            case 24: style.attributes.remove(.underline)
            case 27: style.attributes.remove(.reverse)
            case 38: style.foreground = color(&rest)
            case 48: style.background = color(&rest)
            default: faults.append("unknown SGR \(code)")
            }
        }
    }

    private mutating func color(_ rest: inout ArraySlice<Int>) -> Color {
        guard rest.popFirst() == 2, rest.count >= 3 else {
            faults.append("not a true colour")
            return .black
        }
        let parts = rest.prefix(3).map { UInt8(clamping: $0) }
        rest = rest.dropFirst(3)
        return Color(parts[0], parts[1], parts[2])
    }

    private mutating func print(_ scalar: Unicode.Scalar) {
        guard cells.indices.contains(y), cells[y].indices.contains(x) else {
            return faults.append("wrote outside at \(x),\(y)")
        }
        let glyph = Glyph(Character(scalar))
        if scalar.columns == 0 { return combine(scalar) }
        cells[y][x] = Cell(glyph, style: style)
        if glyph.columns == 2 {
            guard x + 1 < cells[y].count else { return faults.append("half a wide glyph at \(x),\(y)") }
            cells[y][x + 1] = Cell(style: style, isContinuation: true)
        }
        x += glyph.columns
    }

    private mutating func combine(_ scalar: Unicode.Scalar) {
        guard x > 0 else { return faults.append("a mark with nothing before it") }
        let place = cells[y][x - 1].isContinuation ? x - 2 : x - 1
        cells[y][place].glyph = Glyph(Character(cells[y][place].glyph.description + String(Character(scalar))))
    }
}

/// Small numbers that look random and are the same in each run (xorshift).
struct TestRandom: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
