import GlassModel

/// The offsets that CPython publishes of itself at the start of `_PyRuntime` since 3.13 (`_Py_DebugOffsets`): a cookie,
/// the version, and 64-bit numbers group by group, each group led by the size of its structure.
struct PythonDebugOffsets {
    let version: PythonVersion
    let isFreeThreaded: Bool
    private let fields: [Int]

    /// No structure that is read here is larger.
    private static let maximumOffset: UInt64 = 1 << 24

    /// Nothing where there is no cookie, the version is unknown, or an offset is absurd.
    init?(at runtime: VirtualAddress, _ memory: some MemoryReader) {
        guard let head = memory.block(at: runtime, count: Self.headSize),
            Array(head.bytes.prefix(8)) == Array("xdebugpy".utf8),
            let hexadecimal: UInt64 = head.integer(8), let threading: UInt64 = head.integer(16),
            let version = UInt32(exactly: hexadecimal).flatMap(PythonVersion.init(hexadecimal:)),
            let places = Self.places(in: version), places.count == Field.allCases.count, let last = places.max(),
            let body = memory.block(at: runtime + Self.headSize, count: 8 * (last + 1))
        else { return nil }
        let fields = places.compactMap { body.integer(8 * $0, as: UInt64.self) }
        guard fields.count == places.count, fields.allSatisfy({ $0 < Self.maximumOffset }) else { return nil }
        self.version = version
        self.fields = fields.map(Int.init)
        isFreeThreaded = threading != 0
    }

    private static let headSize = 24

    /// The numbers that are read here.
    enum Field: Int, CaseIterable {
        case interpretersHead, interpreterNext, threadsHead, modules, lockPointer
        case threadSize, threadNext, threadInterpreter, currentFrame, pthread, nativeThread, dataStackChunk
        case framePrevious, frameCode, frameInstruction, frameLocals, frameOwner
        case codeFileName, codeName, codeQualifiedName, codeLineTable, codeFirstLine
        case codeArgumentCount, codeVariableNames, codeVariableKinds, codeInstructions
    }

    /// The place of each among the numbers that follow the head, in the order of `Field`.
    private static func places(in version: PythonVersion) -> [Int]? {
        switch (version.major, version.minor) {
        case (3, 13):
            [2, 5, 6, 8, 11] + [16, 18, 19, 20, 21, 22, 23] + [26, 27, 28, 29, 30] + [32, 33, 34, 35, 36]
                + [37, 38, 39, 40]
        case (3, 14):
            [2, 5, 6, 9, 12] + [19, 21, 22, 23, 24, 25, 26] + [29, 30, 31, 32, 33] + [37, 38, 39, 40, 41]
                + [42, 43, 44, 45]
        default: nil
        }
    }

    subscript(field: Field) -> Int { fields[field.rawValue] }
}

extension PythonLayout {
    /// Since 3.13: what it publishes, and for the rest what the headers of 3.13.0 and 3.14.10 say.
    init(_ published: PythonDebugOffsets) {
        self = PythonLayout(
            runtime: Runtime(interpretersHead: published[.interpretersHead]),
            interpreter: Interpreter(
                next: published[.interpreterNext], threadsHead: published[.threadsHead],
                modules: published[.modules], lockPointer: published[.lockPointer]),
            thread: Thread(
                size: published[.threadSize], next: published[.threadNext],
                interpreter: published[.threadInterpreter], current: .inThread(published[.currentFrame]),
                pthread: published[.pthread], nativeID: published[.nativeThread],
                dataStackChunk: published[.dataStackChunk]),
            frame: Frame(
                size: published[.frameLocals], previous: published[.framePrevious], code: published[.frameCode],
                globals: 24, instruction: .unit(published[.frameInstruction]), localsPlus: published[.frameLocals],
                boundary: .owner(3), owner: published[.frameOwner]),
            code: Code(
                size: published[.codeInstructions], fileName: published[.codeFileName], name: published[.codeName],
                qualifiedName: published[.codeQualifiedName], firstLine: published[.codeFirstLine],
                lineTable: published[.codeLineTable], lineTableFormat: .locations,
                instructions: published[.codeInstructions],
                variables: Variables(
                    argumentCount: published[.codeArgumentCount],
                    keywordCount: published[.codeArgumentCount] + 8, flags: published[.codeArgumentCount] - 4,
                    names: .joined(names: published[.codeVariableNames], kinds: published[.codeVariableKinds]))),
            text: Text(asciiSize: 40, compactSize: 56),
            dictionary: .since311,
            values: Values(
                tupleItems: published.version.series < PythonVersion(3, 14) ? 24 : 32, integersAreTagged: true,
                attributes: .inline))
        if published.version.series == PythonVersion(3, 13) { addTasks313() } else { addGenerators314() }
    }

    /// Where tasks stand is for asyncio's own module to say.
    private mutating func addGenerators314() {
        frame.stackPointer = 64
        generator = Generator(frameState: 67, frame: 72)
    }

    private mutating func addTasks313() {
        thread.runningLoop = .afterThread(thread.size)
        frame.stackTop = 64
        generator = Generator(frameState: 67, frame: 72)
        task = Task(size: 144, callback: 24, coroutine: 120, name: 128)
    }
}
