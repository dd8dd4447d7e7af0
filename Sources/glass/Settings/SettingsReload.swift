import GlassConfiguration
import GlassViewer
import Glibc
import Synchronization

/// Looks whether the configuration file has changed, and reads it again then.
final class SettingsReload: Sendable {
    private let settings: Settings
    private let path: String
    private let seen: Mutex<FileMark?>

    /// Nil where there is no place for a file.
    init?(_ settings: Settings) {
        guard let file = settings.file else { return nil }
        self.settings = settings
        path = file.path
        seen = Mutex(FileMark(path))
    }

    /// What became of the settings since the last call; nil where the file is as it was.
    func news() -> SettingsNews? {
        let mark = FileMark(path)
        let hasChanged = seen.withLock { seen in
            defer { seen = mark }
            return seen != mark
        }
        guard hasChanged else { return nil }
        do throws(ConfigurationError) {
            return .changed(try settings.again().viewerSettings)
        } catch {
            return .wrong(Self.withoutHome("\(error)"))
        }
    }

    /// With `~` for the home directory, so that the line and the key fit on the screen.
    static func withoutHome(_ text: String, home: String? = Environment.value("HOME")) -> String {
        guard let home, home.count > 1, text.hasPrefix(home + "/") else { return text }
        return "~" + text.dropFirst(home.count)
    }
}

/// What tells one state of a file from another.
private struct FileMark: Hashable {
    private let inode: UInt64
    private let size: Int64
    private let changed: [Int]

    /// Nil where there is no such file.
    init?(_ path: String) {
        var information = stat()
        guard stat(path, &information) == 0 else { return nil }
        inode = UInt64(information.st_ino)
        size = Int64(information.st_size)
        changed = [information.st_mtim, information.st_ctim].flatMap { [Int($0.tv_sec), Int($0.tv_nsec)] }
    }
}
