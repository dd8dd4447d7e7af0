import GlassModel

/// The offsets that CPython publishes of itself at the start of `_PyRuntime` since 3.13 (`_Py_DebugOffsets`): a cookie,
/// the version, and 64-bit numbers group by group, each group led by the size of its structure.
struct PythonDebugOffsets {
    let version: PythonVersion
    let isFreeThreaded: Bool
    private let fields: [Int]

    /// No structure that is read here is larger.
    private static let maximumOffset: UInt64 = 1 << 24

    /// Nothing where there is no cookie or an offset is absurd.
    init?(at runtime: VirtualAddress, _ memory: some MemoryReader) {
        guard let block = memory.block(at: runtime, count: 24 + 8 * Field.count),
            Array(block.bytes.prefix(8)) == Array("xdebugpy".utf8),
            let hexadecimal: UInt64 = block.integer(8), let threading: UInt64 = block.integer(16),
            let version = UInt32(exactly: hexadecimal).flatMap(PythonVersion.init(hexadecimal:))
        else { return nil }
        let fields = (0..<Field.count).compactMap { block.integer(24 + 8 * $0, as: UInt64.self) }
        guard fields.allSatisfy({ $0 < Self.maximumOffset }) else { return nil }
        self.version = version
        self.fields = fields.map(Int.init)
        isFreeThreaded = threading != 0
    }

    /// The place of a number among those that follow the head, in 3.13.
    enum Field: Int {
        static let count = 41
        case interpretersHead = 2
        case interpreterNext = 5
        case threadsHead = 6
        case modules = 8
        case lockPointer = 11
        case threadSize = 16
        case threadNext = 18
        case threadInterpreter = 19
        case currentFrame = 20
        case pthread = 21
        case nativeThread = 22
        case dataStackChunk = 23
        case framePrevious = 26
        case frameCode = 27
        case frameInstruction = 28
        case frameLocals = 29
        case frameOwner = 30
        case codeFileName = 32
        case codeName = 33
        case codeQualifiedName = 34
        case codeLineTable = 35
        case codeFirstLine = 36
        case codeInstructions = 40
    }

    subscript(field: Field) -> Int { fields[field.rawValue] }
}

extension PythonLayout {
    /// 3.13: what it publishes, and for the rest what its headers (3.13.0) say.
    static func python313(_ published: PythonDebugOffsets) -> PythonLayout {
        PythonLayout(
            runtime: Runtime(interpretersHead: published[.interpretersHead]),
            interpreter: Interpreter(
                next: published[.interpreterNext], threadsHead: published[.threadsHead],
                modules: published[.modules], lockPointer: published[.lockPointer]),
            thread: Thread(
                size: published[.threadSize], next: published[.threadNext],
                interpreter: published[.threadInterpreter], current: .inThread(published[.currentFrame]),
                pthread: published[.pthread], nativeID: published[.nativeThread],
                runningLoop: .afterThread(published[.threadSize]), dataStackChunk: published[.dataStackChunk]),
            frame: Frame(
                size: published[.frameLocals], previous: published[.framePrevious], code: published[.frameCode],
                globals: 24, instruction: .unit(published[.frameInstruction]), localsPlus: published[.frameLocals],
                stackTop: 64, boundary: .owner(3), owner: published[.frameOwner]),
            code: Code(
                size: published[.codeInstructions], fileName: published[.codeFileName], name: published[.codeName],
                qualifiedName: published[.codeQualifiedName], firstLine: published[.codeFirstLine],
                lineTable: published[.codeLineTable], lineTableFormat: .locations,
                instructions: published[.codeInstructions]),
            text: Text(asciiSize: 40, compactSize: 56),
            dictionary: .since311,
            generator: Generator(frameState: 67, frame: 72),
            task: Task(size: 144, callback: 24, coroutine: 120, name: 128))
    }
}
