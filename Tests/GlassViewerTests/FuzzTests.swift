import Foundation
import GlassModel
import GlassTerminal
import Testing

@testable import GlassViewer

/// Whatever is pressed, clicked and resized in whatever order: nothing traps, and the screen has its size.
@Suite struct FuzzTests {
    struct Random: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
    }

    private static let keys: [KeyPress] =
        "hjklgGcisS\\/nN#tye:!?[]123456 q~()abc=<>rfp22wwvv78||KJYo".map { KeyPress($0) } + [
            KeyPress(.up), KeyPress(.down), KeyPress(.left), KeyPress(.right), KeyPress(.home), KeyPress(.end),
            KeyPress(.pageUp), KeyPress(.pageDown), KeyPress(.enter), KeyPress(.enter), KeyPress(.escape),
            KeyPress(.backspace), KeyPress(.tab), KeyPress(.backTab), KeyPress(.delete), KeyPress(.function(1)),
            KeyPress(.character("u"), .control), KeyPress(.character("d"), .control),
            KeyPress(.character("w"), .control),
        ]

    /// For each seed; `GLASS_FUZZ_ROUNDS=6250` makes a hundred thousand.
    private static let rounds = ProcessInfo.processInfo.environment["GLASS_FUZZ_ROUNDS"].flatMap(Int.init) ?? 150

    @Test(arguments: 1...16) func nothingTraps(seed: Int) {
        var random = Random(state: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15)
        var viewer = TestViewer(
            isLive: seed.isMultiple(of: 2), empty: seed.isMultiple(of: 3), traffic: !seed.isMultiple(of: 4))
        var second: Int64 = 9
        for round in 0..<Self.rounds {
            switch Int.random(in: 0...19, using: &random) {
            case 0:
                let size = Size(
                    width: Int.random(in: 0...120, using: &random), height: Int.random(in: 0...40, using: &random))
                viewer.send(.terminal(.resized(size), at: .zero))
            case 1 where viewer.state.profile == nil: viewer.send(.delta(TestRecording.first()))
            case 1:
                second += Int64.random(in: 0...3, using: &random)
                viewer.send(.delta(TestRecording.more(second: second)))
            case 2...4: viewer.input(mouse(&random, viewer.state.size), after: .seconds(0.1))
            case 5: viewer.input(.paste("pasted \u{1B} text"))
            default: if let key = Self.keys.randomElement(using: &random) { viewer.input(.key(key)) }
            }
            // Drawing takes most of the time; of many rounds not every state is drawn.
            guard Self.rounds <= 150 || round.isMultiple(of: 10) else { continue }
            let screen = viewer.screen
            #expect(screen.size == viewer.state.size)
        }
    }

    private func mouse(_ random: inout Random, _ size: Size) -> InputEvent {
        let actions: [MouseEvent.Action] = [.press(.left), .press(.left), .drag(.left), .release, .wheelUp, .wheelDown]
        return .mouse(
            MouseEvent(
                actions.randomElement(using: &random) ?? .release, x: Int.random(in: 0...size.width, using: &random),
                y: Int.random(in: 0...size.height, using: &random)))
    }
}
