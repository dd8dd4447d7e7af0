import GlassAnalysis
import GlassModel
import GlassTerminal

/// Which colours frames have: the kind of code gives the hue, the name the shade.
struct FrameColors {
    let theme: Theme
    private let profile: Profile
    private let executable: String

    init(theme: Theme, profile: Profile) {
        self.theme = theme
        self.profile = profile
        executable = profile.info.executable.split(separator: "/").last.map(String.init) ?? ""
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

    /// On a CPU.
    func color(of function: FunctionKey) -> Color { theme.shade(palette(of: function), seed: seed(function)) }

    /// Off the CPU.
    func waitingColor(of function: FunctionKey) -> Color { theme.shade(.waiting, seed: seed(function)) }

    /// FNV-1a of the name: the same function has the same shade in every run, which Swift's own hashes would not give.
    private func seed(_ function: FunctionKey) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in function.function.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return hash >> 7
    }
}
