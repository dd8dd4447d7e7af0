import Testing

@testable import glass

/// Parsers of outside text take anything without a crash.
@Suite("Damaged input")
struct FuzzTests {
    /// SplitMix64 (Steele, Lea and Flood 2014): the same numbers in every run.
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    private static let pieces = [
        "Uid:", "CapEff:", "State:", "TracerPid:", "\t", "\n", " ", "0", "1000", "ffffffffffffffff",
        "99999999999999999999",
        "-", ":", "/", "\0", "\u{1B}", "é", "10s", "14", "EXAMPLES", ".", "\\", "/lib/x.so", ",", "\u{7F}ELF", "'",
    ]

    private static func text(_ generator: inout Generator) -> String {
        (0..<Int.random(in: 0...12, using: &generator)).map { _ in
            pieces.randomElement(using: &generator) ?? ""
        }.joined()
    }

    @Test func anyTextIsTaken() {
        var generator = Generator(state: 4711)
        var buffer = LineBuffer()
        var length = 0
        for _ in 0..<4_000 {
            let text = Self.text(&generator)
            let status = StatusFields(text)
            _ = (status.users, status.state, status.tracer, status.seccomp, status.permittedCapabilities)
            _ = TimeArgument(argument: text)
            _ = DebianPackages.parse(text.split(separator: "\n").map(String.init))
            _ = ElfHeader(Array(text.utf8))
            _ = MdocText.argument(text)
            #expect(ManualSections(text).paragraphs.allSatisfy { !$0.isEmpty })
            #expect(MdocText.running(text).allSatisfy { !$0.hasPrefix(".") && !$0.hasPrefix("'") })
            #expect(!text.printable.unicodeScalars.contains { $0.value < 32 || $0.value == 127 })
            length += text.utf8.count
            length -= buffer.take(text.utf8).reduce(0) { $0 + $1.utf8.count + 1 }
        }
        #expect(length == buffer.takeRest().reduce(0) { $0 + $1.utf8.count })
    }
}
