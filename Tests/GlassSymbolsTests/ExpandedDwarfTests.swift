import GlassCache
import GlassModel
import GlassTestSupport
import Testing

@testable import GlassSymbols

/// Compressed DWARF, and the copies of it that are kept for later runs.
struct ExpandedDwarfTests {
    /// A program with compressed DWARF, and its functions.
    private func program(_ flags: String = "") throws -> (Workshop, [ModuleAddress]) {
        let workshop = try Workshop()
        try workshop.write(Program.templates, to: "shop.cpp")
        try workshop.run("g++ -O1 -g -gz -Wl,--build-id \(flags) shop.cpp -o shop")
        return (
            workshop, try ListedFunction.list(workshop.path("shop"), in: workshop).map { ModuleAddress($0.address) }
        )
    }

    private func symbolizer(_ cache: BuildCache?) -> Symbolizer {
        var options = SymbolizerOptions()
        options.cache = cache
        return Symbolizer(options: options)
    }

    @Test func `names from the copy are those from the file, and the next run makes no copy`() throws {
        let (workshop, addresses) = try program()
        let place = try TemporaryDirectory()
        let source = workshop.source("shop")
        let plain = symbolizer(nil)
        let names = addresses.map { plain.locations(of: $0, in: source) }
        #expect(names.contains { $0.last?.line != nil })
        for (made, found) in [(1, 0), (0, 1)] {
            let cache = BuildCache(directory: place.path)
            let symbolizer = symbolizer(cache)
            #expect(addresses.map { symbolizer.locations(of: $0, in: source) } == names)
            #expect(cache.statistics.made == made && cache.statistics.found == found)
            #expect(symbolizer.kind(of: source) == .dwarf)
        }
    }

    @Test func `the copy takes no memory of the allocator's`() throws {
        let (workshop, addresses) = try program()
        let place = try TemporaryDirectory()
        let file = try #require(ByteSource(path: workshop.path("shop")).flatMap(ELFFile.init))
        let plain = try DwarfReader(file, decompressionLimit: 1 << 30) { _, _ in [] }
        let copied = try DwarfReader(file, decompressionLimit: 0, cache: BuildCache(directory: place.path)) { _, _ in []
        }
        #expect(plain.baseByteCount > 10_000 && copied.baseByteCount == 0)
        #expect(!addresses.isEmpty)
    }

    @Test func `a separate debug file and what dwz moved out of it are copied each`() throws {
        let (workshop, addresses) = try program()
        guard isInstalled("dwz") else { return print("skipped: dwz is not installed") }
        try workshop.run("g++ -O1 -g -Wl,--build-id shop.cpp -o first")
        try workshop.run("g++ -O2 -g -Wl,--build-id shop.cpp -o second")
        try workshop.run("dwz -m common.debug first second")
        try workshop.run("objcopy --compress-debug-sections common.debug")
        try workshop.run("objcopy --compress-debug-sections first")
        let functions = try ListedFunction.list(workshop.path("first"), in: workshop)
        let place = try TemporaryDirectory()
        let cache = BuildCache(directory: place.path)
        let (plain, copied) = (symbolizer(nil), symbolizer(cache))
        for function in functions {
            let address = ModuleAddress(function.address)
            let source = workshop.source("first")
            #expect(copied.locations(of: address, in: source) == plain.locations(of: address, in: source))
        }
        #expect(cache.statistics.made == 2 && !addresses.isEmpty)
    }

    @Test func `a file without a build ID is decompressed in memory`() throws {
        let (workshop, addresses) = try program("-Wl,--build-id=none")
        let place = try TemporaryDirectory()
        let cache = BuildCache(directory: place.path)
        let (plain, copied) = (symbolizer(nil), symbolizer(cache))
        let source = workshop.source("shop")
        #expect(addresses.allSatisfy { copied.locations(of: $0, in: source) == plain.locations(of: $0, in: source) })
        #expect(place.names().isEmpty)
    }

    @Test func `a copy that is whole and says nonsense gives names of the symbol table`() throws {
        let (workshop, addresses) = try program()
        let build = try #require(ByteSource(path: workshop.path("shop")).flatMap(ELFFile.init)?.buildID)
        let place = try TemporaryDirectory()
        _ = symbolizer(BuildCache(directory: place.path)).locations(of: addresses[0], in: workshop.source("shop"))
        let whole = try readBytes(place["\(build).dwarf"])
        var random = SeededGenerator(seed: 9)
        for _ in 0..<60 {
            var damaged = Array(whole.dropLast(96))
            random.flipBits(20, in: 64..<damaged.count, of: &damaged)
            let cache = BuildCache(directory: place.path)
            _ = cache.make(BuildCache.Kind("dwarf", version: 1), of: build) { writer in
                damaged.withUnsafeBytes { writer.append($0) }
            }
            let symbolizer = symbolizer(cache)
            #expect(addresses.allSatisfy { !symbolizer.locations(of: $0, in: workshop.source("shop")).isEmpty })
        }
    }
}
