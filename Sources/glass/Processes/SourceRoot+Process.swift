import GlassModel
import GlassViewer
import Glibc

extension SourceRoot {
    /// Where the files are that a running process means by its paths: it may have another root than glass, and what is
    /// relative begins in its folder.
    static func seen(by process: ProcessID) -> [SourceRoot] {
        let (root, folder) = ("/proc/\(process)/root", "/proc/\(process)/cwd")
        let isElsewhere = place(of: root + "/") != place(of: "/")
        return (isElsewhere ? [SourceRoot(from: "/", to: root)] : []) + [SourceRoot(from: "", to: folder)]
    }

    /// What tells one directory from all others; nil where it cannot be looked at.
    private static func place(of path: String) -> [UInt64]? {
        var status = stat()
        return stat(path, &status) == 0 ? [UInt64(status.st_dev), UInt64(status.st_ino)] : nil
    }
}
