import GlassProc
import GlassTestSupport
import Testing

struct FuzzTests {
    private let seeds = [
        "8523094118 12345 7021\n", "232 0x5 0x7ffd1 0x20 0xffffffffffffffff 0x0 0x8 0x7ffd3a2c 0x7f12ab",
        "55d0c0a00000-55d0c0a21000 r-xp 00002000 fd:01 1234 /usr/bin/x\n7f0-7f1 rw-p 0 00:00 0\n",
        "42 (a) S 1 42 42 0 -1 4194304 100 0 7 0 250 50 0 0 20 0 3 0 9876 1000 200", "VmRSS:\t 1 kB\nThreads:\t1\n",
        "Name:\ta\\\\b\nState:\tS (sleeping)\nvoluntary_ctxt_switches:\t1\nnonvoluntary_ctxt_switches:\t2\n",
    ]

    @Test func noParserTrapsOnAnything() {
        var random = SeededGenerator(seed: 1)
        for round in 0..<20_000 {
            var text = Array(seeds[round % seeds.count].utf8)
            for _ in 0..<Int.random(in: 0..<6, using: &random) where !text.isEmpty {
                let place = Int.random(in: 0..<text.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: text[place] = UInt8.random(in: .min ... .max, using: &random)
                case 1: text.removeSubrange(place...)
                case 2: text.insert(contentsOf: Array("99999999999999999999".utf8), at: place)
                default: text.insert(contentsOf: [0x28, 0x29, 0x0A, 0x20], at: place)
                }
            }
            parseAll(text)
        }
    }

    private func parseAll(_ text: [UInt8]) {
        _ = SchedStat(text.span)
        _ = BlockedCall(text.span)
        _ = MemoryMap(text.span)
        _ = ProcessStat(text.span)
        _ = ThreadStatus(text.span)
        _ = KeyedNumbers(text.span)
        _ = ProcessArguments(text.span)
    }
}
