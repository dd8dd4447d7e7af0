import GlassCache
import GlassModel
import GlassTestSupport
import Testing

@testable import GlassUnwind

/// Rules that an earlier run compiled.
struct KeptRulesTests {
    private let path = "/lib/x86_64-linux-gnu/libc.so.6"

    @Test func `the next run finds the same rows and compiles nothing`() throws {
        let place = try TemporaryDirectory()
        let image = try #require(ProcessFiles.image(ofFile: path))
        let compiled = try #require(RuleTableCompiler.table(of: image))
        let first = BuildCache(directory: place.path)
        let made = try #require(RuleTable.kept(of: image, in: first) { compiled })
        let second = BuildCache(directory: place.path)
        let found = try #require(
            RuleTable.kept(of: image, in: second) {
                Issue.record("compiled again")
                return nil
            })
        for table in [made, found] {
            #expect(table.base == compiled.base && table.rows.elementsEqual(compiled.rows))
        }
        #expect(first.statistics.made == 1 && second.statistics.found == 1 && second.statistics.made == 0)
    }

    @Test func `a damaged file is compiled anew`() throws {
        let place = try TemporaryDirectory()
        let image = try #require(ProcessFiles.image(ofFile: path))
        let compiled = try #require(RuleTableCompiler.table(of: image))
        _ = RuleTable.kept(of: image, in: BuildCache(directory: place.path)) { compiled }
        let name = try #require(place.names().first)
        var bytes = try readBytes(place[name])
        bytes[bytes.count / 2] ^= 1
        try writeBytes(bytes, place[name])
        let cache = BuildCache(directory: place.path)
        let table = try #require(RuleTable.kept(of: image, in: cache) { compiled })
        #expect(table.rows.elementsEqual(compiled.rows))
        #expect(cache.statistics.refused == 1 && cache.statistics.made == 1)
        #expect(place.names() == [name])
    }

    @Test func `whole files that hold no table are none`() throws {
        let place = try TemporaryDirectory()
        let image = try #require(ProcessFiles.image(ofFile: path))
        let build = try #require(image.buildID)
        let cache = BuildCache(directory: place.path)
        var random = SeededGenerator(seed: 1)
        for count in [1, 7, 8, 9, 15, 17, 4_097] {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            _ = cache.make(BuildCache.Kind("rules", version: 1), of: build) { writer in
                bytes.withUnsafeBytes { writer.append($0) }
            }
            let table = RuleTable.kept(of: image, in: cache) { nil }
            #expect((table == nil) == (count < 8 || count % 8 != 0), "\(count) bytes")
            for address in [0, 1 << 20, UInt64.max] { _ = table?.rule(at: ModuleAddress(address)) }
        }
    }

    @Test func `without a cache, or where it cannot be written, the table is compiled for this run`() throws {
        let place = try TemporaryDirectory()
        try writeBytes([], place["file"])
        let image = try #require(ProcessFiles.image(ofFile: path))
        let table = RuleTable(base: ModuleAddress(0), rows: [RuleTable.Row(offset: 0, rule: .outermost)])
        let unwritable = BuildCache(directory: place["file"] + "/glass")
        #expect(RuleTable.kept(of: image, in: nil) { table }?.rows === table.rows)
        #expect(RuleTable.kept(of: image, in: unwritable) { table }?.rows === table.rows)
        #expect(unwritable.statistics.unwritable == 1)
    }
}
