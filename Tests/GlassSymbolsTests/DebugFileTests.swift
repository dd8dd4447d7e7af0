import Foundation
import GlassModel
import GlassTestSupport
import Testing

@testable import GlassSymbols

@Suite(.enabled(if: isInstalled("gcc") && isInstalled("objcopy"))) struct DebugFileTests {
    /// Its own debug directories only, whatever is installed here.
    private func symbolizer(directories: [String] = []) -> Symbolizer {
        var options = SymbolizerOptions()
        options.debugDirectories = directories
        options.usesDebuginfod = false
        return Symbolizer(options: options)
    }

    @Test func `a stripped function has no name but its place`() throws {
        let (workshop, hidden, _) = try Separated.make()
        let symbolizer = symbolizer()
        let locations = symbolizer.locations(of: ModuleAddress(hidden.address), in: workshop.source("inlined"))
        #expect(locations.map(\.function) == ["inlined+0x" + String(hidden.address, radix: 16)])
        #expect(locations.first?.hasName == false)
        #expect(symbolizer.statistics.unnamed == 1)
        #expect(symbolizer.kind(of: workshop.source("inlined")) == .none)
    }

    @Test func `a debug file beside the program is found by its link`() throws {
        let (workshop, hidden, _) = try Separated.make()
        try workshop.run("objcopy --add-gnu-debuglink=inlined.debug inlined")
        let symbolizer = symbolizer()
        let locations = symbolizer.locations(of: ModuleAddress(hidden.address), in: workshop.source("inlined"))
        #expect(locations.last?.function == "hidden")
        #expect(locations.last?.file == workshop.path("inlined.c"))
        #expect(symbolizer.kind(of: workshop.source("inlined")) == .debugFile(workshop.path("inlined.debug")))
    }

    @Test func `a linked debug file without a build ID is taken only where its checksum is right`() throws {
        let workshop = try Workshop()
        try workshop.write(Program.inlined, to: "inlined.c")
        try workshop.run("gcc -O2 -g -Wl,--build-id=none inlined.c -o inlined")
        let hidden = try #require(try ListedFunction.find("hidden", workshop.path("inlined"), in: workshop))
        try workshop.run("objcopy --only-keep-debug inlined inlined.debug")
        try workshop.run("strip inlined")
        try workshop.run("objcopy --add-gnu-debuglink=inlined.debug inlined")
        #expect(
            symbolizer().locations(of: ModuleAddress(hidden.address), in: workshop.source("inlined")).last?.hasName
                == true)
        let handle = try #require(FileHandle(forWritingAtPath: workshop.path("inlined.debug")))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data([1]))
        try handle.close()
        #expect(
            symbolizer().locations(of: ModuleAddress(hidden.address), in: workshop.source("inlined")).last?.hasName
                == false)
    }

    @Test func `a debug file is found by build ID, in the target's own root too`() throws {
        let (workshop, hidden, identity) = try Separated.make()
        let digits = identity.description
        let folder = "root/usr/lib/debug/.build-id/\(digits.prefix(2))"
        let name = "\(folder)/\(digits.dropFirst(2)).debug"
        try workshop.run("mkdir -p \(folder)")
        try workshop.run("mv inlined.debug \(name)")
        let source = workshop.source("inlined", buildID: identity, rootPrefix: workshop.path("root"))
        let symbolizer = symbolizer(directories: ["/usr/lib/debug"])
        #expect(symbolizer.locations(of: ModuleAddress(hidden.address), in: source).last?.function == "hidden")
        #expect(symbolizer.kind(of: source) == .debugFile(workshop.path(name)))
    }

    @Test func `a replaced file gives no names, the next candidate does`() throws {
        let (workshop, hidden, identity) = try Separated.make()
        try workshop.run("objcopy --add-gnu-debuglink=inlined.debug inlined")
        try workshop.write("int main(void) { return 3; }", to: "other.c")
        try workshop.run("gcc -g -Wl,--build-id=sha1 other.c -o other")
        var source = SymbolSource(
            path: workshop.path("inlined"), candidates: [workshop.path("other")], buildID: identity)
        let symbolizer = symbolizer()
        #expect(symbolizer.locations(of: ModuleAddress(hidden.address), in: source).last?.hasName == false)
        #expect(symbolizer.statistics.buildIDMismatches == 1)
        #expect(symbolizer.statistics.modulesUnreadable == 1)
        source.candidates.append(workshop.path("inlined"))
        #expect(symbolizer.locations(of: ModuleAddress(hidden.address), in: source).last?.function == "hidden")
    }

    @Test(.enabled(if: isInstalled("xz")))
    func `a compressed symbol table names what a stripped program does not export`() throws {
        let (workshop, hidden, _) = try Separated.make()
        try workshop.run("objcopy --only-keep-debug inlined.debug mini")
        try workshop.run("strip --strip-debug mini")
        try workshop.run("xz mini")
        try workshop.run("objcopy --add-section .gnu_debugdata=mini.xz inlined")
        let symbolizer = symbolizer()
        let locations = symbolizer.locations(of: ModuleAddress(hidden.address), in: workshop.source("inlined"))
        #expect(locations.map(\.function) == ["hidden"])
        #expect(symbolizer.kind(of: workshop.source("inlined")) == .gnuDebugdata)
    }

    @Test(.enabled(if: isInstalled("dwz")))
    func `debug information that two programs share is found through its link`() throws {
        let workshop = try Workshop()
        try workshop.write(Program.inlined, to: "inlined.c")
        for name in ["one", "two"] { try workshop.run("gcc -O2 -g -gdwarf-4 inlined.c -o \(name)") }
        try workshop.run("dwz -m shared.debug one two")
        let outer = try #require(try ListedFunction.find("outer", workshop.path("one"), in: workshop))
        let symbolizer = symbolizer()
        let chains = outer.addresses.map { symbolizer.locations(of: $0, in: workshop.source("one")) }
        #expect(chains.contains { $0.map(\.function) == ["innermost", "middle", "outer"] })
    }
}

/// A program stripped of everything, with its debug information in a file of its own.
enum Separated {
    /// `inlined` and `inlined.debug`; a function that is in no table of `inlined`; the build ID of both.
    static func make() throws -> (workshop: Workshop, hidden: ListedFunction, buildID: BuildID) {
        let workshop = try Workshop()
        try workshop.write(Program.inlined, to: "inlined.c")
        try workshop.run("gcc -O2 -g -Wl,--build-id=sha1 inlined.c -o inlined")
        let hidden = try #require(try ListedFunction.find("hidden", workshop.path("inlined"), in: workshop))
        try workshop.run("objcopy --only-keep-debug inlined inlined.debug")
        try workshop.run("strip inlined")
        let file = try #require(ByteSource(path: workshop.path("inlined")).flatMap { ELFFile($0) })
        return (workshop, hidden, try #require(file.buildID))
    }
}
