import GlassModel

/// Gathers what a reader finds into what a recording holds.
struct ImportBuilder {
    private struct FrameIdentity: Hashable {
        let name: String
        let file: String?
        let line: Int32?
    }

    private struct Edge: Hashable {
        let parent: StackID?
        let frame: FrameID
    }

    private struct ThreadIdentity: Hashable {
        let name: String
        let process: ProcessID
        let thread: ThreadID
    }

    private struct Place: Hashable {
        let second: Int64
        let thread: ThreadKey
        let stack: StackID
    }

    /// Names are cut here: a file can hold a name of any length, a screen cannot.
    static let longestName = 4_096

    private var threads: [ThreadRecord] = []
    private var threadKeys: [ThreadIdentity: ThreadKey] = [:]
    private var frames: [Frame] = []
    private var frameIDs: [FrameIdentity: FrameID] = [:]
    private var stacks: [StackNode] = []
    private var stackIDs: [Edge: StackID] = [:]
    private var weights: [Place: Weight] = [:]
    private(set) var deadLetters = DeadLetters()

    var isEmpty: Bool { weights.isEmpty }

    mutating func thread(name: String, process: ProcessID = ProcessID(0), thread: ThreadID = ThreadID(0)) -> ThreadKey {
        let identity = ThreadIdentity(name: name, process: process, thread: thread)
        if let known = threadKeys[identity] { return known }
        let key = ThreadKey(Int32(clamping: threads.count + 1))
        let started = Timestamp(nanosecondsSinceEpoch: 0)
        threads.append(ThreadRecord(key: key, process: process, thread: thread, name: name, started: started))
        threadKeys[identity] = key
        return key
    }

    mutating func frame(_ name: String, file: String? = nil, line: Int32? = nil) -> FrameID {
        let identity = FrameIdentity(name: Self.shortened(name), file: file, line: line)
        if let known = frameIDs[identity] { return known }
        let id = FrameID(Int32(clamping: frames.count + 1))
        frames.append(Frame(id: id, kind: .native, function: identity.name, file: file, line: line))
        frameIDs[identity] = id
        return id
    }

    mutating func stack(_ frame: FrameID, below parent: StackID?) -> StackID {
        let edge = Edge(parent: parent, frame: frame)
        if let known = stackIDs[edge] { return known }
        let id = StackID(Int32(clamping: stacks.count + 1))
        stacks.append(StackNode(id: id, parent: parent, frame: frame))
        stackIDs[edge] = id
        return id
    }

    mutating func add(_ weight: Weight, second: Int64, thread: ThreadKey, stack: StackID) {
        weights[Place(second: second, thread: thread, stack: stack), default: .zero] += weight
    }

    mutating func reject(_ place: @autoclosure () -> String, _ problem: @autoclosure () -> String) {
        deadLetters.add(place(), problem())
    }

    /// Throws where nothing was understood.
    func finish(name: String, format: String, started: Timestamp) throws(ImportError) -> ImportResult {
        guard !isEmpty else {
            throw .nothingUnderstood(name: name, format: format, first: deadLetters.first.first?.description)
        }
        let info = RecordingInfo(
            process: ProcessID(0), executable: name, commandLine: "", host: "", started: started, rate: 0,
            engine: .imported, version: "")
        var delta = RecordingDelta(info: info)
        delta.threads = threads
        delta.frames = frames
        delta.stacks = stacks
        delta.rollups = weights.map { place, weight in
            Rollup(second: place.second, thread: place.thread, stack: place.stack, weight: weight)
        }
        delta.rollups.sort { ($0.second, $0.thread, $0.stack) < ($1.second, $1.thread, $1.stack) }
        return ImportResult(delta: delta, deadLetters: deadLetters)
    }

    private static func shortened(_ name: String) -> String {
        if name.isEmpty { return "[unnamed]" }
        guard name.utf8.count > longestName else { return name }
        return String(decoding: name.utf8.prefix(longestName), as: UTF8.self) + "…"
    }
}
