import GlassModel
import GlassTestSupport
import Glibc
import Testing

@testable import GlassStore

@Suite struct WriterTests {
    private func open(_ path: String, overwrite: Bool = false) -> Result<RecordingWriter, StoreError> {
        Result { () throws(StoreError) in try RecordingWriter(path: path, info: TestTarget.info, overwrite: overwrite) }
    }

    private func error(_ path: String, overwrite: Bool = false) -> StoreError? {
        guard case .failure(let error) = open(path, overwrite: overwrite) else { return nil }
        return error
    }

    @Test func isForItsOwnersEyesOnly() throws {
        let directory = try TemporaryDirectory()
        let mask = umask(0)
        defer { umask(mask) }
        var target = TestTarget(seed: 1)
        let writer = try RecordingWriter(path: directory["a.glass"], info: TestTarget.info)
        try writer.write(target.nextBatch())
        #expect(directory.names() == ["a.glass", "a.glass-lock", "a.glass-shm", "a.glass-wal"])
        for name in directory.names() { #expect(permissions(directory[name]) == 0o600, "\(name)") }
        try writer.finish()
        #expect(permissions(directory["a.glass"]) == 0o600)
    }

    @Test(arguments: [false, true])
    func neverFollowsALink(overwrite: Bool) throws {
        let directory = try TemporaryDirectory()
        try writeBytes(Array("precious".utf8), directory["precious"])
        symlink(directory["precious"], directory["a.glass"])
        symlink(directory["nothing"], directory["b.glass"])
        symlink(directory["precious"], directory["c.glass-lock"])
        #expect(error(directory["a.glass"], overwrite: overwrite)?.kind == .notWritable)
        #expect(error(directory["b.glass"], overwrite: overwrite)?.kind == .notWritable)
        #expect(error(directory["c.glass"], overwrite: overwrite)?.kind == .notWritable)
        #expect(try readBytes(directory["precious"]) == Array("precious".utf8))
        #expect(directory.names() == ["a.glass", "b.glass", "c.glass-lock", "precious"])
    }

    /// A log that someone put there would be taken for the new recording's.
    @Test func doesAwayWithALogOfSomeoneElse() throws {
        let directory = try TemporaryDirectory()
        try writeBytes(Array("precious".utf8), directory["precious"])
        symlink(directory["precious"], directory["a.glass-wal"])
        symlink(directory["precious"], directory["a.glass-shm"])
        var target = TestTarget(seed: 2)
        #expect(try allSamples(try record(&target, batches: 3, in: directory)) == target.samples)
        #expect(try readBytes(directory["precious"]) == Array("precious".utf8))
    }

    @Test func overwritesOnlyWhereItIsTold() throws {
        let directory = try TemporaryDirectory()
        try writeBytes(Array("old".utf8), directory["a.glass"])
        #expect(error(directory["a.glass"]) == .exists(path: directory["a.glass"]))
        #expect(try readBytes(directory["a.glass"]) == Array("old".utf8))
        try open(directory["a.glass"], overwrite: true).get().finish()
        #expect(try RecordingReader(path: directory["a.glass"]).info == TestTarget.info)
        #expect(error(directory.path, overwrite: true)?.kind == .notWritable)
        #expect(directory.names() == ["a.glass"])
    }

    @Test func refusesASecondWriter() throws {
        let directory = try TemporaryDirectory()
        let path = directory["a.glass"]
        var target = TestTarget(seed: 3)
        let writer = try RecordingWriter(path: path, info: TestTarget.info)
        #expect(error(path) == .exists(path: path))
        #expect(error(path, overwrite: true) == .busy(path: path))
        try writer.write(target.nextBatch())
        try writer.finish()
        #expect(try allSamples(path) == target.samples)
        #expect(error(path, overwrite: true) == nil)
    }

    @Test func takesOverFromAKilledWriter() throws {
        let directory = try TemporaryDirectory(), copies = try TemporaryDirectory()
        var target = TestTarget(seed: 4)
        let killed = try RecordingWriter(path: directory["a.glass"], info: TestTarget.info)
        try killed.write(target.nextBatch())
        for name in directory.names() { try copyFile(directory[name], copies[name]) }
        var next = TestTarget(seed: 5)
        let writer = try RecordingWriter(path: copies["a.glass"], info: TestTarget.info, overwrite: true)
        try writer.write(next.nextBatch())
        try writer.finish()
        #expect(try allSamples(copies["a.glass"]) == next.samples)
        #expect(copies.names() == ["a.glass"])
    }

    @Test func saysWhyItCanNotWrite() throws {
        let directory = try TemporaryDirectory()
        let missing = directory["none/a.glass"]
        #expect(error(missing) == .notWritable(path: missing, reason: "No such file or directory"))
        #expect(error("/proc/self/a.glass")?.kind == .notWritable)
        #expect(error("")?.kind == .notWritable)
    }

    @Test func takesABatchWholeOrNotAtAll() throws {
        let directory = try TemporaryDirectory()
        var target = TestTarget(seed: 6)
        let writer = try RecordingWriter(path: directory["a.glass"], info: TestTarget.info)
        try writer.write(target.nextBatch())
        let known = target
        var broken = target.nextBatch()
        broken.samples.append(
            Sample(time: Timestamp(rawValue: 0), thread: ThreadKey(1), stack: StackID(9_999), weight: .zero))
        #expect(throws: StoreError.invalidBatch(path: directory["a.glass"], reason: "stack 9999 is unknown")) {
            try writer.write(broken)
        }
        target = known
        try writer.write(target.nextBatch())
        try writer.write(target.lastBatch())
        try writer.finish()
        try writer.finish()
        var whole = KnownRecording()
        whole.apply(try #require(try RecordingReader(path: directory["a.glass"]).next()))
        #expect(whole.stacks == target.stacks)
        #expect(whole.total == target.samples.reduce(.zero) { $0 + $1.weight })
        #expect(try allSamples(directory["a.glass"]) == target.samples)
    }

    @Test func namesTheRuleThatABatchBreaks() {
        var batch = RecordingBatch()
        batch.frames = [Frame(id: FrameID(2), kind: .native, function: "f")]
        var counts = BatchCounts()
        #expect(counts.add(batch) == "frame 2 is not the next")
        batch.frames = [Frame(id: FrameID(1), kind: .native, function: "f", module: ModuleID(1))]
        #expect(counts.add(batch) == "module 1 is unknown")
        batch = RecordingBatch()
        batch.stacks = [StackNode(id: StackID(1), parent: StackID(1), frame: FrameID(1))]
        #expect(counts.add(batch) == "stack 1 is unknown")
    }

    /// A disk that fills up: the error says so, and what was written before opens.
    @Test(.enabled(if: geteuid() == 0, "mounting a small disk needs root"), arguments: [300, 700, 2_000])
    func saysThatTheDiskIsFull(kilobytes: Int) throws {
        let directory = try TemporaryDirectory()
        guard mount("tmpfs", directory.path, "tmpfs", 0, "size=\(kilobytes)k") == 0 else {
            throw TestFailure("mount: \(errno)")
        }
        defer { umount2(directory.path, Int32(MNT_DETACH)) }
        let path = directory["a.glass"]
        var target = TestTarget(seed: 7)
        let writer = try RecordingWriter(path: path, info: TestTarget.info)
        var written: [Sample] = []
        var failure: StoreError?
        for _ in 0..<5_000 where failure == nil {
            do throws(StoreError) {
                try writer.write(target.nextBatch(samples: 300))
                written = target.samples
            } catch {
                failure = error
            }
        }
        #expect(failure == .full(path: path))
        #expect(try allSamples(path) == written)
        try? writer.finish()
        #expect(try allSamples(path) == written)
        #expect(try RecordingReader(path: path).next()?.rollups.isEmpty == false)
    }

    @Test(.enabled(if: geteuid() == 0, "mounting a small disk needs root"))
    func leavesNothingBehindWhereThereIsNoRoomAtAll() throws {
        let directory = try TemporaryDirectory()
        guard mount("tmpfs", directory.path, "tmpfs", 0, "size=32k") == 0 else { throw TestFailure("mount: \(errno)") }
        defer { umount2(directory.path, Int32(MNT_DETACH)) }
        #expect(error(directory["a.glass"]) == .full(path: directory["a.glass"]))
        #expect(directory.names() == [])
    }
}
