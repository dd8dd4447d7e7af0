/// Two threads that work beside the requests and want the journal's lock: `compactor` holds it, `auditor` waits for it.
struct BackgroundWork {
    private let ending = StopSignal()
    private var threads: [NamedThread] = []

    /// - Throws: `DemoError.noThread`.
    init(journal: AccessJournal) throws {
        do {
            threads.append(try NamedThread("compactor") { [ending] in compactPeriodically(journal, until: ending) })
            threads.append(try NamedThread("auditor") { [ending] in auditPeriodically(journal, until: ending) })
        } catch {
            stop()
            throw error
        }
    }

    /// Ends both threads and waits for them.
    func stop() {
        ending.stop()
        for thread in threads { thread.join() }
    }
}

@inline(never)
private func compactPeriodically(_ journal: AccessJournal, until ending: StopSignal) {
    while ending.sleep(milliseconds: 100) { journal.compact() }
}

@inline(never)
private func auditPeriodically(_ journal: AccessJournal, until ending: StopSignal) {
    while ending.sleep(milliseconds: 10) { _ = journal.totals() }
}
