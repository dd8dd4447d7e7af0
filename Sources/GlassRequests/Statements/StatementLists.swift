/// Folds lists while they are written: an element of `IN (...)`, `VALUES (...), (...)` or `ARRAY[...]` that looks as one
/// before it, once its values are gone, is taken back. So lists of any length get one form.
struct StatementLists {
    private struct List {
        /// The depth of brackets at which its commas stand.
        let depth: Int
        let opener: UInt8
        /// Where the element that is being written starts; nil before its first token.
        var elementStart: Int?
        /// Where the comma before it stands.
        var separator = 0
        var kept: [Range<Int>] = []
    }

    /// The most elements of a list that are shown though they differ.
    private static let maximumKept = 8
    /// The most lists that are folded within each other.
    private static let maximumDepth = 64
    private static let values = UInt8(ascii: "V")

    private var lists: [List] = []

    var isInside: Bool { !lists.isEmpty }

    // MARK: Where a list starts

    /// Whether a bracket that comes now opens a list.
    func opens(_ bracket: UInt8, after written: [UInt8], isElement: Bool, depth: Int) -> Bool {
        guard lists.count < Self.maximumDepth else { return false }
        if bracket == UInt8(ascii: "(") { return Self.ends(written, in: "IN") }
        if let list = lists.last, list.opener == bracket, list.depth == depth, isElement { return true }
        return Self.ends(written, in: "ARRAY")
    }

    mutating func open(_ bracket: UInt8, depth: Int) { lists.append(List(depth: depth, opener: bracket)) }

    /// `VALUES`: its elements stand in no bracket of their own.
    mutating func openValues(_ word: RawSpan, depth: Int) {
        guard lists.count < Self.maximumDepth, StatementKeyword.same(word, "VALUES") else { return }
        lists.append(List(depth: depth, opener: Self.values))
    }

    // MARK: What is about to be written

    mutating func beforeComma(depth: Int, _ written: inout [UInt8]) {
        guard let last = lists.indices.last, lists[last].depth == depth else { return }
        finishElement(last, &written)
        lists[last].separator = written.count
    }

    mutating func beforeClose(depth: Int, _ written: inout [UInt8]) {
        while let last = lists.indices.last, lists[last].depth >= depth {
            let isBracketed = lists[last].opener != Self.values
            finishElement(last, &written)
            lists.removeLast()
            if isBracketed { return }
        }
    }

    /// `IN (SELECT ...)` is no list.
    mutating func beforeWord(isSelect: Bool, depth: Int, _ written: inout [UInt8]) {
        if isSelect, let list = lists.last, list.depth == depth, list.kept.isEmpty, list.elementStart == nil {
            lists.removeLast()
        } else {
            beforeOther(depth: depth, &written)
        }
    }

    /// A token that is neither bracket nor comma ends a list of `VALUES` where it stands beside it.
    mutating func beforeOther(depth: Int, _ written: inout [UInt8]) {
        guard let last = lists.indices.last, lists[last].opener == Self.values, lists[last].depth == depth else {
            return
        }
        finishElement(last, &written)
        lists.removeLast()
    }

    mutating func startElement(at offset: Int, isComma: Bool) {
        guard !isComma, let last = lists.indices.last, lists[last].elementStart == nil else { return }
        lists[last].elementStart = offset
    }

    /// The statement ends. An element that is cut is left out where another shows what it is.
    mutating func end(_ written: inout [UInt8], isCut: Bool) {
        if isCut, let outermost = lists.first(where: { !$0.kept.isEmpty && $0.elementStart != nil }) {
            written.removeSubrange(outermost.separator...)
        } else {
            while let last = lists.indices.last {
                finishElement(last, &written)
                lists.removeLast()
            }
        }
    }

    private mutating func finishElement(_ index: Int, _ written: inout [UInt8]) {
        guard let start = lists[index].elementStart, start < written.count else { return }
        lists[index].elementStart = nil
        let element = written[start...]
        let kept = lists[index].kept
        if kept.count >= Self.maximumKept || kept.contains(where: { written[$0].elementsEqual(element) }) {
            written.removeSubrange(lists[index].separator...)
        } else {
            lists[index].kept.append(start..<written.count)
        }
    }

    private static func ends(_ written: [UInt8], in word: StaticString) -> Bool {
        let length = word.utf8CodeUnitCount
        guard written.count >= length else { return false }
        let start = written.count - length
        for index in 0..<length where written[start + index].upperCased != word.utf8Start[index] { return false }
        return start == 0 || !(written[start - 1].isLetter || written[start - 1] == UInt8(ascii: "_"))
    }
}
