import GlassModel

/// Names of stretches of code as they are collected: each text and each position once, the stretches by address.
struct NameCollection {
    /// A function at a line, and where it was inlined. Texts and positions are meant by number.
    struct Position: Hashable {
        var function: UInt32
        var file = NameCollection.none
        var wholeName = NameCollection.none
        /// 0 for none.
        var line: UInt32 = 0
        var role = FunctionRole.written
        /// The position that it was inlined into; it has a lower number.
        var caller = NameCollection.none
        /// It was inlined, into ``caller`` where that has a name.
        var isInlined = false
    }

    struct Stretch: Hashable {
        var start: UInt64
        var length: UInt32
        /// The innermost one there; none where debug information knows none.
        var position: UInt32

        var end: UInt64 { start + UInt64(length) }

        fileprivate func cut(to range: Range<UInt64>) -> Stretch? {
            guard !range.isEmpty else { return nil }
            return Stretch(
                start: range.lowerBound, length: UInt32(clamping: range.upperBound - range.lowerBound),
                position: position)
        }
    }

    /// No text, or no position.
    static let none = UInt32.max

    private(set) var texts: [String] = []
    private(set) var positions: [Position] = []
    private(set) var stretches: [Stretch] = []
    private var numberOfText: [String: UInt32] = [:]
    private var numberOfPosition: [Position: UInt32] = [:]

    /// What it takes, roughly.
    var byteCount: Int { stretches.count * 16 + positions.count * 64 + texts.count * 128 }

    mutating func number(of text: String?) -> UInt32 {
        guard let text else { return Self.none }
        if let known = numberOfText[text] { return known }
        let number = UInt32(clamping: texts.count)
        texts.append(text)
        numberOfText[text] = number
        return number
    }

    mutating func number(of position: Position) -> UInt32 {
        if let known = numberOfPosition[position] { return known }
        let number = UInt32(clamping: positions.count)
        positions.append(position)
        numberOfPosition[position] = number
        return number
    }

    /// What stands at an address, innermost first; nil where nothing is known of it.
    func locations(of address: UInt64) -> [SourceLocation]? {
        let above = stretches.partitioningIndex { $0.start > address }
        guard above > 0, stretches[above - 1].end > address else { return nil }
        return PositionChain.locations(from: stretches[above - 1].position) { number in
            let position = positions[Int(number)]
            return (location(position), position.caller)
        }
    }

    private func location(_ position: Position) -> SourceLocation {
        func text(_ number: UInt32) -> String? { number == Self.none ? nil : texts[Int(number)] }
        var location = SourceLocation(
            function: texts[Int(position.function)], file: text(position.file),
            line: position.line == 0 ? nil : Int32(clamping: position.line), isInlined: position.isInlined)
        location.role = position.role
        location.wholeName = text(position.wholeName)
        return location
    }

    mutating func add(_ locations: [SourceLocation], in extent: CodeExtent) {
        var caller = Self.none
        for location in locations.reversed() {
            let position = Position(
                function: number(of: location.function), file: number(of: location.file),
                wholeName: number(of: location.wholeName), line: UInt32(clamping: location.line ?? 0),
                role: location.role, caller: caller, isInlined: location.isInlined)
            caller = number(of: position)
        }
        let length = UInt32(clamping: extent.range.upperBound - extent.range.lowerBound)
        add([Stretch(start: extent.range.lowerBound, length: length, position: caller)])
    }

    /// - Parameter run: By address, without overlaps. What was known of the same addresses is dropped.
    mutating func add(_ run: [Stretch]) {
        guard let first = run.first, let last = run.last else { return }
        let from = stretches.partitioningIndex { $0.end > first.start }
        let to = max(from, stretches.partitioningIndex { $0.start >= last.end })
        let before = stretches[from..<to].first.flatMap { $0.cut(to: $0.start..<max($0.start, first.start)) }
        let behind = stretches[from..<to].last.flatMap { $0.cut(to: min($0.end, last.end)..<$0.end) }
        stretches.replaceSubrange(from..<to, with: [before].compactMap(\.self) + run + [behind].compactMap(\.self))
    }
}

extension NameCollection {
    /// Adds all that another one has.
    mutating func merge(_ other: NameCollection) {
        let texts = other.texts.map { number(of: $0) }
        func text(_ number: UInt32) -> UInt32 { number == Self.none ? Self.none : texts[Int(number)] }
        var numbers: [UInt32] = []
        for var position in other.positions {
            position.function = text(position.function)
            position.file = text(position.file)
            position.wholeName = text(position.wholeName)
            if position.caller != Self.none { position.caller = numbers[Int(position.caller)] }
            numbers.append(number(of: position))
        }
        var run: [Stretch] = []
        for var stretch in other.stretches {
            if stretch.position != Self.none { stretch.position = numbers[Int(stretch.position)] }
            if let last = run.last, last.end != stretch.start {
                add(run)
                run = []
            }
            run.append(stretch)
        }
        add(run)
    }

    /// Drops the stretches beyond so many.
    mutating func shorten(to count: Int) { stretches.removeLast(max(0, stretches.count - count)) }
}

/// A position with those that it was inlined into.
enum PositionChain {
    /// Functions inlined into each other.
    private static let maximumDepth = 1024

    /// - Parameter position: What a position's number stands for, and the number of the one that it was inlined into.
    /// - Returns: Innermost first; none where `first` is none, nil where a number stands for nothing.
    static func locations(
        from first: UInt32, _ position: (UInt32) -> (location: SourceLocation, caller: UInt32)?
    ) -> [SourceLocation]? {
        var locations: [SourceLocation] = []
        var next = first
        while next != NameCollection.none {
            guard locations.count < maximumDepth, let (location, caller) = position(next) else { return nil }
            locations.append(location)
            next = caller
        }
        return locations
    }
}
