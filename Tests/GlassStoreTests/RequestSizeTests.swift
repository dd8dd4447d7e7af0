import GlassModel
import GlassTestSupport
import Testing

@testable import GlassStore

@Suite struct RequestSizeTests {
    private static let count: Int32 = 8_000

    /// Bytes that requests take in a recording, less those of the texts that `text` makes for each.
    private func bytesEach(_ texts: (Int32) -> (target: String, peer: String)) throws -> Double {
        let directory = try TemporaryDirectory()
        let path = directory["a.glass"]
        var target = TestTarget(seed: 1)
        let writer = try RecordingWriter(path: path, info: TestTarget.info)
        while target.traffic.requests.isEmpty { try writer.write(target.nextBatch()) }
        let first = Int32(target.traffic.requests.count) + 1
        var strings: Set<String> = []
        for start in stride(from: first, to: first + Self.count, by: 100) {
            var batch = RecordingBatch()
            for id in start..<(start + 100) {
                let (target, peer) = texts(id)
                strings.formUnion([target, peer])
                batch.requests.append(request(id, target, peer))
            }
            try writer.write(batch)
        }
        try writer.finish()
        let whole = try readBytes(path).count
        let empty = try readBytes(try recordOf(target, in: directory)).count
        return Double(whole - empty - strings.reduce(0) { $0 + $1.utf8.count }) / Double(Self.count)
    }

    /// The same recording without the requests.
    private func recordOf(_ target: TestTarget, in directory: TemporaryDirectory) throws -> String {
        let path = directory["empty.glass"]
        let writer = try RecordingWriter(path: path, info: TestTarget.info)
        var again = TestTarget(seed: 1)
        while again.traffic.requests.isEmpty { try writer.write(again.nextBatch()) }
        try writer.finish()
        return path
    }

    /// An hour into the recording, with everything that a request can have.
    private func request(_ id: Int32, _ target: String, _ peer: String) -> RequestRecord {
        let started = Timestamp(rawValue: TestTarget.start + 3_600_000_000_000 + Int64(id) * 1_000_003)
        return RequestRecord(
            id: RequestID(id), route: RouteID(1), target: target, status: 500, error: "Error", started: started,
            duration: Nanoseconds(1_900_000_000), timeToFirstByte: Nanoseconds(1_800_000_000), attribution: .task,
            cpu: Nanoseconds(1_000_000_000), queryCount: 120, queryTime: Nanoseconds(1_000_000_000), mostRepeated: 110,
            bytesIn: 40_000, bytesOut: 8_000_000, peer: peer, thread: ThreadKey(1), flags: .failed)
    }

    @Test func takesLittleBesideItsTexts() throws {
        let different = try bytesEach { ("/items/\($0)?page=\($0)", "10.0.0.1:\($0)") }
        let same = try bytesEach { ("/items/\($0 % 50)", "unix") }
        #expect(different <= 100)
        #expect(same <= 80)
    }
}
