import GlassModel
import GlassTestSupport
import Glibc
import Testing

@testable import GlassCache

@Suite("Cache of what was made of builds")
struct BuildCacheTests {
    private let kind = BuildCache.Kind("rules", version: 1)
    private let build = BuildID(bytes: Array(1...20))

    @Test("What was made is found by the next run, as it was")
    func keeps() throws {
        let place = try TemporaryDirectory()
        let content = (0..<100_003).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let made = try #require(place.cache().make(kind, of: build) { $0.append(content) })
        #expect(made.content == content)
        let later = place.cache()
        let found = try #require(later.file(kind, of: build))
        #expect(found.content == content)
        #expect(later.statistics == counted { $0.found = 1 })
    }

    @Test("Another build, another kind and another version find nothing")
    func tellsApart() throws {
        let place = try TemporaryDirectory()
        let cache = place.cache()
        _ = cache.make(kind, of: build) { $0.append([1, 2, 3]) }
        #expect(cache.file(kind, of: BuildID(bytes: Array(2...21))) == nil)
        #expect(cache.file(BuildCache.Kind("lines", version: 1), of: build) == nil)
        #expect(cache.statistics == counted { $0.made = 1 })
        #expect(cache.file(BuildCache.Kind("rules", version: 2), of: build) == nil)
        #expect(cache.statistics.refused == 1)
    }

    @Test("A file with any byte changed, cut anywhere or lengthened is refused, and made anew")
    func refusesDamage() throws {
        let place = try TemporaryDirectory()
        let content = (0..<4_099).map { UInt8(truncatingIfNeeded: $0 &* 13) }
        _ = place.cache().make(kind, of: build) { $0.append(content) }
        let path = place.path + "/\(build).rules"
        let whole = try readBytes(path)
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<300 {
            var damaged = whole
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: generator.flipBits(1, in: 0..<whole.count, of: &damaged)
            case 1: damaged.removeLast(Int.random(in: 1...whole.count, using: &generator))
            default: damaged += [0]
            }
            try writeBytes(damaged, path)
            let cache = place.cache()
            #expect(cache.file(kind, of: build) == nil)
            #expect(cache.statistics == counted { $0.refused = 1 })
        }
        let cache = place.cache()
        #expect(cache.make(kind, of: build) { $0.append(content) } != nil)
        #expect(cache.file(kind, of: build)?.content == content)
    }

    @Test("What others may write to is not believed")
    func refusesForeign() throws {
        let place = try TemporaryDirectory()
        let cache = place.cache()
        _ = cache.make(kind, of: build) { $0.append([1]) }
        chmod(place.path + "/\(build).rules", 0o666)
        #expect(cache.file(kind, of: build) == nil)
        chmod(place.path + "/\(build).rules", 0o600)
        #expect(cache.file(kind, of: build) != nil)
        chmod(place.path, 0o777)
        #expect(cache.file(kind, of: build) == nil)
        #expect(cache.make(kind, of: build) { $0.append([1]) } == nil)
        #expect(cache.statistics == counted { ($0.made, $0.found, $0.refused, $0.unwritable) = (1, 1, 2, 1) })
    }

    @Test("A symbolic link, a pipe and a directory in a file's place are passed over")
    func refusesOtherThings() throws {
        let place = try TemporaryDirectory()
        let path = place.path + "/\(build).rules"
        _ = place.cache().make(kind, of: build) { $0.append([1]) }
        rename(path, place.path + "/elsewhere")
        symlink("elsewhere", path)
        #expect(place.cache().file(kind, of: build) == nil)
        unlink(path)
        mkfifo(path, 0o600)
        #expect(place.cache().file(kind, of: build) == nil)
        unlink(path)
        mkdir(path, 0o700)
        #expect(place.cache().file(kind, of: build) == nil)
        #expect(place.cache().make(kind, of: build) { $0.append([1]) } == nil)
    }

    @Test("Where a file stands in the directory's place, nothing is kept, and it is counted")
    func unwritable() throws {
        let place = try TemporaryDirectory()
        try writeBytes([], place["file"])
        let cache = BuildCache(directory: place.path + "/file/glass")
        #expect(cache.make(kind, of: build) { $0.append([1]) } == nil)
        #expect(cache.statistics == counted { $0.unwritable = 1 })
    }

    @Test("Nothing is left of what was not finished")
    func leavesNothing() throws {
        let place = try TemporaryDirectory()
        let cache = place.cache()
        let made = cache.make(kind, of: build) { writer in
            writer.append([1, 2])
            return false
        }
        #expect(made == nil && place.names().isEmpty)
    }

    @Test("What was not used for longest goes first")
    func prunes() throws {
        let place = try TemporaryDirectory()
        let cache = BuildCache(directory: place.path, sizeLimit: 3_500)
        let builds = (0..<5).map { BuildID(bytes: [UInt8]($0...($0 + 7))) }
        for (age, build) in builds.prefix(3).enumerated() {
            _ = cache.make(kind, of: build) { $0.append([UInt8](repeating: 1, count: 1_000)) }
            var times = [timespec(tv_sec: 1_000 + age, tv_nsec: 0), timespec(tv_sec: 1_000 + age, tv_nsec: 0)]
            utimensat(AT_FDCWD, place.path + "/\(build).rules", &times, 0)
        }
        #expect(cache.file(kind, of: builds[0]) != nil)
        _ = cache.make(kind, of: builds[3]) { $0.append([UInt8](repeating: 1, count: 1_000)) }
        #expect(Set(place.names()) == Set([0, 2, 3].map { "\(builds[$0]).rules" }))
    }

    @Test("The hash does not depend on the pieces that bytes come in")
    func hashesPieces() {
        let bytes = (0..<1_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        var whole = ContentHash()
        bytes.withUnsafeBytes { whole.add($0) }
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<100 {
            var pieces = ContentHash()
            var start = 0
            while start < bytes.count {
                let end = min(bytes.count, start + Int.random(in: 0...40, using: &generator))
                bytes[start..<end].withUnsafeBytes { pieces.add($0) }
                start = end
            }
            #expect(pieces == whole)
        }
        #expect(whole.byteCount == 1_000)
    }

    private func counted(_ change: (inout BuildCache.Statistics) -> Void) -> BuildCache.Statistics {
        var statistics = BuildCache.Statistics()
        change(&statistics)
        return statistics
    }
}

extension TemporaryDirectory {
    /// As one run has it.
    fileprivate func cache() -> BuildCache { BuildCache(directory: path) }
}

extension CachedFile {
    fileprivate var content: [UInt8] { withUnsafeBytes { Array($0) } }
}

extension CacheWriter {
    @discardableResult
    fileprivate mutating func append(_ bytes: [UInt8]) -> Bool { bytes.withUnsafeBytes { append($0) } }
}
