import CGlass

extension SymbolModule {
    /// Learns what stands in all of a function, once.
    /// - Returns: Whether anything was learnt.
    func learn(_ function: Dwarf_Die, in unit: DwarfReader.Unit, _ reader: DwarfReader) -> Bool {
        var die = function
        guard kept != nil, functionsLearnt.insert(dwarf_dieoffset(&die)).inserted else { return false }
        let begin = Self.threadCPU
        defer { learningTime += Self.threadCPU - begin }
        guard var map = DwarfFunctionMap(of: function, in: unit, reader) else { return false }
        for piece in pieces(of: function, in: unit, reader).prefix(Self.mostPieces) {
            let (name, isLinkers) = compiledName(function, at: piece.lowerBound)
            guard let name, let room = kept?.room, !isLinkers || tables.allSatisfy({ $0.symbols.isOneFunction(piece) })
            else { continue }
            kept?.add { map.collect(piece, name: name, limit: room, into: &$0) }
        }
        return true
    }

    /// Compilers split a function into two or three, by how often its code runs.
    private static let mostPieces = 64

    /// The code that is the function's and nobody else's.
    private func pieces(of function: Dwarf_Die, in unit: DwarfReader.Unit, _ reader: DwarfReader) -> [Range<UInt64>] {
        var (die, pieces) = (function, [Range<UInt64>]())
        DwarfRanges.visitAll(&die) { range in
            guard units?.isOfOneUnit(range) == true else { return }
            var next = range.lowerBound
            while next < range.upperBound {
                var extent = CodeExtent(around: next)
                let found = reader.function(within: &extent, in: unit)
                let piece = extent.range.clamped(to: next..<range.upperBound)
                if found?.addr == function.addr { pieces.append(piece) }
                next = max(piece.upperBound, next + 1)
            }
        }
        return pieces
    }
}
