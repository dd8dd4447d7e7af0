import Foundation
import GlassModel
import GlassTestSupport
import Testing

@testable import GlassSymbols

@Suite struct JitDumpTests {
    private let path = FileManager.default.temporaryDirectory.appending(path: "glass-jit-\(UUID().uuidString).dump")
        .path

    private func open(_ bytes: [UInt8], limit: Int = 1000) throws -> JitDump {
        try Data(bytes).write(to: URL(filePath: path))
        defer { unlink(path) }
        let dump = try JitDump(path: path, owners: [getuid()], limit: limit)
        while dump.refresh(atMost: 3) {}
        return dump
    }

    private func function(_ dump: JitDump, _ address: UInt64, _ time: Int64 = 1000) -> GeneratedFunction? {
        dump.place(at: VirtualAddress(address), time: Nanoseconds(time)).flatMap { dump.function(at: $0) }
    }

    @Test func codeIsNamedWithItsLines() throws {
        var writer = DumpWriter()
        writer.lines(of: 0x1000, [(0x1000, 7, "/a.js"), (0x1008, 9, "\u{FF}")])
        writer.load(0x1000, 16, "JS:*work /a.js:7:1", time: 10)
        writer.load(0x2000, 16, "plain", time: 20)
        let dump = try open(writer.bytes)
        #expect(function(dump, 0x1004) == GeneratedFunction(name: "work", file: "/a.js", line: 7))
        #expect(function(dump, 0x100F) == GeneratedFunction(name: "work", file: "/a.js", line: 9))
        #expect(function(dump, 0x2000) == GeneratedFunction(name: "plain"))
        #expect(function(dump, 0x2010) == nil)
        #expect(dump.malformedRecords == 0)
    }

    @Test func namesAreThoseOfTheTime() throws {
        var writer = DumpWriter()
        writer.load(0x1000, 16, "old", time: 10)
        writer.load(0x1000, 16, "new", time: 100)
        let dump = try open(writer.bytes)
        #expect(function(dump, 0x1000, 5) == nil)
        #expect(function(dump, 0x1000, 50)?.name == "old")
        #expect(function(dump, 0x1000, 100)?.name == "new")
    }

    @Test func codeThatMovedIsFound() throws {
        var writer = DumpWriter()
        writer.load(0x1000, 16, "moved", time: 10, index: 4)
        writer.move(0x1000, 0x5000, 16, time: 20, index: 4)
        writer.move(0x9000, 0x6000, 16, time: 20, index: 5)
        let dump = try open(writer.bytes)
        #expect(function(dump, 0x5008)?.name == "moved")
        #expect(function(dump, 0x6000) == nil)
        #expect(dump.malformedRecords == 1)
    }

    @Test func aDumpIsFollowedAsItGrows() throws {
        var writer = DumpWriter()
        writer.load(0x1000, 16, "first", time: 10)
        let whole = writer.bytes
        writer.load(0x2000, 16, "second", time: 20)
        try Data(writer.bytes[..<(whole.count + 30)]).write(to: URL(filePath: path))
        defer { unlink(path) }
        let dump = try JitDump(path: path, owners: [getuid()])
        dump.refresh(atMost: 100)
        #expect(dump.count == 1)
        let handle = try FileHandle(forWritingTo: URL(filePath: path))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(writer.bytes[(whole.count + 30)...]))
        dump.refresh(atMost: 100)
        #expect(function(dump, 0x2000)?.name == "second")
    }

    @Test func functionsBeyondTheLimitAreCounted() throws {
        var writer = DumpWriter()
        for index in 0..<10 { writer.load(UInt64(index + 1) << 12, 16, "f", time: 1) }
        let dump = try open(writer.bytes, limit: 4)
        #expect(dump.count == 4)
        #expect(dump.dropped == 6)
    }

    @Test func otherFilesAreRefused() throws {
        #expect(throws: GeneratedCodeError.notAJitDump) { try open(Array(repeating: 7, count: 100)) }
        #expect(throws: GeneratedCodeError.notAJitDump) { try open([]) }
    }

    @Test func damagedDumpsNeitherTrapNorHang() throws {
        var writer = DumpWriter()
        writer.lines(of: 0x1000, [(0x1000, 7, "/a.js"), (0x1008, 9, "/b.js")])
        for index in 0..<6 { writer.load(UInt64(index + 1) << 12, 64, "f\(index)", time: UInt64(index)) }
        writer.move(0x2000, 0x9000, 64, time: 9, index: 0)
        var random = SeededGenerator(seed: 11)
        for _ in 0..<1000 {
            var bytes = writer.bytes
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                bytes[Int.random(in: 40..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            if Bool.random(using: &random) { bytes.removeLast(Int.random(in: 0..<bytes.count - 40, using: &random)) }
            let dump = try open(bytes)
            _ = function(dump, UInt64.random(in: 0..<0xA000, using: &random))
        }
    }
}

/// Writes a jitdump as a runtime would.
private struct DumpWriter {
    private(set) var bytes: [UInt8] = []

    init() {
        put(UInt32(0x4A69_5444), UInt32(1), UInt32(40), UInt32(62), UInt32(0), UInt32(1))
        put(UInt64(0), UInt64(0))
    }

    mutating func load(_ start: UInt64, _ size: UInt64, _ name: String, time: UInt64, index: UInt64 = 0) {
        record(0, time) { writer in
            writer.put(UInt32(1), UInt32(1))
            writer.put(start, start, size, index)
            writer.bytes += Array(name.utf8) + [0] + [UInt8](repeating: 0x90, count: Int(size))
        }
    }

    mutating func move(_ from: UInt64, _ to: UInt64, _ size: UInt64, time: UInt64, index: UInt64) {
        record(1, time) { writer in
            writer.put(UInt32(1), UInt32(1))
            writer.put(to, from, to, size, index)
        }
    }

    mutating func lines(of start: UInt64, _ rows: [(address: UInt64, line: UInt32, file: String)]) {
        record(2, 0) { writer in
            writer.put(start, UInt64(rows.count))
            for row in rows {
                writer.put(row.address)
                writer.put(row.line, UInt32(0))
                writer.bytes += row.file == "\u{FF}" ? [0xFF, 0] : Array(row.file.utf8) + [0]
            }
        }
    }

    private mutating func record(_ kind: UInt32, _ time: UInt64, _ body: (inout DumpWriter) -> Void) {
        let start = bytes.count
        put(kind, UInt32(0))
        put(time)
        body(&self)
        withUnsafeBytes(of: UInt32(bytes.count - start)) { bytes.replaceSubrange(start + 4..<start + 8, with: $0) }
    }

    private mutating func put<Value: FixedWidthInteger>(_ values: Value...) {
        for value in values { withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) } }
    }
}
