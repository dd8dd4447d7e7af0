/// What stands in a cell: a scalar and at most one mark that combines with it, in eight bytes. Longer clusters (family
/// emoji and such), on whose width terminals disagree, are cut to that.
public struct Glyph: Hashable, Sendable, CustomStringConvertible {
    /// Never a control character or a formatting one: nothing in a cell can steer the terminal.
    let scalar: Unicode.Scalar
    let mark: Unicode.Scalar?

    public static let space = Glyph(scalar: " ", mark: nil)

    /// For scalars that are known to be harmless, of one or two columns, and marks of none.
    init(scalar: Unicode.Scalar, mark: Unicode.Scalar?) {
        self.scalar = scalar
        self.mark = mark
    }

    /// The glyph of a character; what could steer a terminal becomes ``replacement``.
    public init(_ character: Character) {
        let scalars = character.unicodeScalars
        let first = scalars.first ?? " "
        scalar = first.isHarmless && first.columns > 0 ? first : Self.replacement
        let next = scalars.dropFirst().first
        mark = next.flatMap {
            $0.isHarmless && $0.columns == 0 && $0.properties.isVariationSelector == false ? $0 : nil
        }
    }

    /// The glyph of a printable ASCII byte; ``replacement`` for others.
    init(ascii byte: UInt8) {
        scalar = byte >= 0x20 && byte < 0x7F ? Unicode.Scalar(byte) : Self.replacement
        mark = nil
    }

    /// Stands where something was that must not reach a terminal.
    public static let replacement: Unicode.Scalar = "\u{FFFD}"

    /// 1 or 2.
    public var columns: Int { max(1, scalar.columns) }

    public var description: String {
        var text = String.UnicodeScalarView()
        text.append(scalar)
        if let mark { text.append(mark) }
        return String(text)
    }
}

/// One place on the screen.
public struct Cell: Hashable, Sendable {
    public var glyph: Glyph
    /// The right half of the wide glyph in the cell before it.
    public var isContinuation: Bool
    public var style: Style

    public init(_ glyph: Glyph = .space, style: Style, isContinuation: Bool = false) {
        self.glyph = glyph
        self.style = style
        self.isContinuation = isContinuation
    }
}
