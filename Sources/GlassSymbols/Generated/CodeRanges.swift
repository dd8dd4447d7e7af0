import GlassModel
import HeapModule

/// Which of many pieces of code, each a range of addresses, holds an address. Where pieces overlap, the one that was
/// added later does: a runtime frees code and puts other code in its place without saying so.
struct CodeRanges {
    /// `value` from `start` up to `end`.
    struct Piece: Hashable {
        var start: UInt64
        var end: UInt64
        let value: Int32
    }

    /// Sorted, without overlaps.
    private var settled: [Piece] = []
    /// The same, of what was added since; where both know an address, these are right. Adding to few is quick, and a
    /// runtime adds all the time.
    private var recent: [Piece] = []

    var count: Int { settled.count + recent.count }

    func value(at address: UInt64) -> Int32? {
        Self.piece(at: address, in: recent)?.value ?? Self.piece(at: address, in: settled)?.value
    }

    /// Adds pieces in the order in which they came to be.
    mutating func add(_ pieces: [Piece]) {
        recent = Self.overlay(recent, with: Self.carved(pieces))
        guard recent.count > 1024 + settled.count / 4 else { return }
        settled = Self.overlay(settled, with: recent)
        recent = []
    }

    private static func piece(at address: UInt64, in pieces: [Piece]) -> Piece? {
        let above = pieces.partitioningIndex { $0.start > address }
        guard above > 0, address < pieces[above - 1].end else { return nil }
        return pieces[above - 1]
    }

    /// Pieces that may overlap, as sorted ones that do not: a sweep over their bounds, at each of which the latest of
    /// those that are open goes on.
    private static func carved(_ pieces: [Piece]) -> [Piece] {
        let order = pieces.indices.filter { pieces[$0].start < pieces[$0].end }.sorted {
            (pieces[$0].start, $0) < (pieces[$1].start, $1)
        }
        var bounds = order.flatMap { [pieces[$0].start, pieces[$0].end] }
        bounds.sort()
        var result: [Piece] = []
        var open = Heap<Int>()
        var next = 0
        for (place, bound) in bounds.enumerated() where place == 0 || bounds[place - 1] != bound {
            while next < order.count, pieces[order[next]].start == bound {
                open.insert(order[next])
                next += 1
            }
            while let latest = open.max, pieces[latest].end <= bound { open.removeMax() }
            guard let latest = open.max else { continue }
            let end = bounds[place...].first { $0 > bound } ?? bound
            if let last = result.last, last.end == bound, last.value == pieces[latest].value {
                result[result.count - 1].end = end
            } else {
                result.append(Piece(start: bound, end: end, value: pieces[latest].value))
            }
        }
        return result
    }

    /// Both in one, each sorted and without overlaps; `newer` hides what it covers. One pass over both.
    private static func overlay(_ older: [Piece], with newer: [Piece]) -> [Piece] {
        if older.isEmpty { return newer }
        var result: [Piece] = []
        result.reserveCapacity(older.count + newer.count)
        var next = 0
        for piece in older {
            var start = piece.start
            while next < newer.count, newer[next].start < piece.end {
                let cover = newer[next]
                if start < cover.start { result.append(Piece(start: start, end: cover.start, value: piece.value)) }
                start = max(start, cover.end)
                if cover.end > piece.end { break }
                result.append(cover)
                next += 1
            }
            if start < piece.end { result.append(Piece(start: start, end: piece.end, value: piece.value)) }
        }
        result.append(contentsOf: newer[next...])
        return result
    }
}
