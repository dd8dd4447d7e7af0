import GlassModel

/// Reads what `perf script` writes, a piece of the input at a time. A sample weighs its period: nanoseconds of CPU time
/// for the clocks of `perf`; of other events (cycles), whose times a file does not say, each counts as one, so that
/// shares are right. Where there are several events, the first one's samples are read.
public struct PerfScriptReader {
    static let format = "output of perf script"

    private let name: String
    private var lines = LineReader(PerfScriptLines())

    /// - Parameter name: What errors call the input.
    public init(name: String) { self.name = name }

    /// Takes the next piece of the input.
    public mutating func read(_ bytes: some Sequence<UInt8>) { lines.read(bytes) }

    /// Call once after the last piece.
    public mutating func finish() throws(ImportError) -> ImportResult {
        lines.finish()
        return try lines.taker.finish(name: name)
    }

    /// Whether a text begins like this format: a sample's first line, and a frame behind it or below.
    static func recognises(_ start: [UInt8]) -> Bool {
        start.withUnsafeBufferPointer { bytes in
            var followsHeader = false
            for slice in bytes.split(separator: 0x0A, maxSplits: 200).prefix(200) {
                let line = UnsafeBufferPointer(rebasing: slice)
                if followsHeader, PerfFrame(line[...]) != nil { return true }
                let header = line.first == 0x23 ? nil : PerfSampleHeader(line)
                if let header, PerfFrame(header.rest) != nil { return true }
                followsHeader = header != nil
            }
            return false
        }
    }
}

/// What the samples of a file add up to.
private struct PerfScriptLines: LineTaker {
    private struct OpenSample {
        let second: Int64
        let thread: ThreadKey
        let weight: Weight
    }

    private enum Position {
        case betweenSamples
        case inSample
        /// What belongs to a sample that is not read.
        case skipping
    }

    private var builder = ImportBuilder()
    private var position = Position.betweenSamples
    private var sample: OpenSample?
    /// The sample's, innermost first, as they come.
    private var frames: [FrameID] = []
    private var isCut = false
    /// The event that is read.
    private var event: String?
    /// The first second: times are of a clock that began at some other time.
    private var origin: Int64?
    /// Lines of chains that were there before: most are.
    private var knownLines = NumberTable<TextHash>()
    /// By the lines' numbers; nil for one that is no frame.
    private var framesOfLines: ContiguousArray<FrameID?> = []

    mutating func take(_ line: UnsafeBufferPointer<UInt8>, number: Int) {
        guard let first = line.first(where: { !$0.isBlank }) else { return endSample() }
        if first == 0x23, position == .betweenSamples { return }
        let isIndented = line[0].isBlank
        switch position {
        case .inSample where isIndented: takeFrame(line, number)
        case .skipping where isIndented && PerfSampleHeader(line) == nil: break
        case .betweenSamples, .inSample, .skipping:
            endSample()
            begin(line, number)
        }
    }

    mutating func skippedLine(number: Int) { builder.reject("line \(number)", "too long for a frame") }

    mutating func finish(name: String) throws(ImportError) -> ImportResult {
        endSample()
        knownLines = NumberTable()
        return try builder.finish(name: name, format: PerfScriptReader.format)
    }

    private mutating func begin(_ line: UnsafeBufferPointer<UInt8>, _ number: Int) {
        position = .skipping
        guard let header = PerfSampleHeader(line) else {
            return builder.reject("line \(number)", "not the first line of a sample")
        }
        let event = self.event ?? header.event
        self.event = event
        guard header.event == event else {
            return builder.reject("line \(number)", "a sample of `\(header.event)`: only those of `\(event)` are read")
        }
        position = .inSample
        isCut = false
        sample = open(header)
        if let frame = PerfFrame(header.rest) {
            frames.append(id(of: frame))
            endSample()
        }
    }

    private mutating func open(_ header: PerfSampleHeader) -> OpenSample {
        let second = (header.time ?? 0) / 1_000_000_000
        let origin = self.origin ?? second
        self.origin = origin
        let amount = Nanoseconds(header.period ?? 1_000)
        let thread = builder.thread(
            name: header.comm, process: ProcessID(header.process ?? 0), thread: ThreadID(header.thread))
        return OpenSample(
            second: max(0, second - origin), thread: thread, weight: Weight(samples: 1, cpu: amount, wall: amount))
    }

    private mutating func takeFrame(_ line: UnsafeBufferPointer<UInt8>, _ number: Int) {
        let (known, isNew) = knownLines.number(of: TextHash(line), orInsert: Int32(clamping: framesOfLines.count))
        if isNew { framesOfLines.append(PerfFrame(line[...]).map { id(of: $0) }) }
        guard let frame = framesOfLines[Int(known)] else { return builder.reject("line \(number)", "not a frame") }
        frames.append(frame)
        guard frames.count > FoldedReader.depthLimit else { return }
        // Innermost frames come first: those that are cut off are the outermost.
        if !isCut {
            isCut = true
            builder.reject("line \(number)", "deeper than \(FoldedReader.depthLimit) frames; the rest was cut off")
        }
        frames.removeLast()
    }

    private mutating func id(of frame: PerfFrame) -> FrameID {
        builder.frame(
            frame.function, kind: frame.isInlined ? .inlined : .native, module: frame.module.map { builder.module($0) })
    }

    private mutating func endSample() {
        position = .betweenSamples
        guard let sample else { return }
        self.sample = nil
        var stack: StackID?
        for frame in frames.reversed() { stack = builder.stack(frame, below: stack) }
        frames.removeAll(keepingCapacity: true)
        let place = stack ?? builder.stack(builder.frame("[no stack]", kind: .synthetic), below: nil)
        builder.add(sample.weight, second: sample.second, thread: sample.thread, stack: place)
    }
}
