import GlassModel

extension PythonRuntime {
    /// The local variables of the frames of a capture, innermost first, without those that the interpreter put there itself.
    ///
    /// To be read while the thread stands still: its frames keep their values alive as long. Other threads may run and change
    /// what collections hold, so everything is read twice; what differs is ``PythonValue/changing``. Beyond `limit` objects
    /// nothing more is read.
    public func locals(_ capture: PythonCapture, limit: Int = 8192, _ memory: some MemoryReader) -> [PythonLocals] {
        guard layout.code.variables != nil, layout.frame.localsPlus != nil else { return [] }
        let objects = PythonObjects(layout: layout, memory: memory)
        var reader = PythonValueReader(objects: objects, remaining: limit)
        return capture.chain.calls.flatMap(\.frames).compactMap { reader.remaining > 0 ? reader.locals(of: $0) : nil }
    }
}

extension PythonValueReader {
    /// More variables than are believed of one function.
    private static var maximumVariables: Int { 1024 }

    fileprivate mutating func locals(of frame: PythonChain.RawFrame) -> PythonLocals? {
        let layout = objects.layout.code
        guard let code = objects.memory.block(at: frame.code, count: layout.size),
            let name = code.pointer(layout.qualifiedName ?? layout.name), let file = code.pointer(layout.fileName),
            name != file, let function = objects.text(at: name), let path = objects.text(at: file)
        else { return nil }
        return PythonLocals(function: function, file: path, variables: variables(of: frame, code))
    }

    private mutating func variables(of frame: PythonChain.RawFrame, _ code: MemoryBlock) -> [PythonLocals.Variable] {
        guard let layout = objects.layout.code.variables, let start = objects.layout.frame.localsPlus,
            let names = names(in: code, layout.names),
            let slots = objects.memory.block(at: frame.address + start, count: names.count * 8)
        else { return [] }
        let arguments = layout.argumentCount(in: code)
        var variables: [PythonLocals.Variable] = []
        for (index, name) in names.enumerated() where remaining > 0 {
            // Since 3.14 the lowest bits say who counts the reference.
            guard let word: UInt64 = slots.integer(8 * index), let object = VirtualAddress(pointer: word & ~3),
                let text = objects.text(at: name.object, upTo: Self.maximumTextLength)
            else { continue }
            guard let value = value(ofSlot: object, mayBeCell: name.mayBeCell) else { continue }
            variables.append(.init(name: text, isArgument: index < arguments, value: value))
        }
        return variables
    }

    /// Nothing where a cell is empty.
    private mutating func value(ofSlot object: VirtualAddress, mayBeCell: Bool) -> PythonValue? {
        guard mayBeCell, objects.typeName(of: object) == "cell" else { return settledValue(at: object) }
        return objects.memory.pointer(at: object + 16).map { settledValue(at: $0) }
    }

    private typealias Name = (object: VirtualAddress, mayBeCell: Bool)

    private func names(in code: MemoryBlock, _ names: PythonLayout.VariableNames) -> [Name]? {
        let elements = { (offset: Int) in
            code.pointer(offset).flatMap { objects.elements(ofTuple: $0, upTo: Self.maximumVariables) }
        }
        switch names {
        case .byKind(let locals, let cells, let free):
            guard let locals = elements(locals), let cells = elements(cells), let free = elements(free)
            else { return nil }
            return locals.map { ($0, false) } + (cells + free).map { ($0, true) }
        case .joined(let names, let kinds):
            guard let names = elements(names),
                let kinds = code.pointer(kinds).flatMap({ objects.byteString(at: $0) }), kinds.count == names.count
            else { return nil }
            return zip(names, kinds).map { ($0, $1 & 0xC0 != 0) }
        }
    }
}

extension PythonLayout.Variables {
    /// Positional and keyword arguments, `*args` and `**kwargs`.
    fileprivate func argumentCount(in code: MemoryBlock) -> Int {
        let count: Int32 = code.integer(argumentCount) ?? 0
        let keywords: Int32 = code.integer(keywordCount) ?? 0
        let flags: UInt32 = code.integer(flags) ?? 0
        return Int(count) + Int(keywords) + (flags & 4 != 0 ? 1 : 0) + (flags & 8 != 0 ? 1 : 0)
    }
}
