/// Turns the bytes of a terminal into events, wherever reads cut them. What it does not understand it leaves out.
///
/// A lone Escape cannot be told from the start of a sequence by its bytes: while ``isPending`` holds, the caller waits a
/// moment (25 to 50 ms) and, if nothing came, calls ``flush()``.
public struct InputDecoder: Sendable {
    /// Sequences from ECMA-48 5.4 and the xterm control sequences; longer ones are junk and are dropped.
    static let longestSequence = 64
    static let longestPaste = 1 << 20
    private static let pasteEnd = Array("\u{1B}[201~".utf8)

    private enum State: Sendable {
        case ground
        case escape
        case csi
        case ss3
        case paste
    }

    private var state = State.ground
    private var pending: [UInt8] = []
    private var utf8: [UInt8] = []
    private var events: [InputEvent] = []
    /// How many bytes of the mark that ends a paste were seen.
    private var pasteEndSeen = 0

    public init() {}

    /// Whether an Escape or the start of a sequence waits for more bytes.
    public var isPending: Bool { state != .ground && state != .paste }

    /// Takes bytes and gives the events that they complete.
    public mutating func feed(_ bytes: some Sequence<UInt8>) -> [InputEvent] {
        for byte in bytes { take(byte) }
        defer { events.removeAll(keepingCapacity: true) }
        return events
    }

    /// No more bytes came: an Escape that waits was a key, and so was what follows it.
    public mutating func flush() -> [InputEvent] {
        guard isPending else { return [] }
        switch state {
        case .csi where pending.isEmpty: press(.character("["), .alt)
        case .ss3: press(.character("O"), .alt)
        case .escape: press(.escape)
        default: break
        }
        reset()
        defer { events.removeAll(keepingCapacity: true) }
        return events
    }

    private mutating func take(_ byte: UInt8) {
        switch state {
        case .ground: takeGround(byte)
        case .escape: takeEscape(byte)
        case .csi: takeCSI(byte)
        case .ss3: takeSS3(byte)
        case .paste: takePaste(byte)
        }
    }

    private mutating func reset() {
        state = .ground
        pending.removeAll(keepingCapacity: true)
    }

    private mutating func press(_ key: Key, _ modifiers: Modifiers = []) {
        events.append(.key(KeyPress(key, modifiers)))
    }

    // MARK: Plain bytes

    private mutating func takeGround(_ byte: UInt8) {
        if byte == 0x1B {
            utf8.removeAll()
            state = .escape
        } else {
            takePlain(byte, [])
        }
    }

    private mutating func takePlain(_ byte: UInt8, _ modifiers: Modifiers) {
        if byte >= 0x80 { return takeUTF8(byte, modifiers) }
        utf8.removeAll(keepingCapacity: true)
        switch byte {
        case 0x0D, 0x0A: press(.enter, modifiers)
        case 0x09: press(.tab, modifiers)
        case 0x7F, 0x08: press(.backspace, modifiers)
        case 0x00: press(.character(" "), modifiers.union(.control))
        case 0x01...0x1A: press(.character(Character(Unicode.Scalar(byte + 0x60))), modifiers.union(.control))
        case 0x1C...0x1F: press(.character(Character(Unicode.Scalar(byte + 0x40))), modifiers.union(.control))
        default: press(.character(Character(Unicode.Scalar(byte))), modifiers)
        }
    }

    private mutating func takeUTF8(_ byte: UInt8, _ modifiers: Modifiers) {
        if byte >= 0xC0 { utf8.removeAll(keepingCapacity: true) }
        if utf8.isEmpty && byte < 0xC2 { return }
        utf8.append(byte)
        let length = utf8[0] >= 0xF0 ? 4 : utf8[0] >= 0xE0 ? 3 : 2
        guard utf8.count == length else { return }
        if let text = String(validating: utf8, as: UTF8.self), let character = text.first, !character.isC1 {
            press(.character(character), modifiers)
        }
        utf8.removeAll(keepingCapacity: true)
    }

    // MARK: Sequences

    private mutating func takeEscape(_ byte: UInt8) {
        switch byte {
        case 0x1B: press(.escape)
        case UInt8(ascii: "["): state = .csi
        case UInt8(ascii: "O"): state = .ss3
        case 0x80...: reset()
        default:
            reset()
            takePlain(byte, .alt)
        }
    }

    private mutating func takeSS3(_ byte: UInt8) {
        if byte == 0x1B { return restart() }
        reset()
        switch byte {
        case UInt8(ascii: "P")...UInt8(ascii: "S"): press(.function(Int(byte) - 0x4F))
        case UInt8(ascii: "M"): press(.enter)
        default: if let key = ControlSequence.letterKey(byte) { press(key) }
        }
    }

    private mutating func takeCSI(_ byte: UInt8) {
        switch byte {
        case 0x1B: restart()
        case 0x20...0x3F where pending.count < Self.longestSequence: pending.append(byte)
        case 0x40...0x7E:
            let sequence = ControlSequence(parameters: pending, final: byte)
            reset()
            if sequence.startsPaste { state = .paste } else if let event = sequence.event { events.append(event) }
        default: reset()
        }
    }

    /// An Escape inside a sequence starts another.
    private mutating func restart() {
        reset()
        state = .escape
    }

    /// Looks for the end mark, in which an Escape stands only at the start. Of a longer text the rest is left out.
    private mutating func takePaste(_ byte: UInt8) {
        if byte != Self.pasteEnd[pasteEndSeen] {
            keepPasted(Self.pasteEnd.prefix(pasteEndSeen))
            pasteEndSeen = 0
        }
        guard byte == Self.pasteEnd[pasteEndSeen] else { return keepPasted([byte]) }
        pasteEndSeen += 1
        guard pasteEndSeen == Self.pasteEnd.count else { return }
        pasteEndSeen = 0
        let lines = String(decoding: pending, as: UTF8.self).split { $0.isNewline || $0 == "\t" }
        events.append(.paste(sanitize(lines.joined(separator: " "))))
        reset()
    }

    private mutating func keepPasted(_ bytes: some Collection<UInt8>) {
        if pending.count + bytes.count <= Self.longestPaste { pending.append(contentsOf: bytes) }
    }
}

extension Character {
    fileprivate var isC1: Bool { unicodeScalars.first.map { (0x80...0x9F).contains($0.value) } ?? false }
}
