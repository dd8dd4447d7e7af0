import Foundation
import GlassCache
import GlassModel
import GlassTestSupport
import Testing

@testable import GlassSymbols

@Suite(.enabled(if: isInstalled("gcc"))) struct DamagedFileTests {
    static let builds = ["-gdwarf-5", "-gdwarf-4", "-gdwarf-5 -gz"]

    /// A crash would end the whole run of tests, so naming either answers or the test process is gone.
    @Test(arguments: builds)
    func `damaged files give names or places and never crash`(options: String) throws {
        let workshop = try Workshop()
        try workshop.write(Program.inlined, to: "inlined.c")
        try workshop.run("gcc -O2 -Wl,--build-id \(options) inlined.c -o inlined")
        let whole = try Data(contentsOf: URL(fileURLWithPath: workshop.path("inlined")))
        let functions = try ListedFunction.list(workshop.path("inlined"), in: workshop)
        let addresses = functions.flatMap { [$0.address, $0.address + $0.size / 2] }.map { ModuleAddress($0) }
        let regions = try sections(of: workshop.path("inlined"))
        var random = SeededGenerator(seed: UInt64(options.utf8.count))
        let place = try TemporaryDirectory()
        for round in 0..<300 {
            let damaged = Self.damage(whole, regions, &random)
            try damaged.write(to: URL(fileURLWithPath: workshop.path("damaged")))
            var options = SymbolizerOptions()
            // Whole functions are learnt where there is a cache; nothing is written to it.
            if round % 2 == 0 { options.cache = BuildCache(directory: place.path) }
            let symbolizer = Symbolizer(options: options)
            for address in addresses {
                let locations = symbolizer.locations(of: address, in: workshop.source("damaged"))
                #expect(locations.isEmpty == false)
            }
        }
    }

    /// The parts of the file that are read for names.
    private func sections(of path: String) throws -> [Range<Int>] {
        let file = try #require(ByteSource(path: path).flatMap { ELFFile($0) })
        let read = file.sections.filter {
            $0.name.hasPrefix(".debug") || [".symtab", ".strtab", ".dynsym"].contains($0.name)
        }
        return [0..<64] + read.filter { $0.size > 0 }.map { Int($0.offset)..<Int($0.offset + $0.size) }
    }

    private static func damage(_ whole: Data, _ regions: [Range<Int>], _ random: inout SeededGenerator) -> Data {
        var bytes = whole
        for _ in 0..<Int.random(in: 1...24, using: &random) {
            let region = regions.randomElement(using: &random) ?? 0..<64
            let place = Int.random(in: region, using: &random)
            bytes[place] =
                Bool.random(using: &random)
                ? bytes[place] ^ (1 << UInt8.random(in: 0..<8, using: &random))
                : UInt8.random(in: 0...255, using: &random)
        }
        let isCut = Int.random(in: 0..<6, using: &random) == 0
        return isCut ? bytes.prefix(Int.random(in: 0..<bytes.count, using: &random)) : bytes
    }
}
