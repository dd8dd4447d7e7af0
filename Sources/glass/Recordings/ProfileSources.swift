import GlassModel
import GlassStore
import GlassViewer
import Synchronization

/// A recording as the viewer reads it, whether it grows or not.
final class RecordingSource: ProfileSource {
    private let reader: Mutex<RecordingReader>
    /// Whole seconds since the epoch; what lies outside is not shown. Nil for all.
    private let seconds: Range<Int64>?

    init(path: String, seconds: Range<Int64>? = nil) throws {
        // Of a part all its rollups are loaded, because sums of the whole would be of no use.
        let opened = try RecordingReader(path: path, loadsPast: seconds != nil)
        opened.watch()
        reader = Mutex(opened)
        self.seconds = seconds
    }

    var isLive: Bool { reader.withLock { $0.isLive } }

    /// The target as it was attached to.
    var process: ProcessID { reader.withLock { $0.info.process } }

    func next() throws -> RecordingDelta? {
        let delta = try reader.withLock { try $0.next() }
        guard let seconds else { return delta }
        return delta?.limited(to: seconds)
    }

    func stacks(of request: RequestID) throws -> [StackID: Weight] {
        let stacks = try reader.withLock { try $0.stacks(of: request) }
        return Dictionary(stacks.map { ($0.stack, $0.weight) }) { $0 + $1 }
    }

    func stacks(ofRoute route: RouteID, endedIn seconds: Range<Int64>?) throws -> [StackID: Weight] {
        try reader.withLock { try $0.stacks(ofRoute: route, endedIn: seconds) }
    }
}

extension RecordingDelta {
    /// Without samples, counters, requests and queries outside a stretch of whole seconds since the epoch.
    func limited(to seconds: Range<Int64>) -> RecordingDelta {
        var limited = self
        limited.rollups.removeAll { !seconds.contains($0.second) }
        limited.counters.removeAll { !seconds.contains($0.time.second) }
        limited.requests.removeAll { !seconds.contains($0.ended.second) }
        limited.queries.removeAll { !seconds.contains($0.started.second) }
        limited.routeSeconds.removeAll { !seconds.contains($0.second) }
        limited.statementSeconds.removeAll { !seconds.contains($0.second) }
        limited.deadLetters.removeAll { !seconds.contains($0.time.second) }
        return limited
    }
}
