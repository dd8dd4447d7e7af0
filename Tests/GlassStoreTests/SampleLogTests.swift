import Foundation
import GlassModel
import GlassTestSupport
import GRDB
import Testing

@testable import GlassStore

@Suite struct SampleLogTests {
    /// The formats of the chunks that so many samples are written in, this far from each other.
    private func formats(of count: Int, every step: Nanoseconds) throws -> [UInt8] {
        let directory = try TemporaryDirectory()
        let path = directory["test.glass"]
        let writer = try RecordingWriter(path: path, info: TestTarget.info)
        var batch = RecordingBatch()
        batch.threads = [
            ThreadRecord(
                key: ThreadKey(1), process: ProcessID(1), thread: ThreadID(1), name: "one",
                started: TestTarget.info.started)
        ]
        batch.frames = [Frame(id: FrameID(1), kind: .native, function: "main")]
        batch.stacks = [StackNode(id: StackID(1), parent: nil, frame: FrameID(1))]
        batch.samples = (0..<count).map { index in
            Sample(
                time: TestTarget.info.started + Nanoseconds(step.rawValue * Int64(index)), thread: ThreadKey(1),
                stack: StackID(1), weight: Weight(samples: 1, cpu: step, wall: step))
        }
        try writer.write(batch)
        try writer.finish()
        let reader = try RecordingReader(path: path)
        var read: [Sample] = []
        try reader.forEachSample { read.append($0) }
        #expect(read.map(\.stack) == batch.samples.map(\.stack))
        #expect(read.map(\.time) == batch.samples.map(\.time))
        return try DatabaseQueue(path: path).read { db in
            try Data.fetchAll(db, sql: "SELECT bytes FROM sample_chunk ORDER BY id").compactMap(\.first)
        }
    }

    @Test(arguments: [Nanoseconds(10_000), Nanoseconds(1_000), .zero])
    func manySamplesAreCoded(every step: Nanoseconds) throws {
        #expect(try formats(of: 90_000, every: step) == Array(repeating: UInt8(CodedSamples.format), count: 5))
    }

    @Test func fewSamplesStayInColumns() throws {
        #expect(try formats(of: 8, every: Nanoseconds(1_000)) == [UInt8(SampleChunk.format)])
    }
}
