import CGlass
import GlassModel
import Glibc

extension ThreadID {
    /// Whether it is a thread of that process and lives, or has not been asked about its end.
    public func belongs(to process: ProcessID) -> Bool {
        cglass_find_thread(process.rawValue, rawValue) == 0 || errno == EPERM
    }
}
