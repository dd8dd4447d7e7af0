import Foundation
import GlassTerminal
import Testing

@testable import GlassViewer

/// The theme for the colour-blind keeps what it promises, and the others keep CPU and waiting apart at least for most.
@Suite struct ColorBlindnessTests {
    private static let directory = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "themes").path()

    private func theme(_ name: String, _ depth: ColorDepth) throws -> Theme {
        try #require(try ThemeLibrary(directories: [Self.directory]).theme(named: name)).adapted(to: depth)
    }

    @Test(arguments: ColorVision.allCases, [ColorDepth.indexed256, .truecolor])
    func whatIsToldApartByColorIsToldApartByAll(vision: ColorVision, depth: ColorDepth) throws {
        let theme = try theme("colour-blind-safe", depth)
        let pairs: [(Theme.Role, Theme.Role)] = [
            (.cpu, .waiting), (.good, .bad), (.good, .warn), (.warn, .bad), (.cpu, .memory), (.waiting, .memory),
        ]
        for (first, second) in pairs {
            let difference = vision.seen(theme[first]).difference(from: vision.seen(theme[second]))
            #expect(difference >= 20, "\(first) and \(second) for \(vision) at \(depth)")
        }
        for waiting in theme.shades(.waiting) {
            for palette in Theme.Palette.allCases where ![.waiting, .synthetic].contains(palette) {
                for shade in theme.shades(palette) {
                    let difference = vision.seen(shade).difference(from: vision.seen(waiting))
                    #expect(difference >= 20, "\(palette) \(shade) and waiting \(waiting) for \(vision)")
                }
            }
        }
    }

    @Test(arguments: ThemeLibrary(directories: [directory]).names, [ColorDepth.sixteen, .indexed256, .truecolor])
    func mostSeeCPUAndWaitingApartInEveryTheme(name: String, depth: ColorDepth) throws {
        let theme = try theme(name, depth)
        #expect(theme[.cpu].difference(from: theme[.waiting]) >= 20)
    }

    /// The matrices leave greys grey, and make red and green alike for those who lack the cones for either.
    @Test func theSimulationDoesWhatItShould() {
        for vision in ColorVision.allCases {
            #expect(vision.seen(Color(128, 128, 128)).difference(from: Color(128, 128, 128)) < 1)
        }
        let (red, green) = (Color(200, 60, 60), Color(120, 120, 40))
        #expect(red.difference(from: green) > 40)
        let (seenRed, seenGreen) = (ColorVision.deuteranopia.seen(red), ColorVision.deuteranopia.seen(green))
        #expect(seenRed.difference(from: seenGreen) < 20)
    }
}
