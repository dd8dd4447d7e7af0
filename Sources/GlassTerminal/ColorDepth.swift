import Glibc

/// How many colours a terminal shows.
public enum ColorDepth: String, Sendable, CaseIterable {
    case monochrome
    case sixteen
    case indexed256
    case truecolor

    /// What the environment says of the terminal: `NO_COLOR` (https://no-color.org), `COLORTERM` and `TERM`.
    public static func detect(environment: [String: String]) -> ColorDepth {
        if let refused = environment["NO_COLOR"], !refused.isEmpty { return .monochrome }
        let term = environment["TERM"] ?? ""
        let colorTerm = (environment["COLORTERM"] ?? "").lowercased()
        if term.hasPrefix("vt1") || term.hasPrefix("vt2") || term.hasSuffix("-mono") { return .monochrome }
        if colorTerm == "truecolor" || colorTerm == "24bit" || term.hasSuffix("-direct") { return .truecolor }
        if term.contains("256color") || !colorTerm.isEmpty { return .indexed256 }
        return .sixteen
    }
}

extension Color {
    /// The nearest colour that a terminal of this depth shows; its own self in true colour and monochrome.
    public func quantized(to depth: ColorDepth) -> Color {
        switch depth {
        case .truecolor, .monochrome: self
        case .indexed256: Self.color(ofIndex: index256)
        case .sixteen: Self.sixteen[index16]
        }
    }

    /// The nearest of the fixed colours 16–255 of the xterm palette: a cube of 6×6×6 and a ramp of 24 greys. The first
    /// 16 are left out, because people redefine them.
    public var index256: Int {
        func step(_ value: UInt8) -> Int { value < 48 ? 0 : value < 115 ? 1 : (Int(value) - 35) / 40 }
        let cube = 16 + 36 * step(red) + 6 * step(green) + step(blue)
        let mean = (Int(red) + Int(green) + Int(blue)) / 3
        let gray = 232 + min(23, max(0, (mean - 3) / 10))
        let (toCube, toGray) = (distance(to: Self.color(ofIndex: cube)), distance(to: Self.color(ofIndex: gray)))
        return toGray < toCube ? gray : cube
    }

    /// The nearest of the 16 colours that every colour terminal has, as xterm shows them.
    public var index16: Int {
        Self.sixteen.indices.min { distance(to: Self.sixteen[$0]) < distance(to: Self.sixteen[$1]) } ?? 7
    }

    /// The colour of an index of the xterm palette, 0–255.
    static func color(ofIndex index: Int) -> Color {
        switch index {
        case 0..<16: return sixteen[index]
        case 16..<232:
            func level(_ step: Int) -> UInt8 { step == 0 ? 0 : UInt8(clamping: 55 + 40 * step) }
            let cube = index - 16
            return Color(level(cube / 36), level(cube / 6 % 6), level(cube % 6))
        default:
            let gray = UInt8(clamping: 8 + 10 * (index - 232))
            return Color(gray, gray, gray)
        }
    }

    /// The square of a distance that weighs channels by the mean red, as eyes do
    /// (https://www.compuphase.com/cmetric.htm).
    private func distance(to other: Color) -> Int {
        let mean = (Int(red) + Int(other.red)) / 2
        let (r, g, b) = (Int(red) - Int(other.red), Int(green) - Int(other.green), Int(blue) - Int(other.blue))
        return ((512 + mean) * r * r) >> 8 + 4 * g * g + ((767 - mean) * b * b) >> 8
    }

    static let sixteen: [Color] = [
        0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE, 0xCD00CD, 0x00CDCD, 0xE5E5E5,
        0x7F7F7F, 0xFF0000, 0x00FF00, 0xFFFF00, 0x5C5CFF, 0xFF00FF, 0x00FFFF, 0xFFFFFF,
    ].map { Color(packed: $0) }

    /// The same, as the console of Linux shows them.
    static let console: [Color] = [
        0x000000, 0xAA0000, 0x00AA00, 0xAA5500, 0x0000AA, 0xAA00AA, 0x00AAAA, 0xAAAAAA,
        0x555555, 0xFF5555, 0x55FF55, 0xFFFF55, 0x5555FF, 0xFF55FF, 0x55FFFF, 0xFFFFFF,
    ].map { Color(packed: $0) }
}

/// `pow` of the C library, here so that ``Color`` itself needs no import.
func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
