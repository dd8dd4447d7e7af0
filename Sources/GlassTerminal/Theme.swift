/// The colours of the screen.
public struct Theme: Hashable, Sendable {
    /// What a colour is for. The raw value is its key in the `[colors]` table of a theme file.
    public enum Role: String, Sendable, CaseIterable {
        case background, text, dim, accent, border
        /// Background of the first and last lines.
        case header
        /// Background of the selected row of a table.
        case selection
        /// Background of the selected frame of an icicle.
        case focus
        /// Background of what a search found.
        case search
        case good, warn, bad
        /// Time on a CPU, in bars and charts.
        case cpu
        /// Time off the CPU, in bars and charts.
        case waiting
        case memory
        /// The empty part of a bar.
        case track
    }

    /// The shades of one kind of frame; neighbours get different ones. The raw value is the key in the `[icicle]` table.
    public enum Palette: String, Sendable, CaseIterable {
        /// The target's own code.
        case native
        /// Code of libraries.
        case library
        /// System calls.
        case kernel
        case inlined
        /// Functions of Python.
        case python
        /// Glass's own words.
        case synthetic
        /// The part of a frame that is time off the CPU.
        case waiting
    }

    public internal(set) var name: String
    /// What the colours are fit for.
    public private(set) var depth = ColorDepth.truecolor
    private var roles: [Color]
    private var palettes: [[Color]]

    /// Each palette needs at least one colour; an empty one becomes the text colour.
    public init(name: String, role: (Role) -> Color, palette: (Palette) -> [Color]) {
        self.name = name
        roles = Role.allCases.map(role)
        palettes = Palette.allCases.map { kind in
            let shades = palette(kind)
            return shades.isEmpty ? [role(.text)] : shades
        }
    }

    public subscript(role: Role) -> Color { roles[Self.rolePlace[role] ?? 0] }

    /// A shade for something that `seed` identifies; the same each time.
    public func shade(_ palette: Palette, seed: UInt64) -> Color {
        let shades = palettes[Self.palettePlace[palette] ?? 0]
        return shades[Int(truncatingIfNeeded: seed % UInt64(shades.count))]
    }

    public func shades(_ palette: Palette) -> [Color] { palettes[Self.palettePlace[palette] ?? 0] }

    /// Text of one role on the background of another, legible whatever the theme says.
    public func style(_ text: Role = .text, on background: Role = .background) -> Style {
        legible(Style(self[text], on: self[background]))
    }

    /// The style with text that reads on its background.
    public func legible(_ style: Style) -> Style {
        style.foreground(style.foreground.readable(on: style.background, depth: depth))
    }

    /// Text on any colour: in the background's colour or the text's, whichever reads, else in black or white.
    public func ink(on color: Color) -> Color {
        for role in [Role.background, .text] where self[role].contrast(with: color) >= 4.5 { return self[role] }
        return self[.text].readable(on: color, depth: depth)
    }

    /// A line or a block in the colour of a role: no text, so it need not be legible as such.
    public func ink(_ role: Role, on background: Role = .background) -> Style {
        Style(self[role], on: self[background])
    }

    /// A colour between two, as near to it as the terminal shows.
    public func mix(_ color: Color, _ other: Color, _ share: Double) -> Color {
        color.mixed(with: other, share).quantized(to: depth)
    }
}

// MARK: - Fewer colours

extension Theme {
    /// The theme in colours that a terminal of this depth has. Where fewer colours would make the background of
    /// something one with the screen's, another stands in for it.
    public func adapted(to depth: ColorDepth) -> Theme {
        var theme = Theme(
            name: name, role: { self[$0].quantized(to: depth) },
            palette: { kind in self.shades(of: kind, at: depth) })
        theme.depth = depth
        if depth == .sixteen { theme.setRolesOfSixteen() }
        guard depth == .sixteen || depth == .indexed256 else { return theme }
        let standIns: [(Role, Role)] = [
            (.selection, .accent), (.focus, .text), (.search, .warn), (.border, .dim), (.track, .dim),
        ]
        for (role, standIn) in standIns where theme[role] == theme[.background] {
            theme.roles[Self.rolePlace[role] ?? 0] = theme[standIn]
        }
        return theme
    }

    /// Of sixteen colours the nearest ones to those of bars and charts may be one and the same, or that of the ground
    /// that they stand on. These are apart from each other, from the selection and from a dark or a light background.
    private mutating func setRolesOfSixteen() {
        let isLight = self[.background].luminance > 0.18
        let colors: [(Role, dark: UInt32, light: UInt32)] = [
            (.cpu, 0xCDCD00, 0xCD0000), (.waiting, 0x5C5CFF, 0x0000EE), (.memory, 0xFF00FF, 0xCD00CD),
            (.track, 0x7F7F7F, 0x7F7F7F), (.border, 0x7F7F7F, 0x7F7F7F), (.selection, 0x0000EE, 0x00CDCD),
        ]
        for (role, dark, light) in colors {
            roles[Self.rolePlace[role] ?? 0] = Color(packed: isLight ? light : dark)
        }
        guard !isLight else { return }
        // The nearest colour to a dark blue may be the grey that bars and lines have.
        for role in [Role.background, .header] { roles[Self.rolePlace[role] ?? 0] = .black }
    }

    /// Of sixteen colours the nearest ones would mix the hues of the kinds up, so each kind has its own there. Without
    /// colours there are no shades either.
    private func shades(of palette: Palette, at depth: ColorDepth) -> [Color] {
        switch depth {
        case .truecolor, .indexed256: shades(palette).map { $0.quantized(to: depth) }
        case .monochrome: [self[.background]]
        case .sixteen:
            switch palette {
            case .native: [Color(packed: 0xCDCD00)]
            case .library: [Color(packed: 0x00CDCD)]
            case .kernel: [Color(packed: 0xFF0000)]
            case .inlined: [Color(packed: 0x00CD00)]
            case .python: [Color(packed: 0x00FF00)]
            case .synthetic: [Color(packed: 0x7F7F7F)]
            case .waiting: [Color(packed: 0x5C5CFF)]
            }
        }
    }

    private static let rolePlace = Dictionary(uniqueKeysWithValues: Role.allCases.enumerated().map { ($1, $0) })
    private static let palettePlace = Dictionary(uniqueKeysWithValues: Palette.allCases.enumerated().map { ($1, $0) })
}
