/// Which requests the load sends, each with its share. The same seed gives the same sequence.
struct RequestMix {
    private static let shares: [(percent: Int, target: @Sendable (inout SplitMix64) -> String)] = [
        (20, { _ in "/" }),
        (30, { "/items/\(Int64.random(in: 1...ItemStore.itemCount, using: &$0))" }),
        (15, { "/search?q=\(["teapot", "oak", "with+a+lid", "for+two"].randomElement(using: &$0) ?? "")" }),
        (20, { _ in "/report" }),
        (5, { _ in "/slow" }),
        (5, { _ in "/fail" }),
        (5, { _ in "/healthz" }),
    ]

    private var random: SplitMix64

    init(seed: UInt64) {
        random = SplitMix64(seed: seed)
    }

    /// The target of the next request.
    mutating func next() -> String {
        var ticket = Int.random(in: 0..<100, using: &random)
        for share in Self.shares {
            if ticket < share.percent { return share.target(&random) }
            ticket -= share.percent
        }
        return "/"
    }

    /// A pause around this mean, between half and one and a half of it.
    mutating func pause(aroundMicroseconds mean: Int64) -> Int64 {
        Int64.random(in: mean / 2...mean / 2 + mean, using: &random)
    }
}
