import GlassModel

/// Reads a profile of whatever format, a piece at a time, so that a large one need not be in memory: stacks that come
/// again are added up at once. Documents that are one whole (JSON, CSV with quotes) are gathered first.
public struct ImportReader {
    private let name: String
    /// Until enough came to tell the format.
    private var start: [UInt8] = []
    private var format: ImportFormat?
    private var folded: FoldedReader?
    private var perfScript: PerfScriptReader?
    private var whole: [UInt8] = []

    /// - Parameter name: What errors call the input.
    public init(name: String) { self.name = name }

    /// Takes the next piece of the input.
    ///
    /// - Throws: Where it is of no format that could be read, as soon as that shows.
    public mutating func read(_ bytes: some Collection<UInt8>) throws(ImportError) {
        guard format == nil else { return pass(bytes) }
        start.append(contentsOf: bytes)
        if start.count >= ProfileImport.prefixLength { try begin() }
    }

    /// Call once after the last piece.
    public mutating func finish() throws(ImportError) -> ImportResult {
        if format == nil {
            guard !start.isEmpty else { throw .empty(name: name) }
            try begin()
        }
        if let result = try folded?.finish() { return result }
        if let result = try perfScript?.finish() { return result }
        return format == .speedscope
            ? try SpeedscopeReader.read(whole, name: name) : try SamplesCSVReader.read(whole, name: name)
    }

    private mutating func begin() throws(ImportError) {
        let format = try ProfileImport.detect(start, name: name)
        self.format = format
        switch format {
        case .folded: folded = FoldedReader(name: name)
        case .perfScript: perfScript = PerfScriptReader(name: name)
        case .speedscope, .samplesCSV: break
        }
        var bytes: [UInt8] = []
        swap(&bytes, &start)
        pass(bytes)
    }

    private mutating func pass(_ bytes: some Collection<UInt8>) {
        switch format {
        case .folded: folded?.read(bytes)
        case .perfScript: perfScript?.read(bytes)
        case .speedscope, .samplesCSV, nil: whole.append(contentsOf: bytes)
        }
    }
}
