import GlassModel

/// The formats of other tools that glass reads.
public enum ImportFormat: String, Sendable, CaseIterable {
    case folded
    case perfScript = "perf-script"
    case speedscope
    case samplesCSV = "samples-csv"
}

/// Reads a profile of whatever format.
public enum ProfileImport {
    /// How much of an input is looked at to find its format.
    public static let prefixLength = 65_536

    /// Which format this is, by its content; `bytes` may be no more than the beginning of it. A glass recording
    /// (`SQLite format 3`) is for the caller to recognise before.
    public static func detect(_ bytes: some Sequence<UInt8>, name: String) throws(ImportError) -> ImportFormat {
        let start = Array(bytes.prefix(prefixLength))
        let isWhole = start.count < prefixLength
        for (magic, format) in compressions where start.starts(with: magic) {
            throw .compressed(name: name, format: format)
        }
        let text = start.drop { isSpace($0) || byteOrderMark.contains($0) }
        if text.first == 0x7B, text.contains("\"shared\"".utf8) || text.contains("speedscope".utf8) {
            return .speedscope
        }
        if text.starts(with: "time_ns,".utf8) { return .samplesCSV }
        if start.starts(with: "PERFILE2".utf8) { throw .perfData(name: name) }
        guard !start.contains(0) else { throw .noProfile(name: name) }
        if PerfScriptReader.recognises(start) { return .perfScript }
        let looks = FoldedLook(start, isWhole: isWhole)
        if looks.isFolded { return .folded }
        throw looks.lacksCounts ? .noCounts(name: name) : .noProfile(name: name)
    }

    /// Reads a whole input of whatever format.
    public static func read(_ bytes: [UInt8], name: String) throws(ImportError) -> ImportResult {
        var reader = ImportReader(name: name)
        try reader.read(bytes)
        return try reader.finish()
    }

    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    private static let compressions: [(magic: [UInt8], format: String)] = [
        ([0x1F, 0x8B], "gunzip"), ([0x28, 0xB5, 0x2F, 0xFD], "unzstd"), ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "unxz"),
        ([0x42, 0x5A, 0x68], "bunzip2"), ([0x50, 0x4B, 0x03, 0x04], "unzip"),
    ]

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}

/// What the first lines of an input look like. The last one may be cut off.
private struct FoldedLook {
    /// At least half of them end with a blank and a count.
    let isFolded: Bool
    /// They are stacks, but hardly any has a count.
    let lacksCounts: Bool

    init(_ bytes: [UInt8], isWhole: Bool) {
        var lines = bytes.split(separator: 0x0A).map { $0.drop { $0.isBlank } }.filter { !$0.isEmpty }
        if !isWhole, lines.count > 1 { lines.removeLast() }
        // One line that is longer than what is looked at can only be judged by its separators.
        if !isWhole, lines.count == 1 {
            (isFolded, lacksCounts) = (lines[0].contains(0x3B), false)
            return
        }
        let looked = lines.filter { $0.first != 0x23 }.prefix(100)
        isFolded = !looked.isEmpty && looked.count(where: { Self.hasCount($0) }) * 2 >= looked.count
        let stacks = looked.count { $0.contains(0x3B) && $0.last != 0x3B }
        lacksCounts = !isFolded && stacks * 2 > looked.count
    }

    private static func hasCount(_ line: ArraySlice<UInt8>) -> Bool {
        let trimmed = line.reversed().drop { $0.isBlank }
        let digits = trimmed.prefix { (0x30...0x39).contains($0) || $0 == 0x2E }
        let rest = trimmed.dropFirst(digits.count)
        return !digits.isEmpty && rest.first.map { $0.isBlank } == true && rest.contains { !$0.isBlank }
    }
}

extension Collection where Element == UInt8 {
    fileprivate func contains(_ needle: some Collection<UInt8>) -> Bool {
        var rest = self[...]
        while let first = needle.first, let start = rest.firstIndex(of: first) {
            rest = rest[start...]
            if rest.starts(with: needle) { return true }
            rest = rest.dropFirst()
        }
        return false
    }
}
