import Glibc

/// Writes profiles as other tools do: stacks of 12 to 24 functions of a program of 20,000, lines of 300 bytes.
struct SyntheticProfile {
    enum Kind: String, CaseIterable {
        /// Folded: 20,000 stacks again and again, in no order.
        case repeated
        /// Folded: each line another stack, sorted as `stackcollapse` sorts them.
        case distinct
        /// Folded: each line another stack, in no order.
        case shuffled
        /// Output of `perf script`: 20,000 stacks again and again.
        case perf
    }

    private var random: UInt64
    private var names: [[UInt8]] = []

    init(seed: UInt64) {
        random = seed
        let syllables = [
            "alloc", "parse", "read", "node", "tree", "send", "visit", "emit", "hash", "lock", "list", "io",
        ]
        names = (0..<20_000).map { number in
            let words = (0..<2).map { _ in syllables[below(syllables.count)] }
            return Array("\(words.joined(separator: "_"))_\(number)".utf8)
        }
    }

    /// Writes at least so many bytes.
    mutating func write(_ kind: Kind, bytes: Int, to path: String) {
        guard let file = fopen(path, "w") else { fatalError("\(path) cannot be written") }
        defer { fclose(file) }
        var written = 0
        func put(_ line: [UInt8]) { written += fwrite(line, 1, line.count, file) }
        switch kind {
        case .repeated:
            let stacks = (0..<20_000).map { _ in stack() }
            while written < bytes { put(folded(stacks[below(stacks.count)], count: 1 + below(500))) }
        case .shuffled:
            while written < bytes { put(folded(stack(), count: 1 + below(500))) }
        case .distinct:
            var lines: [[UInt8]] = []
            var length = 0
            while length < bytes {
                let line = folded(stack(), count: 1 + below(500))
                length += line.count
                lines.append(line)
            }
            for line in lines.sorted(by: { $0.lexicographicallyPrecedes($1) }) { put(line) }
        case .perf:
            let stacks = (0..<20_000).map { _ in stack() }
            while written < bytes { put(sample(stacks[below(stacks.count)], at: written)) }
        }
    }

    /// A way down from `main`. Near the root there are few ways, further in many.
    private mutating func stack() -> [Int] {
        var (stack, place) = ([0], UInt64(1))
        for depth in 1..<(12 + below(13)) {
            let choice = below(depth < 6 ? 3 : 6)
            place = place &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(choice) &+ 1
            stack.append(Int((place >> 33) % UInt64(names.count)))
        }
        return stack
    }

    private func folded(_ stack: [Int], count: Int) -> [UInt8] {
        var line = Array(stack.map { names[$0] }.joined(separator: [0x3B]))
        line += Array(" \(count)\n".utf8)
        return line
    }

    private func sample(_ stack: [Int], at time: Int) -> [UInt8] {
        let micros = String(1_000_000 + time % 1_000_000).dropFirst()
        var text = Array("service 4711 [001] \(1_000 + time / 1_000_000).\(micros):    1001001 cpu-clock:ppp: \n".utf8)
        for function in stack.reversed() {
            let address = String(0x5555_5000_0000 + function * 977, radix: 16)
            text +=
                Array("\t    \(address) ".utf8) + names[function]
                + Array("+0x\(String(function % 977, radix: 16))".utf8)
            text += Array(" (/usr/lib/service/libwork-\(function % 7).so)\n".utf8)
        }
        return text + [0x0A]
    }

    /// SplitMix64.
    private mutating func below(_ bound: Int) -> Int {
        random &+= 0x9E37_79B9_7F4A_7C15
        var mixed = random
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
    }
}
