import GlassStore
import Glibc
import SystemPackage

/// Whether somebody has seen the hints of the first run already: an empty file beside the recordings says so.
struct FirstRun: Sendable {
    private let library: RecordingLibrary

    private var path: String { RecordingDestination.parent(of: library.directory) + "/hints-seen" }

    /// Nil where the hints have been seen, and where nothing says where the file would be.
    init?(variables: [String: String]) {
        guard let library = try? RecordingLibrary(environment: variables) else { return nil }
        self.library = library
        if access(path, F_OK) == 0 { return nil }
    }

    /// Where nothing can be written, the hints come again: that is no reason for an error.
    func end() {
        try? library.createDirectory()
        let file = try? FileDescriptor.open(
            FilePath(path), .writeOnly, options: [.create, .closeOnExec], permissions: [.ownerReadWrite])
        try? file?.close()
    }
}
