import ArgumentParser
import GlassAnalysis
import GlassModel
import GlassStore

/// The recording or profile that a reading command reads.
struct InputOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "A recording, by file or name, or another tool's profile; the newest recording where none is named.",
            valueName: "file"),
        completion: .file())
    var file: String?

    /// The file that is meant.
    func path() throws -> String {
        let library = try RecordingLibrary(environment: Environment.all)
        guard let file else { return try library.newest().path }
        return try library.find(file)
    }

    /// Reads all of it.
    func load() throws -> LoadedProfile { try LoadedProfile(path: path()) }
}
