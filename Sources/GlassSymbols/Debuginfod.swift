import CGlass
import Glibc
import GlassModel
import Synchronization

/// Debug files from the servers that the environment variable `DEBUGINFOD_URLS` names, through elfutils' client
/// library, which is loaded only when it is used and keeps its own cache of files on disk.
///
/// A server can take seconds to answer, so one thread of its own asks; names come out better once it has.
final class Debuginfod: Sendable {
    /// What is known of a debug file.
    enum Answer: Equatable, Sendable {
        case pending
        /// At this path of the client's cache.
        case found(path: String)
        case absent
    }

    private struct State {
        var answers: [BuildID: Answer] = [:]
        var questions: [BuildID] = []
        var isAsking = false
    }

    private let state = Mutex(State())

    static var isConfigured: Bool {
        guard let servers = getenv("DEBUGINFOD_URLS") else { return false }
        return servers.pointee != 0
    }

    /// What is known now; the first call for a build ID starts the search.
    func answer(for identity: BuildID) -> Answer {
        let (answer, mustStart) = state.withLock { state -> (Answer, Bool) in
            if let known = state.answers[identity] { return (known, false) }
            state.answers[identity] = .pending
            state.questions.append(identity)
            defer { state.isAsking = true }
            return (.pending, !state.isAsking)
        }
        if mustStart { start() }
        return answer
    }

    private func start() {
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self).toOpaque()
        let status = pthread_create(
            &thread, nil,
            { raw in
                guard let raw else { return nil }
                Unmanaged<Debuginfod>.fromOpaque(raw).takeRetainedValue().askAll()
                return nil
            }, context)
        if status == 0 {
            pthread_detach(thread)
        } else {
            Unmanaged<Debuginfod>.fromOpaque(context).release()
            state.withLock { $0.isAsking = false }
        }
    }

    private func askAll() {
        let client = Client()
        while let identity = next() {
            let path = client?.debugFile(of: identity)
            state.withLock { $0.answers[identity] = path.map { .found(path: $0) } ?? .absent }
        }
    }

    private func next() -> BuildID? {
        state.withLock { state in
            if state.questions.isEmpty {
                state.isAsking = false
                return nil
            }
            return state.questions.removeFirst()
        }
    }

    /// One session of the client library; it belongs to one thread.
    private final class Client {
        private typealias Begin = @convention(c) () -> OpaquePointer?
        private typealias Find =
            @convention(c) (
                OpaquePointer, UnsafePointer<UInt8>?, Int32, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
            ) -> Int32
        private typealias End = @convention(c) (OpaquePointer) -> Void

        private let session: OpaquePointer
        private let find: Find
        private let end: End

        /// Nil where the library is not installed.
        init?() {
            guard let library = dlopen("libdebuginfod.so.1", RTLD_NOW), let begin = dlsym(library, "debuginfod_begin"),
                let find = dlsym(library, "debuginfod_find_debuginfo"), let end = dlsym(library, "debuginfod_end"),
                let session = unsafeBitCast(begin, to: Begin.self)()
            else { return nil }
            self.session = session
            self.find = unsafeBitCast(find, to: Find.self)
            self.end = unsafeBitCast(end, to: End.self)
        }

        deinit { end(session) }

        func debugFile(of identity: BuildID) -> String? {
            var path: UnsafeMutablePointer<CChar>?
            let descriptor = find(session, identity.bytes, Int32(clamping: identity.bytes.count), &path)
            guard descriptor >= 0, let path else { return nil }
            defer { free(path) }
            close(descriptor)
            return String(cString: path)
        }
    }
}
