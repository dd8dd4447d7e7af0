import GlassModel
import GlassTestSupport
import Testing

@testable import GlassExchange

/// What readers make of an input: samples by stack, its functions with `;` between.
func samplesByStack(_ result: ImportResult) -> [String: Int64] {
    let profile = ExchangeFixture.profile(result.delta)
    #expect(profile.malformed == 0)
    var samples: [String: Int64] = [:]
    for rollup in result.delta.rollups {
        let names = profile.functions(of: rollup.stack).map { profile.function($0).function }
        samples[names.joined(separator: ";"), default: 0] += rollup.weight.samples
    }
    return samples
}

/// Folded stacks as a dictionary of lines understands them: nothing is shared, nothing is remembered.
private func plainlyFolded(_ lines: [(stack: String, count: Int)]) -> [String: Int64] {
    var samples: [String: Int64] = [:]
    for line in lines where line.count > 0 {
        let names = line.stack.split(separator: ";", omittingEmptySubsequences: false)
        samples[names.map { $0.isEmpty ? "[unnamed]" : String($0) }.joined(separator: ";"), default: 0] += Int64(
            line.count)
    }
    return samples
}

@Suite struct LargeImportTests {
    /// Few names, so that stacks share beginnings, ends and whole lines.
    private func lines(_ count: Int, _ random: inout SeededGenerator) -> [(stack: String, count: Int)] {
        let names = ["a", "aa", "b", "main", "std::vector<int, x>", "", "über", "ein Wort", "0x7f [unknown]"]
        return (0..<count).map { _ in
            let depth = Int.random(in: 1...9, using: &random)
            let stack = (0..<depth).map { _ in names.randomElement(using: &random) ?? "" }.joined(separator: ";")
            // A stack that is one empty name is no stack, and blanks at its end belong to the count.
            return (stack.isEmpty ? "x" : stack, Int.random(in: 0...1_000, using: &random))
        }
    }

    @Test(arguments: [1, 2, 3]) func foldedStacksAreWhatAPlainReaderSees(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for order in ["as they come", "sorted"] {
            var lines = lines(3_000, &random)
            if order == "sorted" { lines.sort { $0.stack < $1.stack } }
            let bytes = Array(lines.map { "\($0.stack) \($0.count)\n" }.joined().utf8)
            var reader = FoldedReader(name: "x")
            var rest = bytes[...]
            while !rest.isEmpty {
                let length = Int.random(in: 1...5_000, using: &random)
                reader.read(rest.prefix(length))
                rest = rest.dropFirst(length)
            }
            let result = try reader.finish()
            #expect(samplesByStack(result) == plainlyFolded(lines))
            #expect(result.deadLetters.count == 0)
            #expect(result.delta.rollups.count == samplesByStack(result).count)
        }
    }

    @Test func aRepeatedStackIsKeptOnce() throws {
        var reader = FoldedReader(name: "x")
        let text = Array("main;work;inner 2\nmain;other 1\n".utf8)
        for _ in 0..<10_000 { reader.read(text) }
        let result = try reader.finish()
        #expect(result.delta.rollups.map(\.weight.samples) == [20_000, 10_000])
        #expect(result.delta.stacks.count == 4)
        #expect(result.delta.frames.count == 4)
    }

    @Test func sumsStayAtTheGreatestNumber() throws {
        var reader = FoldedReader(name: "x")
        for _ in 0..<3 { reader.read(Array("a 9223372036854775000\n".utf8)) }
        #expect(try reader.finish().delta.rollups.first?.weight.samples == .max)
    }

    @Test func aLineOfTenMegabytesIsOneOddStack() throws {
        var reader = ImportReader(name: "x")
        try reader.read(Array("main;work 1\n".utf8))
        try reader.read([UInt8](repeating: 0x78, count: 10_000_000))
        try reader.read(Array(" 7\nmain;work 2\n".utf8))
        let samples = samplesByStack(try reader.finish())
        #expect(samples["main;work"] == 3)
        #expect(samples.count == 2)
        #expect(samples.keys.allSatisfy { $0.utf8.count <= ImportBuilder.longestName + 3 })
    }

    @Test func weightsAreSummedByPlaceInOrder() {
        var rollups = ImportRollups()
        var plain: [[Int64]: Int64] = [:]
        var random = SeededGenerator(seed: 5)
        for _ in 0..<200_000 {
            let place = [
                Int64.random(in: -2...5, using: &random), .random(in: 1...3, using: &random),
                .random(in: 1...9, using: &random),
            ]
            rollups.add(
                Rollup(
                    second: place[0], thread: ThreadKey(Int32(place[1])), stack: StackID(Int32(place[2])),
                    weight: Weight(samples: 1)))
            plain[place, default: 0] += 1
        }
        let result = rollups.finish()
        let places = result.map { [$0.second, Int64($0.thread.rawValue), Int64($0.stack.rawValue)] }
        #expect(zip(places, places.dropFirst()).allSatisfy { $0.lexicographicallyPrecedes($1) })
        #expect(zip(places, result).allSatisfy { plain[$0] == $1.weight.samples })
        #expect(result.count == plain.count)
        #expect(rollups.finish().isEmpty)
    }
}
