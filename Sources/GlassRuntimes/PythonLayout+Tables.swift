/// The tables of the versions that publish none of their own, taken with `offsetof` from the headers of 3.8.18,
/// 3.9.18, 3.10.13, 3.11.7 and 3.12.1 on x86-64; the ABI of these structures does not change within a series.
extension PythonLayout {
    static func table(of version: PythonVersion) -> PythonLayout? {
        switch (version.major, version.minor) {
        case (3, 8): before311(modules: 56, lock: 1152, lastInstruction: .index(104, unit: 1), locals: 360, .deltas)
        case (3, 9): before311(modules: 856, lock: 352, lastInstruction: .index(104, unit: 1), locals: 360, .deltas)
        case (3, 10): before311(modules: 856, lock: 352, lastInstruction: .index(96, unit: 2), locals: 352, .ranges)
        case (3, 11): python311
        case (3, 12): python312
        default: nil
        }
    }

    private static func before311(
        modules: Int, lock: Int, lastInstruction: Instruction, locals: Int,
        _ lineTableFormat: LineTableFormat
    ) -> PythonLayout {
        PythonLayout(
            runtime: Runtime(interpretersHead: 32, lock: lock),
            interpreter: Interpreter(next: 0, threadsHead: 8, modules: modules),
            thread: Thread(size: 264, current: .inThread(24), pthread: 176),
            frame: Frame(
                size: 112, previous: 24, code: 32, globals: 48, instruction: lastInstruction, localsPlus: locals,
                boundary: .everyFrame),
            code: Code(
                size: 176, fileName: 104, name: 112, firstLine: 40, lineTable: 120, lineTableFormat: lineTableFormat,
                variables: Variables(
                    argumentCount: 16, keywordCount: 24, flags: 36,
                    names: .byKind(locals: 72, cells: 88, free: 80))),
            text: Text(asciiSize: 48, compactSize: 72))
    }

    static let python311 = PythonLayout(
        runtime: Runtime(interpretersHead: 40, lock: 360),
        interpreter: Interpreter(next: 0, threadsHead: 16, modules: 888),
        thread: Thread(
            size: 360, current: .throughCallRecord(pointer: 56, frame: 8, previous: 16), pthread: 152, nativeID: 160,
            runningLoop: .inDictionary(128), dataStackChunk: 296),
        frame: Frame(
            size: 72, previous: 48, code: 32, globals: 8, instruction: .previousUnit(56), localsPlus: 72, stackTop: 64,
            boundary: .flag(68), owner: 69),
        code: Code(
            size: 184, fileName: 112, name: 120, qualifiedName: 128, firstLine: 72, lineTable: 136,
            lineTableFormat: .locations, instructions: 184,
            variables: Variables(
                argumentCount: 56, keywordCount: 64, flags: 48, names: .joined(names: 96, kinds: 104))),
        text: Text(asciiSize: 48, compactSize: 72),
        dictionary: .since311,
        generator: Generator(frameState: 75, frame: 80),
        task: Task(size: 176, callback: 24, coroutine: 136, name: 144),
        values: Values(attributes: .pointers))

    static let python312 = PythonLayout(
        runtime: Runtime(interpretersHead: 40),
        interpreter: Interpreter(next: 0, threadsHead: 72, modules: 944, lockPointer: 384),
        thread: Thread(
            size: 288, current: .throughCallRecord(pointer: 56, frame: 0, previous: 8), pthread: 136, nativeID: 144,
            runningLoop: .inDictionary(112), dataStackChunk: 232),
        frame: Frame(
            size: 72, previous: 8, code: 0, globals: 24, instruction: .previousUnit(56), localsPlus: 72, stackTop: 64,
            boundary: .owner(3), owner: 70),
        code: Code(
            size: 192, fileName: 112, name: 120, qualifiedName: 128, firstLine: 68, lineTable: 136,
            lineTableFormat: .locations, instructions: 192,
            variables: Variables(
                argumentCount: 52, keywordCount: 60, flags: 48, names: .joined(names: 96, kinds: 104))),
        text: Text(asciiSize: 40, compactSize: 56),
        dictionary: .since311,
        generator: Generator(frameState: 67, frame: 72),
        task: Task(size: 176, callback: 24, coroutine: 136, name: 144),
        values: Values(integersAreTagged: true, attributes: .taggedPointer))
}
