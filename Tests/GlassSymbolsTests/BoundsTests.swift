import GlassModel
import GlassTestSupport
import Testing

@testable import GlassSymbols

@Suite(.enabled(if: isInstalled("g++"))) struct BoundsTests {
    private func program() throws -> (Workshop, [ModuleAddress]) {
        let workshop = try Workshop()
        try workshop.write(Program.templates, to: "shop.cpp")
        try workshop.run("g++ -O1 -g shop.cpp -o shop")
        let functions = try ListedFunction.list(workshop.path("shop"), in: workshop)
        return (workshop, functions.map { ModuleAddress($0.address) })
    }

    @Test func `names are the same under the tightest bounds`() throws {
        let (workshop, addresses) = try program()
        try workshop.run("cp shop copy")
        var options = SymbolizerOptions()
        options.memoryLimit = 1
        options.openModules = 1
        let (tight, free) = (Symbolizer(options: options), Symbolizer())
        for address in addresses {
            for name in ["shop", "copy"] {
                let source = workshop.source(name)
                #expect(tight.locations(of: address, in: source) == free.locations(of: address, in: source))
            }
        }
        #expect(tight.statistics.evictions > addresses.count)
        #expect(free.statistics.evictions == 0)
    }

    @Test func `what is held stays within the limit`() throws {
        let (workshop, addresses) = try program()
        func name(_ file: String, _ symbolizer: Symbolizer) {
            for address in addresses { _ = symbolizer.locations(of: address, in: workshop.source(file)) }
        }
        let free = Symbolizer()
        name("shop", free)
        #expect(free.memoryInUse > 50_000)
        var options = SymbolizerOptions()
        options.memoryLimit = free.memoryInUse * 5 / 2
        let symbolizer = Symbolizer(options: options)
        for copy in 0..<6 {
            try workshop.run("cp shop copy\(copy)")
            name("copy\(copy)", symbolizer)
            #expect(symbolizer.memoryInUse <= options.memoryLimit)
        }
        #expect(symbolizer.statistics.evictions >= 2)
    }

    @Test func `what nobody has asked for is closed and opens again`() throws {
        let (workshop, addresses) = try program()
        let symbolizer = Symbolizer()
        let source = workshop.source("shop")
        let before = addresses.map { symbolizer.locations(of: $0, in: source) }
        let held = symbolizer.memoryInUse
        #expect(!symbolizer.closeUnused(for: .seconds(3_600)))
        #expect(symbolizer.memoryInUse == held)
        #expect(symbolizer.closeUnused(for: .seconds(3_600), at: .now + .seconds(36_000)))
        #expect(symbolizer.memoryInUse < held)
        #expect(!symbolizer.closeUnused(for: .zero, at: .now + .seconds(36_000)))
        #expect(addresses.map { symbolizer.locations(of: $0, in: source) } == before)
    }

    @Test func `compressed debug information that is too large is left alone and counted`() throws {
        let workshop = try Workshop()
        try workshop.write(Program.templates, to: "shop.cpp")
        try workshop.run("g++ -O1 -g -gz shop.cpp -o shop")
        let functions = try ListedFunction.list(workshop.path("shop"), in: workshop)
        let main = try #require(functions.first { $0.name == "main" })
        var options = SymbolizerOptions()
        options.decompressionLimit = 10_000
        let symbolizer = Symbolizer(options: options)
        let locations = symbolizer.locations(of: ModuleAddress(main.address), in: workshop.source("shop"))
        #expect(locations == [GlassSymbols.SourceLocation(function: "main")])
        #expect(symbolizer.statistics.tooLarge == 1)
        #expect(symbolizer.kind(of: workshop.source("shop")) == .symtab)
    }

    @Test func `many places are named in their order, module by module`() throws {
        let (workshop, addresses) = try program()
        try workshop.run("cp shop copy")
        let places = addresses.flatMap { address in
            ["shop", "copy"].map { (address: address, source: workshop.source($0)) }
        }
        var options = SymbolizerOptions()
        options.openModules = 1
        let symbolizer = Symbolizer(options: options)
        let named = symbolizer.locations(of: places)
        #expect(symbolizer.statistics.evictions == 1)
        let single = Symbolizer()
        for (place, locations) in zip(places, named) {
            #expect(single.locations(of: place.address, in: place.source) == locations)
        }
    }
}
