import Foundation
import Glibc
import Testing

/// Whatever is typed, clicked and resized: the screen stands. `GLASS_FUZZ_SEED` tries other input.
@Suite("Random input", .serialized) struct TerminalFuzzTests {
    private static let seed = ProcessInfo.processInfo.environment["GLASS_FUZZ_SEED"].flatMap(UInt64.init) ?? 20_261_121

    let sandbox: Sandbox

    init() throws {
        sandbox = try Sandbox()
        try TrafficRecording.write(to: sandbox.file("a.glass"))
    }

    private struct Random: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
    }

    private func viewer() throws -> TerminalSession {
        let session = try TerminalSession(["view", "a.glass"], in: sandbox)
        try session.read { $0.text.contains("main") }
        return session
    }

    @Test("100,000 random keys and mouse bytes") func keys() throws {
        var random = Random(state: Self.seed)
        var (typed, session) = (0, try viewer())
        while typed < 100_000 {
            var block: [UInt8] = []
            while block.count < 4_000 { block += Self.key(&random) }
            typed += block.count
            do {
                try session.send(block)
                try session.settle()
            } catch TerminalSession.Failure.ended(status: 0) {
                // A command that was typed by chance may end it.
                session = try viewer()
            } catch {
                Issue.record("seed \(Self.seed), after \(typed) bytes: \(error)\n\(session.tail)")
                return
            }
            #expect(session.screen.faults == [], "seed \(Self.seed)")
        }
        try end(session)
    }

    @Test("1,000 random resizes, with keys between them") func resizes() throws {
        var random = Random(state: Self.seed)
        var session = try viewer()
        for round in 0..<1_000 {
            let (width, height) = (
                Int.random(in: 1...250, using: &random), Int.random(in: 1...80, using: &random)
            )
            do {
                session.resize(width: width, height: height)
                for _ in 0..<3 { try session.send(Self.key(&random)) }
                if round.isMultiple(of: 50) { try session.settle() }
            } catch TerminalSession.Failure.ended(status: 0) {
                session = try viewer()
            } catch {
                Issue.record("seed \(Self.seed), resize \(round): \(error)\n\(session.tail)")
                return
            }
        }
        try end(session)
    }

    private func end(_ session: TerminalSession) throws {
        session.resize(width: 80, height: 24)
        try session.settle()
        try session.send("\u{3}")
        #expect(session.waitForEnd() == 0)
        #expect(session.screen.isGivenBack && session.hasModesOfBefore)
    }

    /// A key, a mouse report, or bytes that mean nothing; none that asks to end, to stop, or to draw all anew.
    private static func key(_ random: inout Random) -> [UInt8] {
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<9:
            let keys = Array(
                "hjklgGcisSnNtey!?[]123456789rfp#/\\:~ abdmouvwxz=<>\"'\t\r\r\u{7F}\u{15}\u{04}\u{06}\u{02}".utf8)
            return [keys.randomElement(using: &random) ?? 0x6A]
        case 9..<13:
            let keys = [
                "A", "B", "C", "D", "H", "F", "5~", "6~", "Z", "3~", "2~", "I", "O", "1;5C", "1;2A", "24~", "99~",
            ]
            return Array("\u{1B}[\(keys.randomElement(using: &random) ?? "A")".utf8)
        case 13..<17:
            let button = [0, 0, 0, 1, 2, 32, 35, 64, 65, 66, 4, 16].randomElement(using: &random) ?? 0
            let (x, y) = (Int.random(in: 0...90, using: &random), Int.random(in: 0...30, using: &random))
            return Array("\u{1B}[<\(button);\(x);\(y)\(Bool.random(using: &random) ? "M" : "m")".utf8)
        case 17: return Array("\u{1B}[200~pasted \u{1B}[31m text\n\u{1B}[201~".utf8)
        case 18: return [0x1B]
        default:
            let bytes = (0..<4).map { _ in UInt8.random(in: 0x80...0xFF, using: &random) }
            return Bool.random(using: &random)
                ? bytes : [0x1B, UInt8(ascii: "["), UInt8.random(in: 0x20...0x3F, using: &random)]
        }
    }
}
