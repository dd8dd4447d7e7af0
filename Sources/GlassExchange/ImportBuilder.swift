import GlassModel

/// Gathers what a reader finds into what a recording holds.
struct ImportBuilder {
    private struct FrameIdentity: Hashable {
        let name: String
        let kind: FrameKind
        let module: ModuleID?
        let file: String?
        let line: Int32?
    }

    private struct Edge: TableKey {
        let parent: Int32
        let frame: FrameID

        var slot: UInt64 {
            let both = UInt64(UInt32(bitPattern: parent)) << 32 | UInt64(UInt32(bitPattern: frame.rawValue))
            let product = (both ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
            return product.high ^ product.low
        }
    }

    private struct ThreadIdentity: Hashable {
        let name: String
        let process: ProcessID
        let thread: ThreadID
    }

    /// Names are cut here: a file can hold a name of any length, a screen cannot.
    static let longestName = 4_096

    private var threads: [ThreadRecord] = []
    private var threadKeys: [ThreadIdentity: ThreadKey] = [:]
    private var modules: [Module] = []
    private var moduleIDs: [String: ModuleID] = [:]
    private var frames: [Frame] = []
    private var frameIDs: [FrameIdentity: FrameID] = [:]
    /// Of frames that are nothing but a name.
    private var namedFrames = NumberTable<TextHash>()
    private var stacks: [StackNode] = []
    private var stackIDs = NumberTable<Edge>()
    private var rollups = ImportRollups()
    private(set) var deadLetters = DeadLetters()

    mutating func thread(name: String, process: ProcessID = ProcessID(0), thread: ThreadID = ThreadID(0)) -> ThreadKey {
        let identity = ThreadIdentity(name: name, process: process, thread: thread)
        if let known = threadKeys[identity] { return known }
        let key = ThreadKey(Int32(clamping: threads.count + 1))
        let started = Timestamp(nanosecondsSinceEpoch: 0)
        threads.append(ThreadRecord(key: key, process: process, thread: thread, name: name, started: started))
        threadKeys[identity] = key
        return key
    }

    mutating func module(_ path: String) -> ModuleID {
        if let known = moduleIDs[path] { return known }
        let id = ModuleID(Int32(clamping: modules.count + 1))
        modules.append(Module(id: id, path: path, buildID: nil))
        moduleIDs[path] = id
        return id
    }

    mutating func frame(
        _ name: String, kind: FrameKind = .native, module: ModuleID? = nil, file: String? = nil, line: Int32? = nil
    ) -> FrameID {
        let name = Self.shortened(name)
        let identity = FrameIdentity(name: name, kind: kind, module: module, file: file, line: line)
        if let known = frameIDs[identity] { return known }
        let id = FrameID(Int32(clamping: frames.count + 1))
        frames.append(Frame(id: id, kind: kind, function: name, module: module, file: file, line: line))
        frameIDs[identity] = id
        return id
    }

    /// A frame of which nothing but its name is known, as UTF-8; what is none is repaired.
    mutating func frame(_ name: UnsafeBufferPointer<UInt8>) -> FrameID {
        let next = Int32(clamping: frames.count + 1)
        let (number, isNew) = namedFrames.number(of: TextHash(name), orInsert: next)
        if isNew {
            // One byte more than fits shows that it is too long.
            let text = String(decoding: name.prefix(Self.longestName + 1), as: UTF8.self)
            frames.append(Frame(id: FrameID(number), kind: .native, function: Self.shortened(text)))
        }
        return FrameID(number)
    }

    mutating func stack(_ frame: FrameID, below parent: StackID?) -> StackID {
        let edge = Edge(parent: parent?.rawValue ?? 0, frame: frame)
        let (number, isNew) = stackIDs.number(of: edge, orInsert: Int32(clamping: stacks.count + 1))
        if isNew { stacks.append(StackNode(id: StackID(number), parent: parent, frame: frame)) }
        return StackID(number)
    }

    mutating func add(_ weight: Weight, second: Int64, thread: ThreadKey, stack: StackID) {
        rollups.add(Rollup(second: second, thread: thread, stack: stack, weight: weight))
    }

    /// Adds many at once, of which no two are of one place or hardly any.
    mutating func add(_ many: some Collection<Rollup>) { rollups.add(many) }

    mutating func reject(_ place: @autoclosure () -> String, _ problem: @autoclosure () -> String) {
        deadLetters.add(place(), problem())
    }

    /// Throws where nothing was understood. Nothing can be added afterwards.
    mutating func finish(
        name: String, format: String, started: Timestamp = Timestamp(nanosecondsSinceEpoch: 0)
    ) throws(ImportError) -> ImportResult {
        // What is only needed to look things up gives its memory back before more of it is asked for.
        (namedFrames, stackIDs, frameIDs) = (NumberTable(), NumberTable(), [:])
        let sums = rollups.finish()
        guard !sums.isEmpty else {
            throw .nothingUnderstood(name: name, format: format, first: deadLetters.first.first?.description)
        }
        let info = RecordingInfo(
            process: ProcessID(0), executable: name, commandLine: "", host: "", started: started, rate: 0,
            engine: .imported, version: "")
        var delta = RecordingDelta(info: info)
        swap(&delta.threads, &threads)
        swap(&delta.modules, &modules)
        swap(&delta.frames, &frames)
        swap(&delta.stacks, &stacks)
        delta.rollups = sums
        return ImportResult(delta: delta, deadLetters: deadLetters)
    }

    private static func shortened(_ name: String) -> String {
        if name.isEmpty { return "[unnamed]" }
        guard name.utf8.count > longestName else { return name }
        return String(decoding: name.utf8.prefix(longestName), as: UTF8.self) + "…"
    }
}
