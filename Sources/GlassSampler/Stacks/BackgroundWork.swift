import GlassSystem

/// A thread on which work is done one piece after another for which no sample waits: compiling the unwind rules of a
/// large program takes some tenths of a second, as does reading what code a runtime has made.
final class BackgroundWork: Sendable {
    typealias Work = @Sendable () -> Void

    /// None ends the thread.
    private let jobs = Mailbox<Work?>(wakingAt: 1)

    /// Where no thread can be made, nothing is done: libunwind has to do, and generated code has no names.
    init(name: String) {
        _ = try? OSThread(name: name) { [jobs] in
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

    func add(_ work: @escaping Work) { jobs.send(work) }
}
