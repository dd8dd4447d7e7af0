/// What the threads of the fixture `known-shares` say they spent.
struct KnownShares {
    static let names = ["sixty", "thirty", "ten"]
    private var spent: [String: Int64] = [:]
    /// Of the time of its only thread, from 0 to 1.
    private(set) var shareAtRest = 0.0

    init(report: String) {
        for line in report.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.first == "rested" { shareAtRest = (Double(words[1]) ?? 0) / (Double(words[3]) ?? 1) }
            guard words.first == "thread" else { continue }
            for index in stride(from: 2, to: words.count - 1, by: 2) where words[index] != "cpu" {
                spent[String(words[index]), default: 0] += Int64(words[index + 1]) ?? 0
            }
        }
    }

    /// Of all that they spent, from 0 to 1.
    func share(of name: String) -> Double {
        Double(spent[name] ?? 0) / Double(max(1, spent.values.reduce(0, +)))
    }
}
