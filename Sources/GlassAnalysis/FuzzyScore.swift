/// The bytes of a name, and the same with ASCII letters in lower case.
struct FuzzyName {
    let bytes: UnsafeBufferPointer<UInt8>
    let folded: UnsafeBufferPointer<UInt8>

    var count: Int { bytes.count }

    static func with<Value>(_ name: String, _ body: (FuzzyName) -> Value) -> Value {
        let bytes = Array(name.utf8)
        return bytes.withUnsafeBufferPointer { original in
            bytes.map(FuzzyScore.folded).withUnsafeBufferPointer { body(FuzzyName(bytes: original, folded: $0)) }
        }
    }
}

/// How well the letters of one word stand in a name: as a whole best, then near each other and at beginnings of words.
struct FuzzyScore {
    let score: Int
    /// Where the match begins.
    let start: Int
    /// Whether the word stands there as it was typed, without anything between its letters.
    let isWhole: Bool

    private static let letter = 16
    private static let adjacent = 8
    private static let atBegin = 12
    private static let atWord = 9
    private static let atCapital = 7
    private static let gap = 3
    private static let longestGap = 12

    static func folded(_ byte: UInt8) -> UInt8 {
        byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
    }

    /// The best match of a folded word; nil where its letters do not stand in the name in this order.
    static func best(_ word: [UInt8], in name: FuzzyName) -> FuzzyScore? {
        guard let first = word.first, word.count <= name.count else { return nil }
        return whole(word, first, in: name) ?? scattered(word, in: name)
    }

    /// Which bytes matched.
    func places(in name: FuzzyName, of word: [UInt8]) -> [Int] {
        if isWhole { return Array(start..<(start + word.count)) }
        var (places, at) = ([Int](), start)
        for letter in word {
            while at < name.count, name.folded[at] != letter { at += 1 }
            guard at < name.count else { break }
            places.append(at)
            at += 1
        }
        return places
    }

    /// The word as it stands, at the place where it counts most.
    private static func whole(_ word: [UInt8], _ first: UInt8, in name: FuzzyName) -> FuzzyScore? {
        var best: (bonus: Int, start: Int)?
        for start in 0...(name.count - word.count) where name.folded[start] == first {
            guard stands(word, in: name, at: start) else { continue }
            let bonus = bonus(name, start)
            if bonus > best?.bonus ?? -1 { best = (bonus, start) }
            if bonus >= atWord { break }
        }
        return best.map { best in
            let score = letter * word.count + adjacent * (word.count - 1) + 2 * best.bonus
            return FuzzyScore(score: score, start: best.start, isWhole: true)
        }
    }

    private static func stands(_ word: [UInt8], in name: FuzzyName, at start: Int) -> Bool {
        var place = 1
        while place < word.count {
            if name.folded[start + place] != word[place] { return false }
            place += 1
        }
        return true
    }

    /// The first end of the letters in their order, and from there back the shortest stretch that holds them.
    private static func scattered(_ word: [UInt8], in name: FuzzyName) -> FuzzyScore? {
        var (found, end) = (0, 0)
        while found < word.count {
            guard end < name.count else { return nil }
            if name.folded[end] == word[found] { found += 1 }
            end += 1
        }
        var start = end
        while found > 0 {
            start -= 1
            if name.folded[start] == word[found - 1] { found -= 1 }
        }
        return FuzzyScore(score: score(word, in: name, from: start), start: start, isWhole: false)
    }

    private static func score(_ word: [UInt8], in name: FuzzyName, from start: Int) -> Int {
        var (sum, at, previous) = (2 * bonus(name, start), start, start - 1)
        for byte in word {
            while name.folded[at] != byte { at += 1 }
            let skipped = at - previous - 1
            sum += letter + (skipped == 0 ? (at > start ? adjacent : 0) : bonus(name, at) - gap)
            sum -= min(skipped, longestGap)
            previous = at
            at += 1
        }
        return sum
    }

    /// For a letter at the beginning of the name or of a word in it.
    private static func bonus(_ name: FuzzyName, _ place: Int) -> Int {
        guard place > 0 else { return atBegin }
        let (before, here) = (name.folded[place - 1], name.folded[place])
        if !isWordByte(before) { return isWordByte(here) ? atWord : 0 }
        let isCapital = name.bytes[place] != here
        return isCapital && name.bytes[place - 1] == before ? atCapital : 0
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...: true
        default: false
        }
    }
}
