import GlassModel

/// A code object as it was when it was read.
struct PythonCode: Sendable {
    let identity: Identity
    let function: PythonFunction
    private let lines: LineTable
    /// Where the instructions begin, since 3.11.
    private let instructions: UInt64
    /// Where it is the function in which an executor's thread runs what it was given.
    let executor: ExecutorFrame?

    /// What makes it this code object and no other that came to stand at the same address.
    struct Identity: Hashable, Sendable {
        let type: VirtualAddress
        let fileName: VirtualAddress
        let name: VirtualAddress
        let lineTable: VirtualAddress
        let firstLine: Int32
        /// The memory of a name that died is soon another's, or of what is no text at all.
        let nameMark: NameMark

        /// What tells texts apart without reading them: the length of a `str` of any width and, next to it, its hash, which
        /// Python computes when it interns the name of a code object.
        struct NameMark: Hashable, Sendable {
            let length: UInt64
            let hash: UInt64

            static let offset = 16
            static let size = 16

            /// - Parameter bytes: ``size`` of them, from ``offset`` in the `str`.
            init?(_ bytes: UnsafeRawBufferPointer) {
                guard let length: UInt64 = bytes.integer(0), let hash: UInt64 = bytes.integer(8) else { return nil }
                (self.length, self.hash) = (length, hash)
            }
        }

        /// Whether it is none that a person wrote: since 3.13 the interpreter puts a frame of its own between a class and
        /// its `__init__`, whose file is its name.
        var isInternal: Bool { fileName == name }

        /// Nothing where there is no code object.
        init?(at address: VirtualAddress, _ objects: PythonObjects<some MemoryReader>) {
            let layout = objects.layout.code
            guard let block = objects.memory.block(at: address, count: layout.size),
                let name = block.pointer(layout.qualifiedName ?? layout.name),
                let mark = objects.memory.block(at: name + NameMark.offset, count: NameMark.size)?
                    .bytes.withUnsafeBytes({ NameMark($0) }),
                let identity = block.bytes.withUnsafeBytes({ Self($0, mark, layout) })
            else { return nil }
            self = identity
        }

        /// Of a code object that was copied.
        init?(_ code: UnsafeRawBufferPointer, _ nameMark: NameMark, _ layout: PythonLayout.Code) {
            guard let type = code.pointer(8), let fileName = code.pointer(layout.fileName),
                let name = code.pointer(layout.qualifiedName ?? layout.name),
                let lineTable = code.pointer(layout.lineTable),
                let firstLine: Int32 = code.integer(layout.firstLine)
            else { return nil }
            self.type = type
            self.fileName = fileName
            self.name = name
            self.lineTable = lineTable
            self.firstLine = firstLine
            self.nameMark = nameMark
        }
    }

    init?(
        at address: VirtualAddress, _ identity: Identity, globals: VirtualAddress?,
        _ objects: PythonObjects<some MemoryReader>
    ) {
        guard objects.typeName(ofType: identity.type) == "code", let file = objects.text(at: identity.fileName),
            let name = objects.text(at: identity.name), let lines = objects.byteString(at: identity.lineTable)
        else { return nil }
        self.init(
            at: address, identity, (file, name, lines), module: globals.flatMap { objects.moduleName(ofGlobals: $0) },
            objects)
    }

    /// Of what was copied while its frame stood still: the code may be gone, and its module is only known where it is not.
    init?(
        at address: VirtualAddress, _ identity: Identity, copied texts: PythonCodeTexts, globals: VirtualAddress?,
        _ objects: PythonObjects<some MemoryReader>
    ) {
        guard objects.typeName(ofType: identity.type) == "code",
            let content = texts.content(of: identity, objects.layout)
        else { return nil }
        let module = globals.flatMap { objects.moduleName(ofGlobals: $0) }
        let isAlive = Identity(at: address, objects) == identity
        self.init(at: address, identity, content, module: isAlive ? module : nil, objects)
    }

    private init(
        at address: VirtualAddress, _ identity: Identity, _ content: (file: String, name: String, lines: [UInt8]),
        module: String?, _ objects: PythonObjects<some MemoryReader>
    ) {
        let layout = objects.layout.code
        self.identity = identity
        lines = LineTable(content.lines, firstLine: identity.firstLine, format: layout.lineTableFormat)
        instructions = layout.instructions.map { (address + $0).rawValue } ?? 0
        function = PythonFunction(
            qualifiedName: content.name, file: content.file, firstLine: identity.firstLine, module: module)
        executor = ExecutorFrame(function, at: address, identity, objects)
    }

    /// The line of an instruction as a frame states it.
    func line(of instruction: UInt64, _ statement: PythonLayout.Instruction) -> Int32? {
        let offset: Int
        switch statement {
        case .index(_, let unit): offset = Int(truncatingIfNeeded: instruction) &* unit
        case .previousUnit, .unit: offset = Int(truncatingIfNeeded: instruction &- instructions)
        }
        // A function that has not begun stands before its first instruction.
        return offset < 0 ? function.firstLine : lines.line(at: offset)
    }
}

extension PythonObjects {
    /// A `bytes` object.
    func byteString(at object: VirtualAddress) -> [UInt8]? {
        typeName(of: object) == "bytes" ? content(ofBytes: object) : nil
    }

    /// Of what is known to be one.
    func content(ofBytes object: VirtualAddress) -> [UInt8]? {
        guard let size: Int64 = memory.integer(at: object + 16), size >= 0, size <= MemoryBlock.maximumCount else {
            return nil
        }
        return memory.bytes(at: object + 32, count: Int(size))
    }

    func moduleName(ofGlobals globals: VirtualAddress) -> String? {
        value("__name__", in: globals, .oldestFirst).flatMap(text(at:))
    }
}
