import ArgumentParser
import GlassAnalysis
import GlassExchange
import GlassModel
import GlassViewer

/// `glass view`: the screen over a recording or another tool's profile.
struct View: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look at a recording, or at another tool's profile.",
        discussion: """
            Opens a recording, finished or still growing, on the screen; the newest one where none is named. Folded \
            stacks, output of `perf script`, speedscope files and samples exported as CSV are read too.

            EXAMPLES:
              glass view
              glass view slow.glass --from 10s --to 20s
              glass view stacks.folded
              perf script > perf.txt; glass view perf.txt
            """)

    @OptionGroup var input: InputOptions
    @OptionGroup var range: RangeOptions
    @OptionGroup var configuration: ConfigurationOptions
    @OptionGroup var screen: ScreenOptions

    func run() async throws {
        var options = try configuration.settings(screen: screen).viewerOptions
        let path = try input.path()
        let kind = try InputKind(path: path)
        switch kind {
        case .recording:
            let source = try RecordingSource(path: path, seconds: try seconds(path))
            try ScreenCheck.require()
            options.live = source.isLive
            if options.live { options.sourceRoots = SourceRoot.seen(by: source.process) }
            try await show(source, options)
        case .import:
            try await showImport(path, options)
        }
    }

    /// What is small is read before the screen is taken, and of the rest as much as tells what it is.
    private func showImport(_ path: String, _ options: ViewerOptions) async throws {
        let file = try ImportFile(path: path)
        let start = file.size == nil ? ProfileImport.prefixLength : Self.quickLength
        while !file.isAtEnd, file.bytesRead < start { try file.readPiece() }
        let source: ImportSource
        if file.isAtEnd {
            let imported = try file.finish()
            source = ImportSource(imported, seconds: try range.seconds(in: imported.delta))
        } else {
            source = ImportSource(file) { [range] in try range.seconds(in: $0) }
        }
        try ScreenCheck.require()
        try await show(source, options)
        if let failure = source.failure { throw failure }
        for notice in source.notices { StandardError.report("note: \(notice.printable)") }
    }

    /// Bytes that are read in less time than it takes to see that they are being read.
    private static let quickLength = 4 << 20

    /// A stretch is given relative to the whole recording, which has to be read for it.
    private func seconds(_ path: String) throws -> Range<Int64>? {
        guard range.from != nil || range.to != nil else { return nil }
        return try range.seconds(in: LoadedProfile(path: path).profile)
    }

    private func show(_ source: some ProfileSource, _ options: ViewerOptions) async throws {
        let status = ExitStatusAfterScreen(try await runViewer(source: source, options: options))
        if status != .done { throw ExitCode(status.code) }
    }
}
