import Glibc

/// A colour as eyes compare them: equal steps look equally far apart, whatever the hue. OKLCh, as
/// https://bottosson.github.io/posts/oklab/ defines it.
public struct PerceivedColor: Hashable, Sendable {
    /// 0 (black) to 1 (white).
    public var lightness: Double
    /// 0 for greys; what sRGB can show ends at about 0.3.
    public var chroma: Double
    /// In turns, 0 ..< 1.
    public var hue: Double

    public init(lightness: Double, chroma: Double, hue: Double) {
        self.lightness = lightness
        self.chroma = chroma
        self.hue = hue
    }
}

extension Color {
    public var perceived: PerceivedColor {
        let (red, green, blue) = (Self.linear(red), Self.linear(green), Self.linear(blue))
        let long = cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
        let medium = cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
        let short = cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
        let a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
        let b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
        let turns = atan2(b, a) / (2 * .pi)
        return PerceivedColor(
            lightness: 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
            chroma: (a * a + b * b).squareRoot(), hue: turns < 0 ? turns + 1 : turns)
    }

    /// The colour of this lightness and hue with as much of its chroma as sRGB can show.
    public init(_ wanted: PerceivedColor) {
        var chroma = wanted.chroma
        var channels = Self.channels(wanted, chroma)
        while chroma > 0.001, !channels.allSatisfy({ (-0.0005...1.0005).contains($0) }) {
            chroma *= 0.95
            channels = Self.channels(wanted, chroma)
        }
        let bytes = channels.map(Self.byte)
        self.init(bytes[0], bytes[1], bytes[2])
    }

    /// Linear light of red, green and blue; beyond 0 … 1 where sRGB has no such colour.
    private static func channels(_ color: PerceivedColor, _ chroma: Double) -> [Double] {
        let (a, b) = (chroma * cos(color.hue * 2 * .pi), chroma * sin(color.hue * 2 * .pi))
        func cube(_ value: Double) -> Double { value * value * value }
        let long = cube(color.lightness + 0.3963377774 * a + 0.2158037573 * b)
        let medium = cube(color.lightness - 0.1055613458 * a - 0.0638541728 * b)
        let short = cube(color.lightness - 0.0894841775 * a - 1.2914855480 * b)
        return [
            4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
            -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
            -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
        ]
    }

    private static func linear(_ value: UInt8) -> Double {
        let part = Double(value) / 255
        return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
    }

    private static func byte(_ light: Double) -> UInt8 {
        let light = min(1, max(0, light))
        let part = light <= 0.0031308 ? light * 12.92 : 1.055 * pow(light, 1 / 2.4) - 0.055
        return UInt8(clamping: Int((part * 255).rounded()))
    }
}
