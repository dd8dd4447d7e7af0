import Foundation
import GlassModel
import GlassTestSupport
import Testing

@testable import GlassSymbols

@Suite(.enabled(if: isInstalled("go"), "Go is not installed")) struct GoLineTableTests {
    private static let program = """
        package main

        import "fmt"

        type basket struct{ items []int }

        //go:noinline
        func (b *basket) total(n int) int {
        \ts := 0
        \tfor i := 0; i < n; i++ {
        \t\ts += i * b.items[i%len(b.items)]
        \t}
        \treturn s
        }

        func main() { fmt.Println((&basket{items: []int{1, 2}}).total(3)) }

        """

    private func build(_ options: String) throws -> Workshop {
        let workshop = try Workshop()
        try workshop.write(Self.program, to: "main.go")
        try workshop.run("env GOCACHE=\(workshop.path("cache")) GO111MODULE=off go build \(options) -o whole main.go")
        try workshop.run("strip -o stripped whole")
        return workshop
    }

    /// The table must say what debug information says, which a stripped program has lost.
    @Test(arguments: ["", "-buildmode=pie"]) func `a stripped Go program has its names and lines`(options: String)
        throws
    {
        let workshop = try build(options)
        let whole = try ListedFunction.list(workshop.path("whole"), in: workshop)
        let symbolizer = Symbolizer()
        var named = 0
        for function in whole where function.name.hasPrefix("main.") || function.name.hasPrefix("fmt.") {
            guard function.size > 1, !function.name.contains("..") else { continue }
            let address = ModuleAddress(function.address)
            let known = try #require(symbolizer.locations(of: address, in: workshop.source("whole")).last)
            let found = try #require(symbolizer.locations(of: address, in: workshop.source("stripped")).first)
            #expect(found.function == known.function)
            #expect(found.file == known.file && found.line == known.line, "\(found.function)")
            named += 1
        }
        #expect(named > 20)
        let total = try #require(whole.first { $0.name == "main.(*basket).total" })
        let loop = symbolizer.locations(
            of: ModuleAddress(total.address + total.size / 2), in: workshop.source("stripped"))
        #expect(loop.first?.function == "main.(*basket).total")
        #expect((8...13).contains(loop.first?.line ?? 0))
    }

    @Test func `damaged tables give names or places and never crash`() throws {
        let workshop = try build("")
        let whole = try Data(contentsOf: URL(filePath: workshop.path("stripped")))
        let file = try #require(ByteSource(path: workshop.path("stripped")).flatMap { ELFFile($0) })
        let section = try #require(file.section(".gopclntab"))
        let text = try #require(file.section(".text"))
        var random = SeededGenerator(seed: 5)
        for round in 0..<200 {
            var damaged = whole
            for _ in 0..<20 {
                let range = round % 2 == 0 ? 0..<72 : 0..<Int(section.size)
                let place = Int(section.offset) + Int.random(in: range, using: &random)
                damaged[place] = UInt8.random(in: 0...255, using: &random)
            }
            guard let table = ELFFile(ByteSource(bytes: Array(damaged))).flatMap({ GoLineTable($0) }) else { continue }
            for _ in 0..<20 { _ = table.location(of: text.address + UInt64.random(in: 0..<text.size, using: &random)) }
        }
    }
}
