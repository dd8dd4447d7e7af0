import GlassSystem
import GlassUnwind

/// Compiles unwind rules on a thread of its own, one module after another: a large program takes some tenths of a
/// second, for which no sample waits.
final class RuleCompilation: Sendable {
    private typealias Work = @Sendable () -> Void

    /// None ends the thread.
    private let jobs = Mailbox<Work?>(wakingAt: 1)

    /// Where no thread can be made, libunwind has to do.
    init() {
        _ = try? OSThread(name: "glass-rules") { [jobs] in
            var received: [Work?] = []
            while true {
                jobs.receive(into: &received, until: .seconds(1e9))
                for job in received {
                    guard let job else { return }
                    job()
                }
            }
        }
    }

    deinit { jobs.send(nil) }

    var source: RuleSource { .tablesInBackground { [jobs] work in jobs.send(work) } }
}
