/// A colour as red, green and blue of 0–255.
public struct Color: Hashable, Sendable, CustomStringConvertible {
    /// `0x00RRGGBB`.
    public let packed: UInt32

    public init(packed: UInt32) { self.packed = packed & 0xFF_FFFF }

    public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
        packed = UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue)
    }

    /// Reads `#rrggbb`; nil for anything else.
    public init?(hex text: String) {
        let digits = Array(text.utf8)
        guard digits.count == 7, digits[0] == UInt8(ascii: "#"),
            digits.dropFirst().allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let value = UInt32(text.dropFirst(), radix: 16)
        else { return nil }
        self.init(packed: value)
    }

    public var red: UInt8 { UInt8(truncatingIfNeeded: packed >> 16) }
    public var green: UInt8 { UInt8(truncatingIfNeeded: packed >> 8) }
    public var blue: UInt8 { UInt8(truncatingIfNeeded: packed) }

    public static let black = Color(packed: 0)
    public static let white = Color(packed: 0xFF_FFFF)

    /// `#rrggbb`.
    public var description: String {
        let digits = String(packed, radix: 16)
        return "#" + String(repeating: "0", count: 6 - digits.count) + digits
    }

    /// This colour moved towards `other`: 0 leaves it, 1 gives `other`.
    public func mixed(with other: Color, _ share: Double) -> Color {
        let share = min(1, max(0, share))
        func channel(_ from: UInt8, _ to: UInt8) -> UInt8 {
            UInt8(clamping: Int((Double(from) + (Double(to) - Double(from)) * share).rounded()))
        }
        return Color(channel(red, other.red), channel(green, other.green), channel(blue, other.blue))
    }
}

// Contrast as WCAG 2.1 defines it (https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio).
extension Color {
    /// Relative luminance, 0 (black) to 1 (white).
    public var luminance: Double {
        0.2126 * Self.linear[Int(red)] + 0.7152 * Self.linear[Int(green)] + 0.0722 * Self.linear[Int(blue)]
    }

    /// 1 (the same) to 21 (black on white). Text wants 4.5.
    public func contrast(with other: Color) -> Double {
        let (mine, its) = (luminance, other.luminance)
        return (max(mine, its) + 0.05) / (min(mine, its) + 0.05)
    }

    /// This colour where text in it can be read on `background` (4.5:1), else the nearest one that can, on the way to
    /// black or white, whichever reads better. Only colours that a terminal of this depth shows are given.
    public func readable(on background: Color, depth: ColorDepth = .truecolor) -> Color {
        if contrast(with: background) >= 4.5 { return self }
        let end: Color =
            Color.black.contrast(with: background) >= Color.white.contrast(with: background) ? .black : .white
        let steps = (1..<10).map { mixed(with: end, Double($0) / 10).quantized(to: depth) }
        return steps.first { $0.contrast(with: background) >= 4.5 } ?? end
    }

    /// sRGB decoded to linear light, for each value of a channel.
    private static let linear: [Double] = (0...255).map { value in
        let part = Double(value) / 255
        return part <= 0.04045 ? part / 12.92 : power((part + 0.055) / 1.055, 2.4)
    }
}
