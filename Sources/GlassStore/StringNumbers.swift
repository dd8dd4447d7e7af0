/// Which number in the table `string` stands for a text. Remembers those used lately, not all: a text that comes again
/// after a long time gets another number, which costs a little room and nothing else.
final class StringNumbers {
    /// Bytes of memory that ``recent`` takes at most, and ``older`` as well.
    private static let limit = 4 << 20

    private var recent: [String: Int64] = [:]
    private var recentBytes = 0
    /// What was in ``recent`` when that was full.
    private var older: [String: Int64] = [:]
    /// Given out since the last commit.
    private var pending: [String: Int64] = [:]
    private var committed: Int64 = 0

    /// The number of `text`, and whether it is a new one, which has to be written.
    func number(of text: String) -> (number: Int64, isNew: Bool) {
        if let number = recent[text] ?? pending[text] { return (number, false) }
        if let number = older[text] {
            remember(text, number)
            return (number, false)
        }
        let number = committed + Int64(pending.count) + 1
        pending[text] = number
        return (number, true)
    }

    /// What was given out is written.
    func commit() {
        committed += Int64(pending.count)
        for (text, number) in pending { remember(text, number) }
        pending.removeAll(keepingCapacity: true)
    }

    /// What was given out since the last commit is not written.
    func rollback() { pending.removeAll(keepingCapacity: true) }

    private func remember(_ text: String, _ number: Int64) {
        // With what an entry of a dictionary takes beside its text.
        let size = text.utf8.count + 64
        if recentBytes + size > Self.limit {
            older = recent
            recent = [:]
            recentBytes = 0
        }
        recent[text] = number
        recentBytes += size
    }
}
