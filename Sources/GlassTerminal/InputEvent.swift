/// A key as it was pressed, without its modifiers.
public enum Key: Hashable, Sendable {
    case character(Character)
    case enter, escape, tab, backTab, backspace, delete, insert
    case up, down, left, right, home, end, pageUp, pageDown
    case function(Int)
}

/// Keys that are held while another is pressed.
public struct Modifiers: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let shift = Modifiers(rawValue: 1)
    public static let alt = Modifiers(rawValue: 2)
    public static let control = Modifiers(rawValue: 4)
}

/// A key with the modifiers that were held. Shift is not told where it makes another character.
public struct KeyPress: Hashable, Sendable {
    public var key: Key
    public var modifiers: Modifiers

    public init(_ key: Key, _ modifiers: Modifiers = []) {
        self.key = key
        self.modifiers = modifiers
    }

    /// A plain character.
    public init(_ character: Character) { self.init(.character(character)) }
}

/// What the mouse did over which cell (counted from 0).
public struct MouseEvent: Hashable, Sendable {
    /// What was done.
    public enum Action: Hashable, Sendable {
        case press(Button)
        case release
        case drag(Button)
        case move
        case wheelUp, wheelDown, wheelLeft, wheelRight
    }

    /// Which button.
    public enum Button: Hashable, Sendable {
        case left, middle, right
    }

    public var action: Action
    public var x: Int
    public var y: Int
    public var modifiers: Modifiers

    public init(_ action: Action, x: Int, y: Int, modifiers: Modifiers = []) {
        self.action = action
        self.x = x
        self.y = y
        self.modifiers = modifiers
    }
}

/// What came from the keyboard and the mouse.
public enum InputEvent: Hashable, Sendable {
    case key(KeyPress)
    case mouse(MouseEvent)
    /// Text that was pasted as a whole, its lines joined by blanks.
    case paste(String)
    /// The terminal's window came to the front or went back.
    case focus(Bool)
}
