/// The first line of a sample as `perf script` writes it: `comm pid/tid [cpu] time: period event:`. Fields that
/// `--fields` can leave out may be missing, but for the thread and the event.
struct PerfSampleHeader {
    let comm: String
    /// Nil where only the thread's number is given.
    let process: Int32?
    let thread: Int32
    /// In nanoseconds, of whatever clock.
    let time: Int64?
    /// How much of the event the sample stands for.
    let period: Int64?
    /// Without the `:` at its end.
    let event: String
    /// What follows, which is the only frame where samples have no chains.
    let rest: Slice<UnsafeBufferPointer<UInt8>>

    init?(_ line: UnsafeBufferPointer<UInt8>) {
        let words = PerfText.words(line, limit: 24)
        guard let time = words.firstIndex(where: { PerfText.time(line[$0]) != nil }) ?? Self.event(words, in: line)
        else { return nil }
        self.time = PerfText.time(line[words[time]])
        var next = self.time == nil ? time : time + 1
        var thread = time - 1
        // Of two numbers before the event, the second is its period.
        if self.time == nil, thread >= 2, PerfText.number(line[words[thread]]) != nil,
            PerfText.threadNumbers(line[words[thread - 1]]) != nil || line[words[thread - 1]].first == 0x5B
        {
            next = thread
            thread -= 1
        }
        if words.indices.contains(thread), line[words[thread]].first == 0x5B { thread -= 1 }
        guard thread >= 1, let numbers = PerfText.threadNumbers(line[words[thread]]) else { return nil }
        (process, self.thread) = numbers
        comm = String(decoding: line[words[0].lowerBound..<words[thread - 1].upperBound], as: UTF8.self)
        period = words.indices.contains(next) ? PerfText.number(line[words[next]]) : nil
        if period != nil { next += 1 }
        guard words.indices.contains(next), line[words[next]].last == 0x3A, words[next].count > 1 else { return nil }
        event = String(decoding: line[words[next].dropLast()], as: UTF8.self).trimmedColons
        rest = line[words[next].upperBound...]
    }

    /// Where there is no time: the first word behind a name and a number that ends with `:`.
    private static func event(_ words: [Range<Int>], in line: UnsafeBufferPointer<UInt8>) -> Int? {
        words.indices.dropFirst(2).first { line[words[$0]].last == 0x3A }
    }
}

/// A line of a sample's chain: `ffffffff8104f45a native_safe_halt+0xa ([kernel.kallsyms])`.
struct PerfFrame {
    let function: String
    /// The file that is mapped there; nil where `perf` did not know it.
    let module: String?
    let isInlined: Bool

    init?(_ line: Slice<UnsafeBufferPointer<UInt8>>) {
        let text = line.trimmingBlanks
        guard let addressEnd = text.firstIndex(where: { $0.isBlank }), PerfText.isHexadecimal(text[..<addressEnd])
        else {
            return nil
        }
        var name = text[addressEnd...].trimmingBlanks
        var place: String?
        if name.last == 0x29, let open = PerfText.openingOfPlace(name) {
            place = String(decoding: name[(open + 2)..<(name.endIndex - 1)], as: UTF8.self)
            name = name[..<open].trimmingBlanks
        }
        guard !name.isEmpty else { return nil }
        isInlined = place == "inlined"
        let path = place.map { $0.hasSuffix(" (deleted)") ? String($0.dropLast(" (deleted)".count)) : $0 }
        module = isInlined || path == "[unknown]" || path?.isEmpty == true ? nil : path
        function = String(decoding: PerfText.withoutOffset(name), as: UTF8.self)
    }
}

/// Words and numbers in what `perf script` writes.
enum PerfText {
    typealias Text = Slice<UnsafeBufferPointer<UInt8>>

    /// What stands between blanks; at most so many, as an event may be followed by anything.
    static func words(_ line: UnsafeBufferPointer<UInt8>, limit: Int) -> [Range<Int>] {
        var words: [Range<Int>] = []
        var place = 0
        while words.count < limit, let start = line[place...].firstIndex(where: { !$0.isBlank }) {
            place = line[start...].firstIndex(where: { $0.isBlank }) ?? line.count
            words.append(start..<place)
        }
        return words
    }

    /// `34287.312183:` in nanoseconds.
    static func time(_ word: Text) -> Int64? {
        guard word.last == 0x3A, let point = word.firstIndex(of: 0x2E), let seconds = number(word[..<point]),
            seconds < 9_000_000_000
        else { return nil }
        let digits = word[(point + 1)...].dropLast()
        guard (1...9).contains(digits.count), let fraction = number(digits) else { return nil }
        return seconds * 1_000_000_000 + (digits.count..<9).reduce(fraction) { number, _ in number * 10 }
    }

    /// A number without a sign.
    static func number(_ word: Text) -> Int64? {
        guard !word.isEmpty, word.count <= 18 else { return nil }
        var number: Int64 = 0
        for byte in word {
            guard (0x30...0x39).contains(byte) else { return nil }
            number = number * 10 + Int64(byte & 15)
        }
        return number
    }

    /// `30641`, which is the thread, or `30640/30641`.
    static func threadNumbers(_ word: Text) -> (process: Int32?, thread: Int32)? {
        guard let slash = word.firstIndex(of: 0x2F) else {
            return number(word).flatMap { Int32(exactly: $0) }.map { (nil, $0) }
        }
        guard let process = number(word[..<slash]).flatMap({ Int32(exactly: $0) }),
            let thread = number(word[(slash + 1)...]).flatMap({ Int32(exactly: $0) })
        else { return nil }
        return (process, thread)
    }

    static func isHexadecimal(_ word: Text) -> Bool {
        !word.isEmpty && word.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0 | 0x20) }
    }

    /// Where ` (` stands that the last `)` belongs to.
    static func openingOfPlace(_ text: Text) -> Int? {
        var depth = 0
        for place in text.indices.reversed() {
            if text[place] == 0x29 { depth += 1 }
            if text[place] == 0x28 { depth -= 1 }
            if depth == 0 { return place > text.startIndex && text[place - 1].isBlank ? place - 1 : nil }
        }
        return nil
    }

    /// Without `+0x1a` at the end.
    static func withoutOffset(_ name: Text) -> Text {
        guard let plus = name.lastIndex(of: 0x2B), plus > name.startIndex,
            name[(plus + 1)...].starts(with: [0x30, 0x78]), isHexadecimal(name[(plus + 3)...])
        else { return name }
        return name[..<plus]
    }
}

extension Slice<UnsafeBufferPointer<UInt8>> {
    var trimmingBlanks: Self {
        guard let start = firstIndex(where: { !$0.isBlank }), let end = lastIndex(where: { !$0.isBlank }) else {
            return self[startIndex..<startIndex]
        }
        return self[start...end]
    }
}

extension String {
    /// `cpu-clock:ppp:` was written as a name with `:` behind; a modifier list may be empty.
    fileprivate var trimmedColons: String {
        var text = Substring(self)
        while text.last == ":" { text = text.dropLast() }
        return String(text)
    }
}
