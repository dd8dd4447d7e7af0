import GlassTerminal

/// What a terminal shows and which of its modes are on, from the bytes that it was sent: text without colours.
/// Whatever it does not know is kept as a fault.
struct TerminalScreen {
    private(set) var cells: [[Character]]
    private(set) var modes: Set<String> = ["25"]
    /// How often it was emptied, as a program does that draws all of it anew.
    private(set) var repaints = 0
    private(set) var faults: [String] = []
    /// Whether nothing was drawn since the end of a frame, at which all attributes are reset.
    private var isAtRest = true
    private var pending: [Unicode.Scalar] = []
    private var (x, y) = (0, 0)

    init(width: Int, height: Int) { cells = Array(repeating: Array(repeating: " ", count: width), count: height) }

    var text: String { cells.map { String($0.filter { $0 != Self.rest }) }.joined(separator: "\n") }

    /// Whether everything is as a shell wants it: the first screen, a cursor, nothing reported.
    var isGivenBack: Bool { modes == ["25"] }

    /// Whether a frame is shown to its end, and not just begun.
    var isWhole: Bool { isAtRest && !modes.contains("2026") && pending.isEmpty }

    /// Stands in the right half of a wide character.
    private static let rest: Character = "\u{0}"

    mutating func resize(width: Int, height: Int) {
        self = TerminalScreen(copying: self, width: width, height: height)
    }

    private init(copying other: TerminalScreen, width: Int, height: Int) {
        self = other
        cells = Array(repeating: Array(repeating: " ", count: width), count: height)
    }

    mutating func feed(_ text: some Sequence<Unicode.Scalar>) {
        for scalar in text {
            if pending.isEmpty && scalar != "\u{1B}" { print(scalar) } else { take(scalar) }
        }
    }

    /// One more of a sequence: `ESC [ parameters final`, or `ESC ] text BEL`.
    private mutating func take(_ scalar: Unicode.Scalar) {
        pending.append(scalar)
        guard pending.count > 2 else { return }
        let isEnd = pending[1] == "[" ? (0x40...0x7E).contains(scalar.value) : scalar == "\u{7}" || scalar == "\\"
        guard isEnd else { return }
        if pending[1] == "[" {
            control(String(String.UnicodeScalarView(pending.dropFirst(2).dropLast())), scalar)
        } else if pending[1] != "]" {
            faults.append("unknown sequence \(pending)")
        }
        pending = []
    }

    private mutating func control(_ parameters: String, _ final: Unicode.Scalar) {
        let numbers = parameters.split(separator: ";").compactMap { Int($0) }
        switch final {
        case "h" where parameters.hasPrefix("?"): modes.insert(String(parameters.dropFirst()))
        case "l" where parameters.hasPrefix("?"): modes.remove(String(parameters.dropFirst()))
        case "H": (y, x) = numbers.count == 2 ? (numbers[0] - 1, numbers[1] - 1) : (0, 0)
        case "C": x += numbers.first ?? 1
        case "J":
            repaints += 1
            isAtRest = false
            cells = cells.map { $0.map { _ in " " } }
        case "m": isAtRest = parameters == "0"
        default: faults.append("unknown: \(parameters)\(final)")
        }
    }

    private mutating func print(_ scalar: Unicode.Scalar) {
        if scalar == "\r" { return x = 0 }
        if scalar == "\n" { return y += 1 }
        isAtRest = false
        let width = scalar.columns
        guard width > 0 else { return }
        guard scalar.value >= 0x20 else { return faults.append("control character \(scalar.value)") }
        for column in x..<(x + width) where cells.indices.contains(y) && cells[y].indices.contains(column) {
            cells[y][column] = column == x ? Character(scalar) : Self.rest
        }
        x += width
    }
}
