import GlassModel
import GlassTestSupport
import Testing

@testable import GlassExchange

@Suite struct PerfScriptTests {
    private static let text = """
        # captured on    : Sat Nov 21 21:21:28 2026
        #
        bash 30641 34287.312183:    2004008 cpu-clock:ppp: 
        \t           97cd3 _int_malloc+0x973 (/usr/lib/x86_64-linux-gnu/libc.so.6)
        \t               0 [unknown] ([unknown])

        tokio runtime w 30640/30651 [003] 34288.500000:    1000000 cpu-clock:ppp: 
        \tffffffff81000130 entry_SYSCALL_64_after_hwframe+0x76 ([kernel.kallsyms])
        \t    55d0c8a0e1f3 std::vec::push (inlined)
        \t    55d0c8a0e1f3 <T as core::fmt::Debug>::fmt+0x13 (/opt/app (v2)/bin/service (deleted))
        \t           20ce7 main+0x7 (/opt/app (v2)/bin/service (deleted))

        bash 30641 34289.312183:    2004008 cpu-clock:ppp: 
        \t           97cd3 _int_malloc+0x973 (/usr/lib/x86_64-linux-gnu/libc.so.6)
        \t               0 [unknown] ([unknown])

        """

    private func read(_ text: String, pieces: Int = .max) throws -> ImportResult {
        var reader = PerfScriptReader(name: "p.txt")
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            reader.read(rest.prefix(pieces))
            rest = rest.dropFirst(pieces)
        }
        return try reader.finish()
    }

    @Test(arguments: [1, 7, 64, 100_000]) func readsStacksThreadsAndTimes(pieces: Int) throws {
        let result = try read(Self.text, pieces: pieces)
        #expect(
            samplesByStack(result) == [
                "[unknown];_int_malloc": 2,
                "main;<T as core::fmt::Debug>::fmt;std::vec::push;entry_SYSCALL_64_after_hwframe": 1,
            ])
        #expect(result.deadLetters.count == 0)
        #expect(result.delta.threads.map(\.name) == ["bash", "tokio runtime w"])
        #expect(result.delta.threads.map(\.thread.rawValue) == [30_641, 30_651])
        #expect(result.delta.threads.map(\.process.rawValue) == [0, 30_640])
        #expect(result.delta.rollups.map(\.second) == [0, 1, 2])
        #expect(result.delta.rollups.map(\.weight.cpu.rawValue) == [2_004_008, 1_000_000, 2_004_008])
        #expect(
            result.delta.modules.map(\.path) == [
                "/usr/lib/x86_64-linux-gnu/libc.so.6", "[kernel.kallsyms]", "/opt/app (v2)/bin/service",
            ])
        #expect(result.delta.frames.first { $0.function == "std::vec::push" }?.kind == .inlined)
    }

    @Test func readsSamplesWithoutChains() throws {
        let result = try read(
            """
                    bash 30641 34287.312183:    2004008 cpu-clock:ppp:             97cd3 _int_malloc+0x973 (/usr/lib/libc.so.6)
                 my prog 30642 34287.312190:    1 cycles:  ffffffff8104f45a native_safe_halt+0xa ([kernel.kallsyms])
                 my prog 30642 34287.312199:    2004008 cpu-clock:ppp:  401136 main+0x0 (/bin/prog)

            """)
        #expect(samplesByStack(result) == ["_int_malloc": 1, "main": 1])
        #expect(
            result.deadLetters.first.map(\.description) == [
                "line 2: a sample of `cycles`: only those of `cpu-clock:ppp` are read"
            ])
    }

    @Test func readsOutputWithFewerFields() throws {
        let result = try read("prog 12 cycles: \n\t401136 main+0x0 (/bin/prog)\n\nprog 12 5 cycles: \n\t1 a (/b)\n\n")
        #expect(samplesByStack(result) == ["main": 1, "a": 1])
        #expect(result.delta.rollups.map(\.weight.cpu.rawValue) == [1_000, 5])
    }

    @Test func badLinesAreDeadLetters() throws {
        let result = try read(
            """
            prog 12 1.5: 9 cycles: 
            \t401136 main+0x0 (/bin/prog)
            \tno address here

            this is nothing
            \t401136 lost+0x0 (/bin/prog)

            prog 12 1.5: 9 cycles: 

            """)
        #expect(
            result.deadLetters.first.map(\.description) == [
                "line 3: not a frame", "line 5: not the first line of a sample",
            ])
        #expect(samplesByStack(result) == ["main": 1, "[no stack]": 1])
    }

    @Test func deepStacksKeepTheirInnermostFrames() throws {
        let frames = (0..<5_000).map { "\t\(String($0 + 16, radix: 16)) f\($0)+0x1 (/bin/prog)\n" }.joined()
        let result = try read("prog 12 1.5: 9 cycles: \n\(frames)\n")
        #expect(result.delta.stacks.count == FoldedReader.depthLimit)
        #expect(result.deadLetters.count == 1)
        #expect(samplesByStack(result).keys.first?.hasSuffix(";f1;f0") == true)
    }

    @Test func isToldFromOtherFormats() throws {
        #expect(try ProfileImport.detect(Self.text.utf8, name: "x") == .perfScript)
        #expect(try ProfileImport.detect("a 1 2.5: 1 cycles:  4f main (/x)\n".utf8, name: "x") == .perfScript)
        let thrown = #expect(throws: ImportError.self) {
            try ProfileImport.detect("PERFILE2\0".utf8, name: "perf.data")
        }
        #expect(thrown?.description == "perf.data is perf's own file: write it as text first (`perf script -i FILE`)")
    }

    /// What was generated is known, so nothing has to read it back.
    @Test(arguments: [1, 2]) func readsWhatWasGenerated(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var (text, expected) = ("", [String: Int64]())
        for number in 0..<500 {
            let stack = (0..<Int.random(in: 1...12, using: &random)).map { _ in
                "f\(Int.random(in: 0...4, using: &random))"
            }
            let comm = ["a", "two words", "kworker/0:1"].randomElement(using: &random) ?? ""
            text += "\(comm) \(number % 3 + 1) [00\(number % 2)] 7.\(100_000 + number): 5 cycles:u: \n"
            for function in stack.reversed() { text += "\t  55\(number % 7)f \(function)+0x\(number % 9) (/bin/x)\n" }
            text += "\n"
            expected[stack.joined(separator: ";"), default: 0] += 1
        }
        #expect(samplesByStack(try read(text, pieces: Int.random(in: 1...999, using: &random))) == expected)
    }

    @Test func anyBytesAreReadOrRefused() {
        var random = SeededGenerator(seed: 8)
        let seed = Array(Self.text.utf8)
        for _ in 0..<1_000 {
            var bytes = seed
            for _ in 0..<Int.random(in: 1...6, using: &random) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0...2, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.removeSubrange(place..<min(bytes.count, place + 40))
                default: bytes.insert(contentsOf: [0x0A, 0x20, 0x28, 0x29, 0x3A].shuffled(using: &random), at: place)
                }
            }
            var reader = PerfScriptReader(name: "x")
            reader.read(bytes)
            guard let result = try? reader.finish() else { continue }
            #expect(ExchangeFixture.profile(result.delta).malformed == 0)
        }
    }
}
