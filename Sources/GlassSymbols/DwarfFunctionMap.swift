import CGlass

/// What stands at each address of one function, found in one pass over its scopes and its rows of the line table: of
/// functions in which a program spends its time, ever new addresses are asked for.
struct DwarfFunctionMap {
    /// The number of a file's path, and a line; 0 for none.
    private typealias Place = (file: UInt32, line: UInt32)
    private typealias Position = NameCollection.Position

    private let reader: DwarfReader
    private var unit: DwarfReader.Unit
    private let tree: DwarfScopeTree
    /// For the function that each inlined call is an instance of, by its DIE.
    private var names: [Dwarf_Off: ReadableName?] = [:]
    private var numbersOfFiles: [UInt64: UInt32] = [:]

    /// Nil where the function is too large.
    init?(of function: Dwarf_Die, in unit: DwarfReader.Unit, _ reader: DwarfReader) {
        guard let tree = DwarfScopeTree(of: function) else { return nil }
        self.reader = reader
        self.unit = unit
        self.tree = tree
    }

    /// Adds what stands in `range`, all of which is the function's; nothing where that is in more pieces than `limit`.
    /// - Parameter name: The function's own.
    mutating func collect(_ range: Range<UInt64>, name: ReadableName, limit: Int, into names: inout NameCollection) {
        guard let rows = reader.rows(in: range, of: &unit, limit: limit) else { return }
        let borders = Set([range.lowerBound] + rows.map(\.address) + tree.borders(within: range)).sorted()
        guard borders.count <= limit, let scopes = tree.innermost(at: borders) else { return }
        let positions = positions(at: borders, in: scopes, rows, name, &names)
        var run: [NameCollection.Stretch] = []
        for (index, start) in borders.enumerated() {
            let end = index + 1 < borders.count ? borders[index + 1] : range.upperBound
            if let last = run.last, last.position == positions[index] {
                run[run.count - 1].length = UInt32(clamping: end - last.start)
            } else {
                run.append(.init(start: start, length: UInt32(clamping: end - start), position: positions[index]))
            }
        }
        names.add(run)
    }

    private mutating func positions(
        at borders: [UInt64], in scopes: [Int], _ rows: [DwarfReader.Row], _ name: ReadableName,
        _ names: inout NameCollection
    ) -> [UInt32] {
        var callers = Callers(count: tree.scopes.count)
        var files: [UnsafePointer<CChar>: UInt32] = [:]
        var place = (file: NameCollection.none, line: UInt32(0))
        var next = 0
        return zip(borders, scopes).map { border, scope in
            while next < rows.count, rows[next].address <= border {
                place = (
                    rows[next].file.map { number(ofFile: $0, &files, &names) } ?? NameCollection.none, rows[next].line
                )
                next += 1
            }
            return position(in: scope, at: place, name, &callers, &names)
        }
    }

    private func number(
        ofFile path: UnsafePointer<CChar>, _ known: inout [UnsafePointer<CChar>: UInt32], _ names: inout NameCollection
    ) -> UInt32 {
        if let number = known[path] { return number }
        let number = names.number(of: SourcePath.normalized(path))
        known[path] = number
        return number
    }

    // MARK: Inlined calls

    /// For each scope the position of the call that it is, once that is known.
    private struct Callers {
        var positions: [UInt32?]

        init(count: Int) { positions = Array(repeating: nil, count: count) }
    }

    /// A place within a scope: the scope's function there, and what that was inlined into.
    private mutating func position(
        in scope: Int, at place: Place, _ own: ReadableName, _ callers: inout Callers, _ names: inout NameCollection
    ) -> UInt32 {
        let call = tree.call(around: scope)
        let caller = caller(of: call, own, &callers, &names)
        guard let name = call == 0 ? own : self.name(of: call) else { return caller }
        let position = Position(
            function: names.number(of: name.text), file: place.file, wholeName: names.number(of: name.whole),
            line: place.line, role: name.role, caller: caller, isInlined: call != 0)
        return names.number(of: position)
    }

    /// Where an inlined call is made; none for the function itself.
    private mutating func caller(
        of call: Int, _ own: ReadableName, _ callers: inout Callers, _ names: inout NameCollection
    ) -> UInt32 {
        guard call != 0 else { return NameCollection.none }
        if let known = callers.positions[call] { return known }
        let (file, line) = DwarfReader.callPlace(of: tree.scopes[call].die)
        let place = (file: file.map { number(ofFile: $0, &names) } ?? NameCollection.none, line: line)
        let position = position(in: tree.scopes[call].parent, at: place, own, &callers, &names)
        callers.positions[call] = position
        return position
    }

    private mutating func number(ofFile file: UInt64, _ names: inout NameCollection) -> UInt32 {
        if let known = numbersOfFiles[file] { return known }
        let number = names.number(of: reader.file(file, in: &unit))
        numbersOfFiles[file] = number
        return number
    }

    private mutating func name(of call: Int) -> ReadableName? {
        let die = tree.scopes[call].die
        let origin = DwarfReader.origin(of: die)
        if let known = names[origin] { return known }
        let name = DwarfReader.name(of: die)
        names[origin] = name
        return name
    }
}
