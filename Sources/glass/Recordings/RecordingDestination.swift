import GlassConfiguration
import GlassModel
import GlassStore
import GlassSystem
import Glibc

/// Where a new recording goes.
enum RecordingDestination {
    /// The file that `-o` names, which must not exist yet, or a new one in the library.
    static func path(output: String?, executable: String) throws -> String {
        guard let output else {
            let library = try RecordingLibrary(environment: Environment.all)
            return try library.newPath(for: executable, at: Clocks.wall)
        }
        guard access(output, F_OK) != 0 else { throw CommandError.outputExists(path: output) }
        let directory = parent(of: output)
        guard access(directory, W_OK) == 0 else {
            let reason = String(cString: strerror(errno))
            throw CommandError.outputNotWritable(path: output, reason: "the directory “\(directory)”: \(reason)")
        }
        return output
    }

    /// Keeps the library within its limits; what cannot be removed now will be the next time.
    static func prune(_ limits: RecordingsSettings) {
        let removed = (try? RecordingLibrary(environment: Environment.all).prune(limits)) ?? []
        for recording in removed { CommandLog.remove(besideRecording: recording.path) }
    }

    static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}

extension RecordingLibrary {
    func prune(_ limits: RecordingsSettings) throws(StoreError) -> [StoredRecording] {
        try prune(keepCount: limits.keep.value, keepBytes: limits.size.value)
    }
}
