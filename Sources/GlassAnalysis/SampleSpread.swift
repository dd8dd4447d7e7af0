import GlassModel

/// The samples of a short stretch of time, each spread over the time that it stands for.
struct SampleSpread {
    /// What is longer shows nothing that whole seconds do not, and has too many samples.
    static let longestStretch = 60
    /// More than this many samples are not read for a picture.
    private static let sampleLimit = 2_000_000.0
    /// A sample may end so long after the stretch that it began in.
    private static let overhang = Nanoseconds.seconds(1)

    let start: Timestamp
    let slotLength: Nanoseconds
    private(set) var slots: [[StackTimeline.Entry]] = []
    private let end: Timestamp
    private let slotCount: Int
    private var parts: [Part] = []

    /// What a stack took in one slot.
    private struct Part {
        let slot: Int32
        let stack: StackID
        var weight: Weight
    }

    /// - Parameters:
    ///   - seconds: Whole seconds since the epoch, within the profile's.
    ///   - limit: How many slots there are at most.
    /// Nil where the stretch is too long, or its samples are not at hand.
    init?(profile: Profile, seconds: Range<Int64>, threads: Set<ThreadKey>?, limit: Int) {
        guard !seconds.isEmpty, seconds.count <= Self.longestStretch,
            Double(seconds.count * profile.threads.count) * profile.info.rate <= Self.sampleLimit
        else { return nil }
        start = Timestamp(nanosecondsSinceEpoch: seconds.lowerBound &* 1_000_000_000)
        end = Timestamp(nanosecondsSinceEpoch: seconds.upperBound &* 1_000_000_000)
        let (length, limit) = ((end - start).rawValue, Int64(max(1, limit)))
        slotLength = Nanoseconds((length + limit - 1) / limit)
        slotCount = Int((length + slotLength.rawValue - 1) / slotLength.rawValue)
        var parts: [Part] = []
        profile.forEachSample(in: start..<(end + Self.overhang), threads: threads) { sample in
            spread(sample, over: &parts)
        }
        guard !parts.isEmpty else { return nil }
        slots = summed(parts)
    }

    /// A sample ends at its time and is as long as its wall time; what lies outside is left out.
    private func spread(_ sample: Sample, over parts: inout [Part]) {
        let length = max(1, sample.weight.wall.rawValue)
        let first = (sample.time - start).rawValue.subtractingReportingOverflow(length)
        guard !first.overflow else { return }
        let slot = slotLength.rawValue
        let from = max(0, first.partialValue)
        let to = min((end - start).rawValue, (sample.time - start).rawValue)
        guard from < to else { return }
        var taken = sample.weight.part(from - first.partialValue, of: length)
        for place in (from / slot)...((to - 1) / slot) {
            let until = min(to, (place + 1) * slot) - first.partialValue
            let now = sample.weight.part(until, of: length)
            parts.append(Part(slot: Int32(clamping: place), stack: sample.stack, weight: now - taken))
            taken = now
        }
    }

    private func summed(_ parts: [Part]) -> [[StackTimeline.Entry]] {
        var slots = [[StackTimeline.Entry]](repeating: [], count: slotCount)
        var last: Part?
        func close() {
            if let last, last.weight != .zero {
                slots[Int(last.slot)].append(StackTimeline.Entry(stack: last.stack, weight: last.weight))
            }
        }
        for part in parts.sorted(by: { ($0.slot, $0.stack) < ($1.slot, $1.stack) }) {
            if last?.slot == part.slot, last?.stack == part.stack {
                last?.weight += part.weight
            } else {
                close()
                last = part
            }
        }
        close()
        return slots
    }
}

extension Weight {
    /// What the first `length` of `whole` of the time that this stands for take of it, as if it were spread evenly. How
    /// often it was seen counts where it ends.
    fileprivate func part(_ length: Int64, of whole: Int64) -> Weight {
        guard length < whole else { return self }
        let share = Double(length) / Double(whole)
        func part(_ time: Nanoseconds) -> Nanoseconds {
            Nanoseconds(Int64(exactly: (Double(time.rawValue) * share).rounded(.down)) ?? time.rawValue)
        }
        return Weight(samples: 0, cpu: part(cpu), wall: part(wall))
    }
}
