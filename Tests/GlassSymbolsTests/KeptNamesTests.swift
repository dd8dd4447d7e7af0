import GlassCache
import GlassModel
import GlassTestSupport
import Testing

@testable import GlassSymbols

/// Names that are kept from one run to the next.
@Suite(.enabled(if: isInstalled("g++"))) struct KeptNamesTests {
    private let build = BuildID(bytes: Array(1...20))

    private func program(_ flags: String = "-Wl,--build-id") throws -> (Workshop, [ModuleAddress]) {
        let workshop = try Workshop()
        try workshop.write(Program.templates, to: "shop.cpp")
        try workshop.run("g++ -O1 -g \(flags) shop.cpp -o shop")
        let functions = try ListedFunction.list(workshop.path("shop"), in: workshop)
        let inside = functions.flatMap { stride(from: $0.address, to: $0.address + $0.size, by: 7) }
        return (workshop, inside.map { ModuleAddress($0) })
    }

    private func symbolizer(_ cache: BuildCache?) -> Symbolizer {
        var options = SymbolizerOptions()
        options.cache = cache
        return Symbolizer(options: options)
    }

    @Test func `the next run has the same names and opens no debug information`() throws {
        let (workshop, addresses) = try program()
        let place = try TemporaryDirectory()
        let source = workshop.source("shop")
        let plain = symbolizer(nil)
        let names = addresses.map { plain.locations(of: $0, in: source) }
        #expect(names.contains { $0.count > 1 } && names.contains { $0.last?.line != nil })
        let first = symbolizer(BuildCache(directory: place.path))
        #expect(addresses.map { first.locations(of: $0, in: source) } == names)
        first.keepNames()
        let second = symbolizer(BuildCache(directory: place.path))
        #expect(addresses.map { second.locations(of: $0, in: source) } == names)
        #expect(first.memoryInUse > 50_000 && second.memoryInUse < first.memoryInUse / 4)
    }

    @Test(arguments: ["-O0", "-O1", "-O2", "-O3 -fno-omit-frame-pointer"])
    func `what stands at one address is only said of others where it stands there too`(_ level: String) throws {
        let (workshop, _) = try program("-Wl,--build-id \(level)")
        let place = try TemporaryDirectory()
        let source = workshop.source("shop")
        let functions = try ListedFunction.list(workshop.path("shop"), in: workshop)
        var addresses = functions.flatMap(\.addresses)
        var generator = SeededGenerator(seed: 7)
        addresses.shuffle(using: &generator)
        let (plain, learning) = (symbolizer(nil), symbolizer(BuildCache(directory: place.path)))
        let names = addresses.map { plain.locations(of: $0, in: source) }
        #expect(addresses.map { learning.locations(of: $0, in: source) } == names)
        learning.keepNames()
        let later = symbolizer(BuildCache(directory: place.path))
        #expect(addresses.map { later.locations(of: $0, in: source) } == names)
        let table = try #require(place.cache().file(NameTable.kind, of: identity(workshop)).flatMap { NameTable($0) })
        #expect(table.count > 100 && table.count < addresses.count / 2)
    }

    private func identity(_ workshop: Workshop) throws -> BuildID {
        try #require(ByteSource(path: workshop.path("shop")).flatMap(ELFFile.init)?.buildID)
    }

    @Test func `what two runs learnt apart is there for the third`() throws {
        let (workshop, addresses) = try program()
        let place = try TemporaryDirectory()
        let source = workshop.source("shop")
        let runs = (0..<2).map { _ in symbolizer(BuildCache(directory: place.path)) }
        for (index, address) in addresses.enumerated() { _ = runs[index % 2].locations(of: address, in: source) }
        for run in runs { run.keepNames() }
        let table = try #require(place.cache().file(NameTable.kind, of: identity(workshop)).flatMap { NameTable($0) })
        let plain = symbolizer(nil)
        for address in addresses {
            let names = plain.locations(of: address, in: source)
            // Only what debug information told is kept.
            if names.last?.line != nil { #expect(table.locations(of: address.rawValue) == names) }
        }
    }

    @Test func `a file without a build ID is read anew each time`() throws {
        let (workshop, addresses) = try program("-Wl,--build-id=none")
        let place = try TemporaryDirectory()
        let symbolizer = symbolizer(BuildCache(directory: place.path))
        for address in addresses { _ = symbolizer.locations(of: address, in: workshop.source("shop")) }
        symbolizer.keepNames()
        #expect(place.names().isEmpty)
    }

    @Test func `an address brings the rest of its function along`() throws {
        let (workshop, _) = try program("-Wl,--build-id -O2")
        let place = try TemporaryDirectory()
        let source = workshop.source("shop")
        let main = try #require(
            ListedFunction.list(workshop.path("shop"), in: workshop).first { $0.addresses.count > 100 })
        let first = symbolizer(BuildCache(directory: place.path))
        _ = first.locations(of: main.addresses[0], in: source)
        first.keepNames()
        let table = try #require(place.cache().file(NameTable.kind, of: identity(workshop)).flatMap { NameTable($0) })
        let plain = symbolizer(nil)
        for address in main.addresses {
            #expect(table.locations(of: address.rawValue) == plain.locations(of: address, in: source))
        }
    }

    // MARK: The file

    private func location(_ name: String, line: Int32?, role: FunctionRole, whole: String? = nil)
        -> GlassSymbols
        .SourceLocation
    {
        var location = GlassSymbols.SourceLocation(
            function: name, file: line == nil ? nil : "/src/\(name).c", line: line, isInlined: role == .helper)
        location.role = role
        location.wholeName = whole
        return location
    }

    private var named: [(range: Range<UInt64>, locations: [GlassSymbols.SourceLocation])] {
        [
            (0x1000..<0x1002, [location("a", line: 7, role: .helper), location("b", line: 9, role: .written)]),
            (0x1002..<0x1003, [location("größe", line: nil, role: .forwarder, whole: "vollständige größe")]),
            (0x1010..<0x1011, []),
            (UInt64.max - 9..<UInt64.max, [location("a", line: .max, role: .body)]),
        ]
    }

    private var names: NameCollection {
        var names = NameCollection()
        for (range, locations) in named {
            var extent = CodeExtent(around: range.lowerBound)
            extent.cut(by: range)
            names.add(locations, in: extent)
        }
        return names
    }

    private let writer = ProgramIdentity(size: 5, modified: 6)

    private func written(_ cache: BuildCache, of content: [UInt8]? = nil) -> NameTable? {
        let file = cache.make(NameTable.kind, of: build) { file in
            guard let content else { return NameTable.write(names, to: &file, by: writer) }
            return content.withUnsafeBytes { file.append($0) }
        }
        return file.flatMap { NameTable($0, writtenBy: writer) }
    }

    @Test func `what is written is read again`() throws {
        let place = try TemporaryDirectory()
        let table = try #require(written(place.cache()))
        let content = try #require(table.content)
        for (range, locations) in named {
            for address in range {
                #expect(table.locations(of: address) == locations && content.locations(of: address) == locations)
            }
        }
        for address: UInt64 in [0, 0xfff, 0x1003, 0x100f, 0x1011, .max] {
            #expect(table.locations(of: address) == nil && content.locations(of: address) == nil)
        }
    }

    @Test func `what is newer takes the place of what was known of the same code`() {
        var all = names
        var newer = NameCollection()
        var extent = CodeExtent(around: 0x1001)
        extent.cut(by: 0x1001..<0x1004)
        newer.add([location("c", line: 3, role: .written)], in: extent)
        all.merge(newer)
        #expect(all.locations(of: 0x1000) == names.locations(of: 0x1000) && all.locations(of: 0x1010) == [])
        for address: UInt64 in 0x1001..<0x1004 { #expect(all.locations(of: address)?.map(\.function) == ["c"]) }
    }

    @Test func `what another build of this program wrote is not believed`() throws {
        let place = try TemporaryDirectory()
        let cache = place.cache()
        _ = written(cache)
        let file = try #require(cache.file(NameTable.kind, of: build))
        #expect(NameTable(file, writtenBy: ProgramIdentity(size: 5, modified: 7)) == nil)
        #expect(NameTable(file) == nil && ProgramIdentity.own != nil)
        #expect(NameTable(file, writtenBy: writer) != nil)
    }

    @Test func `no content makes it read beyond its end`() throws {
        let place = try TemporaryDirectory()
        let cache = place.cache()
        _ = written(cache)
        let whole = try #require(cache.file(NameTable.kind, of: build)?.withUnsafeBytes { Array($0) })
        var generator = SeededGenerator(seed: 11)
        var believed = 0
        for round in 0..<2_000 {
            var content = whole
            if round % 3 == 0 { content.removeLast(Int.random(in: 1..<content.count, using: &generator)) }
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                let index = Int.random(in: 16..<max(17, content.count), using: &generator)
                if index < content.count { content[index] = UInt8.random(in: 0...255, using: &generator) }
            }
            guard let table = written(cache, of: content) else { continue }
            believed += 1
            for (range, _) in named { _ = table.locations(of: range.lowerBound) }
            _ = table.content
        }
        #expect(believed > 500)
    }
}

extension TemporaryDirectory {
    fileprivate func cache() -> BuildCache { BuildCache(directory: path) }
}
