import Glibc

/// An operating-system thread with a name, that can be waited for.
struct NamedThread: Sendable {
    private let handle: pthread_t

    /// Starts the thread.
    /// - Throws: `DemoError.noThread`.
    init(_ name: String, body: @escaping @Sendable () -> Void) throws {
        let start = Unmanaged.passRetained(Start(name: name, body: body))
        var handle = pthread_t()
        let code = pthread_create(&handle, nil, runNamedThread, start.toOpaque())
        guard code == 0 else {
            start.release()
            throw DemoError.noThread(name: name, errno: code)
        }
        self.handle = handle
    }

    /// Waits until the thread has ended. To be called once.
    func join() {
        pthread_join(handle, nil)
    }
}

private final class Start: Sendable {
    let name: String
    let body: @Sendable () -> Void

    init(name: String, body: @escaping @Sendable () -> Void) {
        self.name = name
        self.body = body
    }
}

private func runNamedThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument else { return nil }
    let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
    nameCurrentThread(start.name)
    start.body()
    return nil
}
