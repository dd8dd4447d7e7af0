import GlassModel
import Glibc
import SystemPackage

/// Files below /proc, read whole.
public enum ProcFiles {
    /// The content of a file that says its size only by being read to its end.
    public static func content(of path: String) throws(SystemError) -> [UInt8] {
        let file = try ReadableFile(path)
        var content: [UInt8] = []
        while true {
            guard let more = file.bytes(at: UInt64(content.count), count: 1 << 16) else {
                throw SystemError.last("read", path)
            }
            if more.isEmpty { return content }
            content += more
        }
    }

    /// The names in a directory, without `.` and `..`.
    public static func names(in path: String) throws(SystemError) -> [String] {
        guard let directory = opendir(path) else { throw SystemError.last("opendir", path) }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// The threads that a process has now.
    public static func threads(of process: ProcessID) throws(SystemError) -> [ThreadID] {
        try names(in: "/proc/\(process)/task").compactMap { Int32($0).map { ThreadID($0) } }
    }

    /// All processes that can be seen.
    public static func processes() throws(SystemError) -> [ProcessID] {
        try names(in: "/proc").compactMap { Int32($0).map { ProcessID($0) } }
    }

    /// Where a symbolic link leads: `/proc/<pid>/exe`, `/proc/<pid>/ns/mnt`.
    public static func link(_ path: String) throws(SystemError) -> String {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = readlink(path, &buffer, buffer.count)
        guard count >= 0 else { throw SystemError.last("readlink", path) }
        return String(decoding: buffer.prefix(count), as: UTF8.self)
    }
}
