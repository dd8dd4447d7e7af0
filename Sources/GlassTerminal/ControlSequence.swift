/// A control sequence that a terminal sent (`ESC [ parameters final`) and what it means
/// (https://invisible-island.net/xterm/ctlseqs/ctlseqs.html).
struct ControlSequence {
    private let marker: UInt8?
    private let numbers: [Int]
    private let final: UInt8

    init(parameters: [UInt8], final: UInt8) {
        let marker = parameters.first.flatMap { (0x3C...0x3F).contains($0) ? $0 : nil }
        self.marker = marker
        self.final = final
        numbers = parameters.dropFirst(marker == nil ? 0 : 1)
            .split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
            .map { Int(String(decoding: $0.prefix { $0 != UInt8(ascii: ":") }, as: UTF8.self)) ?? 0 }
    }

    var startsPaste: Bool { marker == nil && final == UInt8(ascii: "~") && numbers.first == 200 }

    var event: InputEvent? {
        if marker == UInt8(ascii: "<") { return mouse }
        guard marker == nil else { return nil }
        switch final {
        case UInt8(ascii: "I"): return .focus(true)
        case UInt8(ascii: "O"): return .focus(false)
        case UInt8(ascii: "Z"): return .key(KeyPress(.backTab))
        case UInt8(ascii: "~"): return tildeKey.map { .key(KeyPress($0, modifiers)) }
        case UInt8(ascii: "P")...UInt8(ascii: "S"): return .key(KeyPress(.function(Int(final) - 0x4F), modifiers))
        default: return Self.letterKey(final).map { .key(KeyPress($0, modifiers)) }
        }
    }

    /// The second number is 1 and a sum of 1 (shift), 2 (alt) and 4 (control).
    private var modifiers: Modifiers {
        guard numbers.count >= 2, (2...16).contains(numbers[1]) else { return [] }
        return Modifiers(rawValue: UInt8(numbers[1] - 1) & 7)
    }

    static func letterKey(_ final: UInt8) -> Key? {
        switch final {
        case UInt8(ascii: "A"): .up
        case UInt8(ascii: "B"): .down
        case UInt8(ascii: "C"): .right
        case UInt8(ascii: "D"): .left
        case UInt8(ascii: "H"): .home
        case UInt8(ascii: "F"): .end
        default: nil
        }
    }

    private var tildeKey: Key? {
        switch numbers.first ?? 0 {
        case 1, 7: .home
        case 2: .insert
        case 3: .delete
        case 4, 8: .end
        case 5: .pageUp
        case 6: .pageDown
        case let number where (11...15).contains(number): .function(number - 10)
        case let number where (17...21).contains(number): .function(number - 11)
        case let number where (23...24).contains(number): .function(number - 12)
        default: nil
        }
    }

    /// SGR mouse mode (1006): button and flags; column; row; `M` pressed or `m` released.
    private var mouse: InputEvent? {
        guard numbers.count == 3, final == UInt8(ascii: "M") || final == UInt8(ascii: "m"),
            numbers[0] >= 0, (1...100_000).contains(numbers[1]), (1...100_000).contains(numbers[2]),
            let action = mouseAction(numbers[0], released: final == UInt8(ascii: "m"))
        else { return nil }
        var modifiers: Modifiers = []
        if numbers[0] & 4 != 0 { modifiers.insert(.shift) }
        if numbers[0] & 8 != 0 { modifiers.insert(.alt) }
        if numbers[0] & 16 != 0 { modifiers.insert(.control) }
        return .mouse(MouseEvent(action, x: numbers[1] - 1, y: numbers[2] - 1, modifiers: modifiers))
    }

    private func mouseAction(_ code: Int, released: Bool) -> MouseEvent.Action? {
        if code & 64 != 0 {
            let wheels: [MouseEvent.Action] = [.wheelUp, .wheelDown, .wheelLeft, .wheelRight]
            return released || code & 128 != 0 ? nil : wheels[code & 3]
        }
        let buttons: [MouseEvent.Button] = [.left, .middle, .right]
        if code & 128 != 0 { return nil }
        if code & 32 != 0 { return code & 3 == 3 ? .move : .drag(buttons[code & 3]) }
        if released || code & 3 == 3 { return .release }
        return .press(buttons[code & 3])
    }
}
