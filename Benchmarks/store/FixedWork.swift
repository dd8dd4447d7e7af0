import GlassModel
import GlassStore

/// As much work as is told, so that what it takes can be counted. Prints how many units of it there were.
enum FixedWork {
    static func run(_ name: String, _ count: Int, in directory: String) throws {
        var target = SyntheticTarget()
        let path = directory + "/bench-fixed.glass"
        let writer = try RecordingWriter(path: path, info: SyntheticTarget.info, overwrite: true)
        try writer.write(target.dictionaries())
        let batches = (0..<count).map { _ in target.nextBatch() }
        if name == "poll" {
            if let first = batches.first { try writer.write(first) }
            let reader = try RecordingReader(path: path)
            _ = try reader.next()
            try countedLoop(count) { _ = try reader.next() }
        } else {
            var rest = batches[...]
            try countedLoop(count) { if let batch = rest.popFirst() { try writer.write(batch) } }
        }
        print("units \(count)")
        try writer.finish()
    }

    @inline(never)
    private static func countedLoop(_ count: Int, _ body: () throws -> Void) rethrows {
        for _ in 0..<count { try body() }
    }
}
