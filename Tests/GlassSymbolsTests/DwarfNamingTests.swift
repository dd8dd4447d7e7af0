import Foundation
import GlassModel
import GlassTestSupport
import Testing

@testable import GlassSymbols

@Suite struct DwarfNamingTests {
    static let builds: [String] = [
        "gcc -O2 -g -gdwarf-5", "gcc -O2 -g -gdwarf-4", "gcc -O2 -g -no-pie", "gcc -O2 -g -gz",
        "gcc -O2 -g -gsplit-dwarf",
        "gcc -O2 -g -static", "gcc -O2 -g -flto", "clang -O2 -g -gdwarf-5", "clang -O2 -g -gdwarf-4",
        "clang -O2 -g -no-pie", "clang -O2 -g -gsplit-dwarf",
    ].filter { isInstalled(String($0.prefix { $0 != " " })) }

    @Test(arguments: builds)
    func `inlined functions stand innermost first, each at the line of its call`(compiler: String) throws {
        let workshop = try Workshop()
        try workshop.write(Program.inlined, to: "inlined.c")
        try workshop.run("\(compiler) inlined.c -o inlined")
        let outer = try #require(try ListedFunction.find("outer", workshop.path("inlined"), in: workshop))
        let symbolizer = Symbolizer()
        let source = workshop.source("inlined")
        let chains = outer.addresses.map { symbolizer.locations(of: $0, in: source) }
        #expect(chains.allSatisfy { $0.last?.function == "outer" && $0.last?.isInlined == false })

        let deepest = try #require(chains.first { $0.map(\.function) == ["innermost", "middle", "outer"] })
        #expect(deepest.map(\.line) == [Program.line("innermost"), Program.line("middle"), Program.line("outer")])
        #expect(deepest.map(\.isInlined) == [true, true, false])
        #expect(deepest.allSatisfy { $0.file == workshop.path("inlined.c") && $0.hasName })
        #expect(symbolizer.kind(of: source) == .dwarf)
    }

    @Test func `split debug information that is missing leaves the symbol table's names`() throws {
        let workshop = try Workshop()
        try workshop.write(Program.inlined, to: "inlined.c")
        try workshop.run("gcc -O2 -g -gsplit-dwarf inlined.c -o inlined")
        for file in try FileManager.default.contentsOfDirectory(atPath: workshop.directory) where file.hasSuffix(".dwo")
        {
            try FileManager.default.removeItem(atPath: workshop.path(file))
        }
        let outer = try #require(try ListedFunction.find("outer", workshop.path("inlined"), in: workshop))
        let locations = Symbolizer().locations(of: ModuleAddress(outer.address), in: workshop.source("inlined"))
        #expect(locations.map(\.function) == ["outer"])
    }

    @Test(.enabled(if: isInstalled("g++") && isInstalled("addr2line")))
    func `a C++ program comes out as addr2line has it`() throws {
        let workshop = try Workshop()
        try workshop.write(Program.templates, to: "shop.cpp")
        try workshop.run("g++ -O2 -g shop.cpp -o shop")
        let functions = try ListedFunction.list(workshop.path("shop"), in: workshop)
        // Not the parts that gcc splits off, whose own symbols (`main.cold`) addr2line puts before DWARF, and not main
        // and what its lambda is inlined into: without a mangled name, addr2line calls the innermost function `main`.
        let compared = functions.filter {
            $0.name.hasPrefix("_Z") && !$0.name.contains(".") && !$0.name.contains("main")
        }
        let addresses = compared.flatMap { $0.addresses }
        let asked = stride(from: 0, to: addresses.count, by: max(1, addresses.count / 600)).map { addresses[$0] }
        let reference = try Reference.addr2line(asked, of: "shop", in: workshop)
        let symbolizer = Symbolizer()
        let source = workshop.source("shop")
        let same = asked.count { address in
            Reference.isSame(symbolizer.locations(of: address, in: source), reference[address] ?? [])
        }
        #expect(asked.count > 400)
        #expect(Double(same) >= 0.97 * Double(asked.count), "\(same) of \(asked.count) are the same")
    }

    @Test(.enabled(if: isInstalled("g++")))
    func `an inlined lambda is named after the function around it`() throws {
        let workshop = try Workshop()
        try workshop.write(Program.templates, to: "shop.cpp")
        try workshop.run("g++ -O2 -g shop.cpp -o shop")
        let addresses = try ListedFunction.list(workshop.path("shop"), in: workshop).flatMap { $0.addresses }
        let symbolizer = Symbolizer()
        let names = Set(addresses.flatMap { symbolizer.locations(of: $0, in: workshop.source("shop")) }.map(\.function))
        #expect(names.contains("main::{lambda}::operator()"))
        #expect(!names.contains("operator()"))
    }

    @Test(.enabled(if: isInstalled("clang++") && isInstalled("llvm-symbolizer")))
    func `clang's output, which has no table of address ranges, comes out as llvm-symbolizer has it`() throws {
        let workshop = try Workshop()
        try workshop.write(Program.templates, to: "shop.cpp")
        try workshop.run("clang++ -O2 -g -gdwarf-4 shop.cpp -o shop")
        let functions = try ListedFunction.list(workshop.path("shop"), in: workshop)
        let addresses = functions.filter { $0.name.contains("shop") || $0.name == "main" }.flatMap { $0.addresses }
        let reference = try Reference.llvmSymbolizer(addresses, of: "shop", in: workshop)
        let symbolizer = Symbolizer()
        let source = workshop.source("shop")
        let same = addresses.count { address in
            Reference.isSame(symbolizer.locations(of: address, in: source), reference[address] ?? [])
        }
        #expect(addresses.count > 200)
        // The rest: a mangling that is newer than Debian's demangler, where the plain name is given.
        #expect(Double(same) >= 0.9 * Double(addresses.count), "\(same) of \(addresses.count) are the same")
    }

    @Test(.enabled(if: isInstalled("swiftc")))
    func `Swift's output has readable names and lines`() throws {
        let workshop = try Workshop()
        try workshop.write(
            """
            struct Server {
                @inline(never) func handle(request: Int, _ times: Int) -> Int { (0..<times).reduce(request) { $0 ^ $1 } }
            }
            print(Server().handle(request: CommandLine.argc.hashValue, 9))
            """, to: "main.swift")
        try workshop.run("swiftc -g main.swift -o server")
        let functions = try ListedFunction.list(workshop.path("server"), in: workshop)
        let handle = try #require(functions.first { $0.name.contains("handle7request") && $0.name.hasSuffix("tF") })
        let symbolizer = Symbolizer()
        let locations = symbolizer.locations(of: ModuleAddress(handle.address + 8), in: workshop.source("server"))
        #expect(locations.last?.function == "Server.handle(request:_:)")
        #expect(locations.last?.line == 2)
        let names = Set(
            functions.flatMap { symbolizer.locations(of: ModuleAddress($0.address), in: workshop.source("server")) }
                .map(\.function))
        #expect(names.contains("closure #1 in Server.handle(request:_:)"))
    }

    @Test(.enabled(if: isInstalled("rustc")))
    func `Rust's output has readable names, inlined ones too`() throws {
        let workshop = try Workshop()
        try workshop.write(
            """
            mod server {
                #[inline(always)] fn twice(x: u64) -> u64 { x.wrapping_mul(2654435761) }
                #[inline(never)] pub fn handle(x: u64) -> u64 { (0..x).map(|i| twice(i) ^ x).sum() }
            }
            fn main() { std::process::exit(server::handle(std::env::args().count() as u64) as i32 & 1) }
            """, to: "main.rs")
        try workshop.run("rustc -O -g main.rs -o server")
        let functions = try ListedFunction.list(workshop.path("server"), in: workshop)
        let handle = try #require(functions.first { $0.name.contains("server6handle") })
        let symbolizer = Symbolizer()
        let chains = handle.addresses.map { symbolizer.locations(of: $0, in: workshop.source("server")) }
        #expect(chains.allSatisfy { $0.last?.function == "main::server::handle" })
        #expect(
            chains.contains { $0.contains { $0.function == "main::server::twice" && $0.isInlined && $0.line == 2 } })
    }
}

/// What other tools say of the same addresses.
enum Reference {
    struct Line: Equatable {
        let function: String
        let file: String?
        let line: Int32?

        init(function: Substring, place: Substring) {
            self.function = Demangler.readable(String(function))
            let parts = place.prefix { $0 != " " }.split(separator: ":")
            file = parts.first.flatMap { $0 == "??" ? nil : SourcePath.normalized(String($0)) }
            line = parts.dropFirst().first.flatMap { Int32($0) }.flatMap { $0 == 0 ? nil : $0 }
        }
    }

    /// The same functions, files and lines; where the tool gives a bare name, ours may tell its scope.
    static func isSame(_ ours: [GlassSymbols.SourceLocation], _ theirs: [Line]) -> Bool {
        ours.count == theirs.count
            && zip(ours, theirs).allSatisfy { our, their in
                let isSameName = our.function == their.function || our.function.hasSuffix("::" + their.function)
                return isSameName && our.file == their.file && our.line == their.line
            }
    }

    static func addr2line(_ addresses: [ModuleAddress], of name: String, in workshop: Workshop) throws
        -> [ModuleAddress: [Line]]
    {
        parse(try workshop.run("addr2line -a -fi -e \(name)", input: list(addresses)))
    }

    static func llvmSymbolizer(_ addresses: [ModuleAddress], of name: String, in workshop: Workshop) throws
        -> [ModuleAddress: [Line]]
    {
        let command = "llvm-symbolizer --output-style=GNU --no-demangle -a -f -i -e \(name)"
        return parse(try workshop.run(command, input: list(addresses)))
    }

    private static func list(_ addresses: [ModuleAddress]) -> String {
        addresses.map { "0x" + String($0.rawValue, radix: 16) + "\n" }.joined()
    }

    private static func parse(_ text: String) -> [ModuleAddress: [Line]] {
        var result: [ModuleAddress: [Line]] = [:]
        var current = ModuleAddress(0)
        var function: Substring?
        for line in text.split(separator: "\n") {
            if line.hasPrefix("0x"), let address = UInt64(line.dropFirst(2), radix: 16) {
                current = ModuleAddress(address)
            } else if let name = function {
                result[current, default: []].append(Line(function: name, place: line))
                function = nil
            } else {
                function = line
            }
        }
        return result
    }
}
