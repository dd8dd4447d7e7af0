/// A regular expression that matches in time proportional to the text, whatever the expression: a person types these
/// into a filter while frames are drawn, so no pattern may take exponential time. Letters match in either case.
///
/// Understood: literals, `.`, `[a-z]` and `[^…]`, `\d \w \s \b` and their capitals, `^ $`, `* + ? {m,n}` (greedy or
/// not is the same here, where only "does it match?" is asked), `|`, `( )` and `(?: )`. The matcher is Pike's: it runs
/// all alternatives of the pattern's automaton side by side.
public struct TextPattern: Sendable, Hashable {
    public let pattern: String
    let program: [PatternInstruction]

    /// Throws ``PatternError`` with what is wrong and where.
    public init(_ pattern: String) throws(PatternError) {
        self.pattern = pattern
        var parser = PatternParser(pattern)
        let tree = try parser.parse()
        var compiler = PatternCompiler()
        try compiler.compile(tree)
        program = compiler.finished
    }

    public static func == (left: Self, right: Self) -> Bool { left.pattern == right.pattern }
    public func hash(into hasher: inout Hasher) { hasher.combine(pattern) }

    /// Whether the pattern matches anywhere in the text.
    public func matches(_ text: String) -> Bool {
        var threads = PatternThreads(capacity: program.count)
        var next = PatternThreads(capacity: program.count)
        var before: UnicodeScalar?
        var scalars = text.unicodeScalars.makeIterator()
        var current = scalars.next()
        while true {
            threads.add(0, program, before: before, after: current)
            if threads.matched { return true }
            guard let scalar = current else { return false }
            let folded = scalar.caseFolded
            current = scalars.next()
            next.clear()
            for counter in threads.waiting {
                guard case .set(let set) = program[counter], set.contains(folded) else { continue }
                next.add(counter + 1, program, before: scalar, after: current)
            }
            swap(&threads, &next)
            before = scalar
        }
    }
}

/// Where a regular expression makes no sense.
public struct PatternError: Error, Hashable, CustomStringConvertible {
    /// Counted in characters of the pattern, from 1.
    public let column: Int
    public let problem: String

    public var description: String { "at column \(column) of the pattern: \(problem)" }
}

/// A step of the compiled automaton.
enum PatternInstruction: Sendable {
    case set(PatternSet)
    case start
    case end
    case wordBoundary(Bool)
    case jump(Int)
    case split(Int, Int)
    case match
}

/// The places in the program that are being tried at one position of the text.
struct PatternThreads {
    private(set) var waiting: [Int] = []
    private(set) var matched = false
    /// By place: the round in which it was last added. Counting rounds is cheaper than clearing flags.
    private var seen: [Int]
    private var round = 1
    private var pending: [Int] = []

    init(capacity: Int) { seen = Array(repeating: 0, count: capacity) }

    mutating func clear() {
        waiting.removeAll(keepingCapacity: true)
        matched = false
        round += 1
    }

    /// Follows all steps that take no character, with an own stack: alternatives may be many.
    mutating func add(_ start: Int, _ program: [PatternInstruction], before: UnicodeScalar?, after: UnicodeScalar?) {
        pending.append(start)
        while let counter = pending.popLast() {
            if seen[counter] == round { continue }
            seen[counter] = round
            switch program[counter] {
            case .set: waiting.append(counter)
            case .jump(let target): pending.append(target)
            case .split(let first, let second): pending += [second, first]
            case .start: if before == nil { pending.append(counter + 1) }
            case .end: if after == nil { pending.append(counter + 1) }
            case .wordBoundary(let wanted):
                if (before.isWord != after.isWord) == wanted { pending.append(counter + 1) }
            case .match: matched = true
            }
        }
    }
}

extension UnicodeScalar? {
    fileprivate var isWord: Bool { self.map { PatternSet.word.contains($0.caseFolded) } ?? false }
}

extension UnicodeScalar {
    /// In lower case, where that is a single scalar.
    var caseFolded: UnicodeScalar {
        if isASCII { return (65...90).contains(value) ? UnicodeScalar(UInt8(value) + 32) : self }
        let lower = properties.lowercaseMapping.unicodeScalars
        return lower.count == 1 ? lower.first ?? self : self
    }
}
