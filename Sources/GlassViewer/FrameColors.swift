import GlassAnalysis
import GlassModel
import GlassTerminal

/// What the hue of a frame tells.
enum FrameColoring: Hashable, Sendable {
    case kind, module
}

/// Which colours frames have: the kind of code or its module gives the hue, the name the shade.
struct FrameColors {
    let theme: Theme
    private let coloring: FrameColoring
    private let profile: Profile
    private let executable: String
    private let hues: ModuleHues

    init(theme: Theme, profile: Profile, coloring: FrameColoring = .kind) {
        self.theme = theme
        self.profile = profile
        self.coloring = coloring
        executable = profile.info.program.fileName
        hues = ModuleHues(theme: theme)
    }

    func palette(of function: FunctionKey) -> Theme.Palette {
        switch function.kind {
        case .inlined: .inlined
        case .systemCall: .kernel
        case .synthetic: .synthetic
        case .python: .python
        case .native:
            function.module == nil || profile.moduleName(function.module) == executable ? .native : .library
        }
    }

    private func palette(of module: ModuleID) -> Theme.Palette {
        palette(of: FunctionKey(function: "", module: module, kind: .native))
    }

    /// On a CPU.
    func color(of function: FunctionKey) -> Color {
        let seed = Self.hash(function.function)
        if coloring == .module, let module = function.module { return hues.color(of: name(module), seed: seed) }
        return theme.shade(palette(of: function), seed: seed)
    }

    /// Of all of a module's code together, on a CPU.
    func color(of module: ModuleID) -> Color {
        let seed = Self.hash(name(module))
        return coloring == .module
            ? hues.color(of: name(module), seed: seed) : theme.shade(palette(of: module), seed: seed)
    }

    /// Off the CPU.
    func waitingColor(of name: String) -> Color { theme.shade(.waiting, seed: Self.hash(name)) }

    private func name(_ module: ModuleID) -> String { profile.moduleName(module) }

    /// FNV-1a of the name: the same function has the same shade in every run, which Swift's own hashes would not give.
    static func hash(_ name: String) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return hash >> 7
    }
}

/// A hue for each module by its name, the same in every run; as light and as strong as the theme's colours of the target's own code,
/// and apart from that of waiting.
struct ModuleHues {
    /// By hue, then by shade.
    private let colors: [[Color]]

    init(theme: Theme) {
        switch theme.depth {
        case .monochrome: colors = [[theme[.background]]]
        case .sixteen: colors = Self.sixteen.map { [$0] }
        case .indexed256, .truecolor: colors = Self.wheel(of: theme)
        }
    }

    func color(of module: String, seed: UInt64) -> Color {
        let shades = colors[Int(FrameColors.hash(module) % UInt64(colors.count))]
        return shades[Int(seed % UInt64(shades.count))]
    }

    private static func wheel(of theme: Theme) -> [[Color]] {
        let own = theme.shades(.native).map(\.perceived)
        let waiting = theme.shades(.waiting).map(\.perceived)
        let lightness = own.reduce(0) { $0 + $1.lightness } / Double(own.count)
        // A theme of greys keeps to them.
        let chroma = min(0.13, own.reduce(0) { $0 + $1.chroma } / Double(own.count))
        let taken = waiting.reduce(0) { $0 + $1.hue } / Double(waiting.count)
        return (0..<hues).map { index in
            let hue = taken + margin + (1 - 2 * margin) * Double(index) / Double(hues - 1)
            return [-0.025, 0, 0.025].map { step in
                Color(PerceivedColor(lightness: lightness + step, chroma: chroma, hue: hue)).quantized(to: theme.depth)
            }
        }
    }

    private static let hues = 14
    /// How far from the hue of waiting the others keep, in turns.
    private static let margin = 0.12

    /// Those of the sixteen that are neither waiting's nor a background's.
    private static let sixteen = [0xCDCD00, 0x00CDCD, 0x00CD00, 0xCD00CD, 0xFF0000, 0xFFFF00, 0x00FF00].map {
        Color(packed: $0)
    }
}
