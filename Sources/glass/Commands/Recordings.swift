import ArgumentParser
import GlassAnalysis
import GlassStore
import Glibc

/// `glass recordings`: what has been recorded.
struct Recordings: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List, pin and remove recordings.",
        discussion: """
            Recordings that were given no name are kept in ${XDG_STATE_HOME:-~/.local/state}/glass/recordings. The \
            oldest are removed when there are more than 50 or they take more than 2 GB; one that is pinned is kept. A \
            recording is named by its file, its name or the beginning of its name.

            EXAMPLES:
              glass recordings
              glass recordings pin redis-server-20261121-120301
              glass recordings prune --keep 10
            """,
        subcommands: [List.self, Pin.self, Unpin.self, Remove.self, Prune.self], defaultSubcommand: List.self)

    static var library: RecordingLibrary {
        get throws { try RecordingLibrary(environment: Environment.all) }
    }

    /// The files that `names` mean, all of them before anything is done to one.
    static func paths(_ names: [String]) throws -> [String] {
        let library = try library
        return try names.map { name in
            let path = try library.find(name)
            guard access(path, F_OK) == 0 else { throw StoreError.notFound(path: path) }
            return path
        }
    }
}

/// The recordings that a command is for.
struct RecordingNames: ParsableArguments {
    @Argument(
        help: ArgumentHelp("Recordings, by file or name.", valueName: "recording"),
        completion: .custom { _, _, _ in ((try? Recordings.library.list()) ?? []).map(\.name) })
    var names: [String]
}

extension Recordings {
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the recordings, the newest first.")

        @Flag(help: "Write the list as JSON.")
        var json = false

        func run() throws {
            Palette.prepare()
            let library = try Recordings.library
            let recordings = try library.list()
            let listing = RecordingListing(
                recordings: recordings, directory: library.directory, clock: LocalClock.text)
            let output = try TextOutput(path: nil)
            try output.write(json ? JSONText.of(recordings.map(RecordingListingEntry.init)) : listing.text)
            try output.finish()
        }
    }

    struct Pin: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Keep recordings whatever their age.")

        @OptionGroup var recordings: RecordingNames

        func run() throws {
            for path in try Recordings.paths(recordings.names) { try Recordings.library.pin(path) }
        }
    }

    struct Unpin: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Let recordings grow old again.")

        @OptionGroup var recordings: RecordingNames

        func run() throws {
            for path in try Recordings.paths(recordings.names) { try Recordings.library.unpin(path) }
        }
    }

    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Remove recordings, pinned ones too.")

        @OptionGroup var recordings: RecordingNames

        func run() throws {
            for path in try Recordings.paths(recordings.names) {
                try Recordings.library.remove(path)
                CommandLog.remove(besideRecording: path)
            }
        }
    }

    struct Prune: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Remove the oldest recordings beyond the limits.")

        @Option(
            help: ArgumentHelp(
                "How many recordings to keep; 50 unless the configuration says otherwise.", valueName: "count"))
        var keep: Int?

        @Option(
            help: ArgumentHelp(
                "How much to keep: 500MB, 2GB; 2GB unless the configuration says otherwise.", valueName: "size"))
        var size: SizeArgument?

        @OptionGroup var configuration: ConfigurationOptions

        func validate() throws {
            guard let keep, keep < 0 else { return }
            throw ValidationError("--keep wants 0 or more recordings, not \(keep)")
        }

        func run() throws {
            var limits = try configuration.settings().configuration.recordings
            limits.keep = limits.keep.overridden(by: keep, .option("--keep"))
            limits.size = limits.size.overridden(by: size?.bytes, .option("--size"))
            let removed = try Recordings.library.prune(limits)
            for recording in removed {
                CommandLog.remove(besideRecording: recording.path)
                print("removed \(recording.name.printable) (\(SizeText.format(recording.size)))")
            }
        }
    }
}

/// A size on the command line.
struct SizeArgument: ExpressibleByArgument {
    var bytes: Int64

    init(bytes: Int64) { self.bytes = bytes }

    init?(argument: String) {
        guard let bytes = SizeText.parse(argument) else { return nil }
        self.bytes = bytes
    }

    var defaultValueDescription: String { SizeText.exact(bytes) }
}
