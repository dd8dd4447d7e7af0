import Glibc
import NIOPosix

/// Names the calling thread as tools show it. Linux keeps 15 bytes.
/// By /proc, because `pthread_setname_np` is a GNU extension that Swift's Glibc module leaves out.
func nameCurrentThread(_ name: String) {
    guard let file = fopen("/proc/thread-self/comm", "w") else { return }
    fputs(String(decoding: name.utf8.prefix(15), as: UTF8.self), file)
    fclose(file)
}

/// Event loops whose threads are named `name-1`, `name-2`… (just `name` where there is one).
func makeEventLoops(named name: String, count: Int) -> MultiThreadedEventLoopGroup {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: count)
    for (index, loop) in group.makeIterator().enumerated() {
        // Waits, so that no tool sees the thread under its old name. A loop that just started takes the task.
        try? loop.submit { nameCurrentThread(count == 1 ? name : "\(name)-\(index + 1)") }.wait()
    }
    return group
}
