import GlassModel
import GlassStore
import Glibc

enum Generation {
    static func run(path: String, seconds: Int, tenthsInBatch: Int) throws {
        var target = BigTarget()
        let writer = try RecordingWriter(path: path, info: BigTarget.info, overwrite: true)
        try writer.write(target.dictionaries(stacks: true))
        var samples = 0
        var worst = 0.0
        var cost = 0.0
        for _ in 0..<(seconds * 10 / tenthsInBatch) {
            var batch = target.nextBatch()
            for _ in 1..<tenthsInBatch {
                let next = target.nextBatch()
                batch.samples += next.samples
                batch.counters += next.counters
            }
            samples += batch.samples.count
            let start = milliseconds()
            try writer.write(batch)
            let taken = milliseconds() - start
            cost += taken
            worst = max(worst, taken)
        }
        var last = RecordingBatch()
        let end = Timestamp(rawValue: BigTarget.start + Int64(seconds) * 1_000_000_000)
        last.end = RecordingEnd(time: end, reason: .stopped)
        try writer.write(last)
        try writer.finish()
        print("\(samples) samples, \(target.stackCount) stacks (\(target.nodeCount) nodes), \(seconds) s")
        print("writing: \(rounded(cost / Double(seconds) / 10)) % of a core, worst batch \(rounded(worst)) ms")
    }
}

func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }
