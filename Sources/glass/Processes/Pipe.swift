import Glibc
import SystemPackage

/// Pipes whose ends no other program inherits.
enum Pipe {
    static func open(nonBlocking: Bool = false) throws(Errno) -> (readEnd: FileDescriptor, writeEnd: FileDescriptor) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw Errno(rawValue: errno) }
        for end in ends {
            // pipe2, which does this at once, is hidden from Swift; only one thread of glass starts programs.
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            if nonBlocking { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
        }
        return (FileDescriptor(rawValue: ends[0]), FileDescriptor(rawValue: ends[1]))
    }

    /// The descriptors of `descriptors` that can be read (or have been closed at their other end) within
    /// `milliseconds`; -1 waits for ever. Empty where the time is over or a signal came.
    static func readable(_ descriptors: [FileDescriptor], milliseconds: Int32) -> [FileDescriptor] {
        var entries = descriptors.map { pollfd(fd: $0.rawValue, events: Int16(POLLIN), revents: 0) }
        guard poll(&entries, nfds_t(entries.count), milliseconds) > 0 else { return [] }
        return zip(descriptors, entries).compactMap { $1.revents == 0 ? nil : $0 }
    }
}

/// Bytes that come in pieces, given out line by line.
struct LineBuffer {
    private var pending: [UInt8] = []
    /// What a writer may send without a line's end before it is cut.
    private let limit = 64 * 1024

    /// The lines that are complete with `bytes`, without their ends.
    mutating func take(_ bytes: some Sequence<UInt8>) -> [String] {
        pending.append(contentsOf: bytes)
        var lines: [String] = []
        while let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
            lines.append(String(decoding: pending[..<end], as: UTF8.self))
            pending.removeSubrange(...end)
        }
        if pending.count > limit { lines += takeRest() }
        return lines
    }

    /// What stands after the last line's end.
    mutating func takeRest() -> [String] {
        defer { pending.removeAll() }
        return pending.isEmpty ? [] : [String(decoding: pending, as: UTF8.self)]
    }
}
