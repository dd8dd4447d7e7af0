/// Writes styles as SGR sequences (ECMA-48 8.3.117; colours as xterm has them), and only what differs from the last.
struct StyleEncoder: Sendable {
    let depth: ColorDepth
    private let background: Color
    private var current: Style?

    init(depth: ColorDepth, background: Color) {
        self.depth = depth
        self.background = background
    }

    mutating func forget() { current = nil }

    func isCurrent(_ style: Style) -> Bool { current == style }

    mutating func encode(_ style: Style, into output: inout [UInt8]) {
        guard style != current else { return }
        var codes: [String] = []
        let attributes = shownAttributes(of: style)
        let before = current.map(shownAttributes)
        if before != attributes {
            codes.append("0")
            codes.append(contentsOf: attributeCodes(attributes))
        }
        let reset = before != attributes
        if reset || current?.foreground != style.foreground {
            codes.append(contentsOf: color(style.foreground, base: 30))
        }
        if reset || current?.background != style.background {
            codes.append(contentsOf: color(style.background, base: 40))
        }
        current = style
        guard !codes.isEmpty else { return }
        output.append(contentsOf: "\u{1B}[\(codes.joined(separator: ";"))m".utf8)
    }

    /// Without colours, a cell whose background stands out from the screen's is shown reversed.
    private func shownAttributes(of style: Style) -> Style.Attributes {
        guard depth == .monochrome else { return style.attributes }
        let standsOut = style.background.contrast(with: background) >= 1.5
        return standsOut ? style.attributes.symmetricDifference(.reverse) : style.attributes
    }

    private func attributeCodes(_ attributes: Style.Attributes) -> [String] {
        let all: [(Style.Attributes, String)] = [(.bold, "1"), (.italic, "3"), (.underline, "4"), (.reverse, "7")]
        return all.filter { attributes.contains($0.0) }.map(\.1)
    }

    private func color(_ color: Color, base: Int) -> [String] {
        switch depth {
        case .monochrome: return []
        case .sixteen:
            let index = color.index16
            return [String(index < 8 ? base + index : base + 52 + index)]
        case .indexed256: return ["\(base + 8);5;\(color.index256)"]
        case .truecolor: return ["\(base + 8);2;\(color.red);\(color.green);\(color.blue)"]
        }
    }
}
