import GlassAnalysis
import GlassModel
import GlassStore
import GlassTerminal
import GlassViewer
import Glibc
import Synchronization

/// A hundred threads at the highest rate there is, a million samples a second: what the sampler gives is written by one
/// thread as fast as it can, ten batches for each second of the recording; another reads it meanwhile and draws it.
enum Through {
    static let (threads, rate) = (100, 10_000)

    @MainActor static func run(path: String, seconds: Int) async throws {
        let writing = Writing(seconds: seconds)
        let writer = Task.detached { try writing.run(to: path) }
        // Names and stacks are written before: they are no samples.
        while !writing.hasBegun { usleep(1_000) }
        let used = milliseconds(CLOCK_PROCESS_CPUTIME_ID)
        let start = milliseconds(CLOCK_MONOTONIC)
        var view = LiveView()
        try view.follow(path)
        try await writer.value
        let written = milliseconds(CLOCK_PROCESS_CPUTIME_ID) - used - view.cost
        let passed = milliseconds(CLOCK_MONOTONIC) - start
        unlink(path)
        let events = Double(writing.events)
        print("\(writing.events) events, the last of them on the screen after \(rounded(passed)) ms")
        print("writing: \(rounded(written / events * 1e6)) ns of CPU time an event")
        print(
            "reading and drawing: \(rounded(view.cost / events * 1e6)) ns of CPU time an event, \(view.pictures) pictures"
        )
        print("through: \(Int(events / passed * 1_000)) events a second")
    }
}

/// Batches as the sampler gives them, and what writes them.
private final class Writing: Sendable {
    private let dictionaries: RecordingBatch
    private let batches: [RecordingBatch]
    let events: Int
    private let isOpen = Atomic(false)

    init(seconds: Int) {
        var target = BigTarget(threads: Through.threads, rate: Through.rate)
        dictionaries = target.dictionaries(stacks: true)
        batches = (0..<(seconds * 10)).map { _ in target.nextBatch() }
        events = batches.reduce(0) { $0 + $1.samples.count }
    }

    var hasBegun: Bool { isOpen.load(ordering: .acquiring) }

    func run(to path: String) throws {
        let writer = try RecordingWriter(path: path, info: BigTarget.info, overwrite: true)
        try writer.write(dictionaries)
        isOpen.store(true, ordering: .releasing)
        for batch in batches { try writer.write(batch) }
        var last = RecordingBatch()
        last.end = RecordingEnd(time: batches.last?.samples.last?.time ?? BigTarget.info.started, reason: .stopped)
        try writer.write(last)
        try writer.finish()
    }
}

/// A viewer without a terminal that looks ten times a second.
@MainActor private struct LiveView {
    private(set) var pictures = 0
    /// Milliseconds of CPU time.
    private(set) var cost = 0.0

    mutating func follow(_ path: String) throws {
        let start = milliseconds()
        let reader = try RecordingReader(path: path)
        var viewer = OffscreenViewer(size: Size(width: 200, height: 50), theme: .builtIn, isLive: true)
        var renderer = DifferentialRenderer(capabilities: .modern, background: Theme.builtIn[.background])
        var hasEnded = false
        while !hasEnded {
            if let delta = try reader.next() {
                hasEnded = delta.info.end != nil
                viewer.take(delta)
                _ = renderer.render(viewer.draw())
                pictures += 1
            }
            if !hasEnded { usleep(100_000) }
        }
        cost = milliseconds() - start
    }
}
