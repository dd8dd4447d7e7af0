/// How a cell looks: its two colours and its attributes.
public struct Style: Hashable, Sendable {
    /// What a terminal can do to text besides colour.
    public struct Attributes: OptionSet, Hashable, Sendable {
        public let rawValue: UInt8
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        public static let bold = Attributes(rawValue: 1)
        public static let italic = Attributes(rawValue: 2)
        public static let underline = Attributes(rawValue: 4)
        public static let reverse = Attributes(rawValue: 8)
    }

    public var foreground: Color
    public var background: Color
    public var attributes: Attributes

    public init(_ foreground: Color, on background: Color, _ attributes: Attributes = []) {
        self.foreground = foreground
        self.background = background
        self.attributes = attributes
    }

    public var bold: Style { with(.bold) }

    public func with(_ more: Attributes) -> Style { Style(foreground, on: background, attributes.union(more)) }
    public func foreground(_ color: Color) -> Style { Style(color, on: background, attributes) }
    public func background(_ color: Color) -> Style { Style(foreground, on: color, attributes) }
}
