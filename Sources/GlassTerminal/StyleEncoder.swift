/// Writes styles as SGR sequences (ECMA-48 8.3.117; colours as xterm has them), and only what differs from the last.
struct StyleEncoder: Sendable {
    let capabilities: TerminalCapabilities
    private let background: Color
    private var current: Rendition?

    init(capabilities: TerminalCapabilities, background: Color) {
        self.capabilities = capabilities
        self.background = background
    }

    /// What a terminal is told of a style: two styles that look the same there are the same here.
    struct Rendition: Equatable, Sendable {
        /// RGB in true colour, else an index; 0 where there are no colours.
        var foreground: UInt32 = 0
        var background: UInt32 = 0
        var attributes: Style.Attributes = []

        /// Whether the text's colour shows in an empty cell, too.
        var marksBlanks: Bool { !attributes.isDisjoint(with: [.underline, .reverse]) }

        /// The same look with the colours the other way around.
        var turned: Rendition {
            Rendition(
                foreground: background, background: foreground, attributes: attributes.symmetricDifference(.reverse))
        }

        /// The same look, not reversed.
        var upright: Rendition { attributes.contains(.reverse) ? turned : self }

        /// How much longer one rendition takes than another, roughly, to be reached from `before`.
        func effort(after before: Rendition) -> Int {
            let colors = (foreground == before.foreground ? 0 : 1) + (background == before.background ? 0 : 1)
            return 4 * colors + (attributes == before.attributes ? 0 : 1)
        }
    }

    mutating func forget() { current = nil }

    /// Whether a cell of this style can be written without a sequence.
    func isCurrent(_ style: Style, isBlank: Bool) -> Bool { current == wanted(style, isBlank: isBlank) }

    /// - Parameter isBlank: The cell holds a blank, so that the colour of its text need not be right.
    mutating func encode(_ style: Style, isBlank: Bool, into output: inout [UInt8]) {
        let next = wanted(style, isBlank: isBlank)
        guard next != current else { return }
        var codes = SequenceWriter()
        if let current, keepsColors(from: current, to: next) {
            codes.appendChange(from: current.attributes, to: next.attributes)
            if current.foreground != next.foreground { append(next.foreground, base: 30, to: &codes) }
            if current.background != next.background { append(next.background, base: 40, to: &codes) }
        } else {
            codes.append(0)
            codes.appendChange(from: [], to: next.attributes)
            append(next.foreground, base: 30, to: &codes)
            append(next.background, base: 40, to: &codes)
        }
        current = next
        codes.finish(into: &output)
    }

    /// Single attributes can be switched off since the VT220; where there are no colours to say again, all of them go.
    private func keepsColors(from before: Rendition, to next: Rendition) -> Bool {
        capabilities.depth != .monochrome || before.attributes.isSubset(of: next.attributes)
    }

    /// Of the renditions that look like `style`, the one that takes the fewest bytes from here.
    private func wanted(_ style: Style, isBlank: Bool) -> Rendition {
        let next = rendition(of: style)
        guard let current else { return next }
        guard turnsColors else { return isBlank && !next.marksBlanks ? blank(next, after: current) : next }
        if isBlank, !style.attributes.contains(.underline) { return blank(next.upright, after: current) }
        let (upright, turned) = (next.upright, next.upright.turned)
        return turned.effort(after: current) < upright.effort(after: current) ? turned : upright
    }

    /// Where colours are written at length, it is shorter to turn the two of a cell around than to write both again:
    /// from block to block of an icicle only one is new.
    private var turnsColors: Bool { capabilities.depth == .truecolor || capabilities.depth == .indexed256 }

    /// What does not show in a blank may stay as it is.
    private func blank(_ next: Rendition, after current: Rendition) -> Rendition {
        var kept = current
        kept.attributes.formIntersection(turnsColors ? [.bold, .italic, .reverse] : [.bold, .italic])
        if kept.attributes.contains(.reverse) {
            kept.foreground = next.background
        } else {
            kept.background = next.background
        }
        return kept
    }

    private func rendition(of style: Style) -> Rendition {
        switch capabilities.depth {
        case .monochrome:
            // A cell whose background stands out from the screen's is shown reversed.
            let standsOut = style.background.contrast(with: background) >= 1.5
            let attributes = standsOut ? style.attributes.symmetricDifference(.reverse) : style.attributes
            return Rendition(attributes: attributes)
        case .sixteen:
            let (text, ground) = sixteenColors(style)
            return Rendition(
                foreground: UInt32(text), background: UInt32(ground), attributes: style.attributes)
        case .indexed256:
            return Rendition(
                foreground: UInt32(style.foreground.index256), background: UInt32(style.background.index256),
                attributes: style.attributes)
        case .truecolor:
            return Rendition(
                foreground: style.foreground.packed, background: style.background.packed, attributes: style.attributes)
        }
    }

    /// Where a bright colour cannot be a background, the dark one of its hue stands in, under black or white text.
    private func sixteenColors(_ style: Style) -> (text: Int, background: Int) {
        let (text, ground) = (style.foreground.index16, style.background.index16)
        guard !capabilities.hasBrightBackgrounds, ground >= 8 else { return (text, ground) }
        let standIn = ground == 8 ? 7 : ground - 8
        let (behind, ink) = (Color.console[standIn], Color.console[text])
        if ink.contrast(with: behind) >= 4.5 { return (text, standIn) }
        let isLight = Color.black.contrast(with: behind) >= Color.white.contrast(with: behind)
        return (isLight ? 0 : 15, standIn)
    }

    private func append(_ color: UInt32, base: Int, to codes: inout SequenceWriter) {
        switch capabilities.depth {
        case .monochrome: break
        case .sixteen: codes.append(color < 8 ? base + Int(color) : base + 52 + Int(color))
        case .indexed256:
            for number in [base + 8, 5, Int(color)] { codes.append(number) }
        case .truecolor:
            let packed = Color(packed: color)
            for number in [base + 8, 2, Int(packed.red), Int(packed.green), Int(packed.blue)] { codes.append(number) }
        }
    }
}

/// Collects the numbers of one SGR sequence.
private struct SequenceWriter {
    private var bytes: [UInt8] = []

    mutating func append(_ number: Int) {
        if !bytes.isEmpty { bytes.append(UInt8(ascii: ";")) }
        bytes.append(contentsOf: String(number).utf8)
    }

    /// Switches single attributes on and off.
    mutating func appendChange(from before: Style.Attributes, to next: Style.Attributes) {
        let codes: [(Style.Attributes, on: Int, off: Int)] = [
            (.bold, 1, 22), (.italic, 3, 23), (.underline, 4, 24), (.reverse, 7, 27),
        ]
        for (attribute, on, off) in codes where before.contains(attribute) != next.contains(attribute) {
            append(next.contains(attribute) ? on : off)
        }
    }

    func finish(into output: inout [UInt8]) {
        guard !bytes.isEmpty else { return }
        output.append(contentsOf: [0x1B, UInt8(ascii: "[")])
        output.append(contentsOf: bytes)
        output.append(UInt8(ascii: "m"))
    }
}
