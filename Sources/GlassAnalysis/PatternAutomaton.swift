/// A regular expression for very many texts: the sets of places that ``TextPattern`` would be at are found once and
/// remembered, so that a character costs one look into a table. Only for ASCII; it says so where a text is not.
struct PatternAutomaton: Sendable {
    /// Places behind the last character, whose steps without a character depend on the next one.
    private struct State: Hashable {
        var places: [Int]
        /// Of the character before: none, part of a word, or another.
        var before: UnicodeScalar?
    }

    private let program: [PatternInstruction]
    private var states: [State] = []
    private var numbers: [State: Int32] = [:]
    /// By state and symbol: the next state, or one of the following.
    private var transitions: [Int32] = []

    private static let unknown: Int32 = -1
    private static let accepted: Int32 = -2
    private static let rejected: Int32 = -3
    /// 128 characters and the end of the text.
    private static let symbols = 129
    private static let end = 128
    /// Beyond this it begins anew: a pattern may have more states than there is memory.
    private static let mostStates = 2_000

    init(_ pattern: TextPattern) {
        program = pattern.program
        _ = number(of: State(places: [0], before: nil))
    }

    /// Nil where the text is not all ASCII.
    mutating func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool? {
        var state = 0
        var position = 0
        while true {
            follow(text, &state, &position)
            if position < text.count, text[position] >= 0x80 { return nil }
            let symbol = position < text.count ? Int(text[position]) : Self.end
            let next = step(&state, symbol)
            if next == Self.accepted { return true }
            if next == Self.rejected { return false }
            state = Int(next)
            position += 1
        }
    }

    /// Goes on as long as the way is known.
    private func follow(_ text: UnsafeBufferPointer<UInt8>, _ state: inout Int, _ position: inout Int) {
        transitions.withUnsafeBufferPointer { transitions in
            while position < text.count, text[position] < 0x80 {
                let next = transitions[state &* Self.symbols &+ Int(text[position])]
                if next < 0 { return }
                state = Int(next)
                position &+= 1
            }
        }
    }

    private mutating func step(_ state: inout Int, _ symbol: Int) -> Int32 {
        let known = transitions[state * Self.symbols + symbol]
        if known != Self.unknown { return known }
        if states.count >= Self.mostStates { forget(but: &state) }
        let place = state * Self.symbols + symbol
        let next = successor(of: states[state], symbol)
        transitions[place] = next
        return next
    }

    private mutating func successor(of state: State, _ symbol: Int) -> Int32 {
        let scalar = symbol == Self.end ? nil : UnicodeScalar(UInt8(symbol))
        var threads = PatternThreads(capacity: program.count)
        for place in state.places { threads.add(place, program, before: state.before, after: scalar) }
        if threads.matched { return Self.accepted }
        guard let scalar else { return Self.rejected }
        var next = State(places: [0], before: PatternSet.word.contains(scalar.caseFolded) ? "a" : " ")
        for counter in threads.waiting {
            guard case .set(let set) = program[counter], set.contains(scalar.caseFolded) else { continue }
            next.places.append(counter + 1)
        }
        next.places = Array(Set(next.places)).sorted()
        return number(of: next)
    }

    private mutating func number(of state: State) -> Int32 {
        if let known = numbers[state] { return known }
        let number = Int32(states.count)
        numbers[state] = number
        states.append(state)
        transitions += Array(repeating: Self.unknown, count: Self.symbols)
        return number
    }

    private mutating func forget(but state: inout Int) {
        let kept = states[state]
        (states, numbers, transitions) = ([], [:], [])
        _ = number(of: State(places: [0], before: nil))
        state = Int(number(of: kept))
    }
}
