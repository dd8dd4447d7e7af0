import Glibc
import GlassStore

/// The file that takes what a command prints while `glass run` shows the screen.
enum CommandLog {
    static func path(besideRecording path: String) -> String {
        let stem = path.hasSuffix(RecordingLibrary.suffix) ? String(path.dropLast(RecordingLibrary.suffix.count)) : path
        return stem + ".log"
    }

    /// It goes with its recording; that there is none is the usual case.
    static func remove(besideRecording path: String) { unlink(self.path(besideRecording: path)) }
}
