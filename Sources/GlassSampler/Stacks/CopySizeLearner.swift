import GlassModel
import GlassUnwind

/// Learns how much of one thread's stack has to be copied: more at once when a copy was too small, less when the
/// last hundred stacks needed much less. Nothing behind the frame that the thread began with: each page that is copied in vain
/// takes the kernel microseconds while the thread stands still.
struct CopySizeLearner {
    private var highestNeed = 0
    private var seen = 0
    /// Where the outermost frame of all whole stacks ended, or what one missed.
    private var outermost = VirtualAddress(0)

    mutating func learn(from result: UnwindResult, base: VirtualAddress, advice: CopyAdvice) {
        switch (result.end, result.missing) {
        case (.copyTooSmall, let missing): grow(missing: missing, base: base, advice)
        case (.unreadable, let missing?): advice.interruptedStack.store(missing.rawValue, ordering: .relaxed)
        default:
            let need = Self.distance(from: base, to: result.highestAddressRead)
            shrink(need: need, advice)
            guard result.end == .root else { break }
            end(at: result.highestAddressRead, advice)
            noteReach(need, advice)
        }
    }

    /// A whole stack ended here. A thread that has several comes to copy each of them by its size alone.
    mutating func end(at address: VirtualAddress, _ advice: CopyAdvice) {
        outermost = max(outermost, address)
        if advice.stackEnd.load(ordering: .relaxed) != outermost.rawValue {
            advice.stackEnd.store(outermost.rawValue, ordering: .relaxed)
        }
    }

    mutating func grow(missing: VirtualAddress?, base: VirtualAddress, _ advice: CopyAdvice) {
        let size = advice.size.load(ordering: .relaxed)
        let need = min(missing.map { Self.distance(from: base, to: $0) } ?? size, CopyAdvice.largest)
        advice.size.store(Self.rounded(max(size * 2, need + need / 4)), ordering: .relaxed)
        advice.stackEnd.store(0, ordering: .relaxed)
        // Farther off, it was not the end that cut it off, and it may be no address of this stack at all.
        if let missing, need < size { outermost = max(outermost, missing.advanced(by: 8)) }
        noteReach(Self.distance(from: base, to: outermost), advice)
        highestNeed = 0
        seen = 0
    }

    private func noteReach(_ distance: Int, _ advice: CopyAdvice) {
        // Farther off is another stack.
        guard distance <= CopyAdvice.longestReach, distance > advice.reach.load(ordering: .relaxed) else { return }
        advice.reach.store(Self.rounded(distance + 2048), ordering: .relaxed)
    }

    mutating func shrink(need: Int, _ advice: CopyAdvice) {
        highestNeed = max(highestNeed, need)
        seen += 1
        guard seen >= 100 else { return }
        let enough = Self.rounded(highestNeed + highestNeed / 2 + 2048)
        if enough < advice.size.load(ordering: .relaxed) { advice.size.store(enough, ordering: .relaxed) }
        highestNeed = 0
        seen = 0
    }

    private static func distance(from base: VirtualAddress, to address: VirtualAddress) -> Int {
        address > base ? Int(clamping: address.rawValue - base.rawValue) : 0
    }

    private static func rounded(_ size: Int) -> Int {
        let bounded = min(CopyAdvice.largest, max(CopyAdvice.smallest, size))
        return (bounded + 4095) & ~4095
    }
}
