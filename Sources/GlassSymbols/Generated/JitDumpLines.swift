/// Which source lines the code in a jitdump is of.
struct JitDumpLines {
    private struct Row {
        let address: UInt64
        let line: Int32
        let file: Int32
    }

    private var rows: [Row] = []
    private var files: [String] = []
    private var fileNumbers: [String: Int32] = [:]
    /// Of the record that was read last, for the code that the next one is about.
    private var latest: (start: UInt64, rows: Range<Int>)?
    private let limit = 4_000_000

    /// Reads a record of debug information; false where it makes no sense. Rows that are too many are left out.
    mutating func read(_ record: Span<UInt8>) -> Bool {
        guard let start = record.uint64(at: 16), let count = record.uint64(at: 24) else { return false }
        var place = 32
        var read: [Row] = []
        var file: Int32 = 0
        for _ in 0..<min(count, 1_000_000) {
            guard let address = record.uint64(at: place), let line = record.uint32(at: place + 8) else { break }
            guard let end = Self.end(of: record, from: place + 16) else { break }
            let name = (place + 16)..<end
            // Two bytes stand for the name of the row before.
            let repeats = name.count == 1 && record[name.lowerBound] == 0xFF
            if !repeats { file = number(of: String(decoding: name.map { record[$0] }, as: UTF8.self)) }
            read.append(Row(address: address, line: Int32(clamping: line), file: file))
            place = name.upperBound + 1
        }
        guard rows.count + read.count <= limit else { return true }
        let first = rows.count
        rows += read.sorted { $0.address < $1.address }
        latest = (start, first..<rows.count)
        return !read.isEmpty || count == 0
    }

    private static func end(of record: Span<UInt8>, from start: Int) -> Int? {
        guard start < record.count else { return nil }
        return (start..<record.count).first { record[$0] == 0 }
    }

    private mutating func number(of file: String) -> Int32 {
        if let known = fileNumbers[file] { return known }
        let number = Int32(files.count)
        fileNumbers[file] = number
        files.append(file)
        return number
    }

    /// The rows of the code that starts here: those of the record right before.
    mutating func take(for start: UInt64) -> Range<Int> {
        defer { latest = nil }
        guard let latest, latest.start == start else { return 0..<0 }
        return latest.rows
    }

    /// The last row at or before an address.
    func row(at address: UInt64, in range: Range<Int>) -> Int32? {
        let row = rows[range.clamped(to: rows.indices)].lastIndex { $0.address <= address }
        return row.flatMap { Int32(exactly: $0) }
    }

    func place(ofRow index: Int32) -> (file: String, line: Int32)? {
        guard rows.indices.contains(Int(index)) else { return nil }
        let row = rows[Int(index)]
        guard files.indices.contains(Int(row.file)) else { return nil }
        return (files[Int(row.file)], row.line)
    }
}
