import CGlass
import GlassModel

/// What the compiler inlined into one function, and its blocks, in the order in which its DIEs stand.
struct DwarfScopeTree {
    struct Scope {
        let die: Dwarf_Die
        /// The scope around it; the function's own is 0.
        let parent: Int
        let isInlined: Bool
        fileprivate let ranges: Range<Int>
    }

    /// The first is the function itself.
    private(set) var scopes: [Scope]
    private var ranges: [Range<UInt64>] = []

    /// A function with more is looked at address by address.
    private static let maximumCount = 1 << 15
    private static let maximumDepth = 512

    /// Nil where there is too much.
    init?(of function: Dwarf_Die) {
        scopes = [Scope(die: function, parent: 0, isInlined: false, ranges: 0..<0)]
        guard add(childrenOf: 0, depth: 1) else { return nil }
    }

    private mutating func add(childrenOf parent: Int, depth: Int) -> Bool {
        guard depth < Self.maximumDepth else { return false }
        var die = scopes[parent].die
        var isWhole = true
        DwarfTree.visitChildren(of: &die) { child in
            let tag = Int(dwarf_tag(&child))
            guard Self.isScope(tag) else { return true }
            isWhole = scopes.count < Self.maximumCount && ranges.count < Self.maximumCount
            guard isWhole else { return false }
            let first = ranges.count
            DwarfRanges.visitAll(&child) { ranges.append($0) }
            scopes.append(
                Scope(
                    die: child, parent: parent, isInlined: tag == DW_TAG_inlined_subroutine,
                    ranges: first..<ranges.count))
            isWhole = add(childrenOf: scopes.count - 1, depth: depth + 1)
            return isWhole
        }
        return isWhole
    }

    static func isScope(_ tag: Int) -> Bool {
        switch tag {
        case DW_TAG_inlined_subroutine, DW_TAG_lexical_block, DW_TAG_try_block, DW_TAG_catch_block: true
        default: false
        }
    }

    /// The inlined call that a scope is, or that is around it; 0 for the function itself.
    func call(around scope: Int) -> Int {
        var call = scope
        while call != 0, !scopes[call].isInlined { call = scopes[call].parent }
        return call
    }

    /// The addresses within `range` where a scope begins or ends.
    func borders(within range: Range<UInt64>) -> [UInt64] {
        ranges.flatMap { [$0.lowerBound, $0.upperBound] }.filter { range.contains($0) }
    }

    /// The innermost scope at each of `addresses`, which are sorted and hold all borders. Of two scopes that stand beside each
    /// other and share code the first has it. Nil where more scopes share code than in any sound file.
    func innermost(at addresses: [UInt64]) -> [Int]? {
        var owners = [Int](repeating: 0, count: addresses.count)
        var budget = addresses.count * Self.maximumDepth
        for (number, scope) in scopes.enumerated().dropFirst() {
            for range in ranges[scope.ranges] {
                let first = addresses.partitioningIndex { $0 >= range.lowerBound }
                let end = addresses.partitioningIndex { $0 >= range.upperBound }
                budget -= end - first
                guard budget >= 0 else { return nil }
                for index in first..<end where owners[index] == scope.parent { owners[index] = number }
            }
        }
        return owners
    }
}
