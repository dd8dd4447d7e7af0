import GlassModel
import GlassTestSupport
import Testing

@testable import GlassSymbols

@Suite struct SymbolTableTests {
    private func names(_ path: String, of function: String, _ symbolizer: Symbolizer = Symbolizer()) throws -> Set<
        String
    > {
        let workshop = try Workshop()
        let listed = try #require(
            try ListedFunction.list(path, in: workshop, options: "-D -S").first { $0.name == function })
        let source = SymbolSource(path: path, candidates: [path])
        return Set(listed.addresses.compactMap { symbolizer.locations(of: $0, in: source).last?.function })
    }

    @Test func `the C library's functions have the names that callers use`() throws {
        let libc = try #require(systemLibrary("libc.so.6"))
        #expect(try names(libc, of: "malloc") == ["malloc"])
        #expect(try names(libc, of: "qsort_r").contains("qsort_r"))
        var options = SymbolizerOptions()
        options.debugDirectories = []
        #expect(try names(libc, of: "malloc", Symbolizer(options: options)) == ["malloc"])
        #expect(Symbolizer(options: options).kind(of: SymbolSource(path: libc, candidates: [libc])) == .dynsym)
    }

    private func systemLibrary(_ name: String) -> String? {
        ["/usr/lib/x86_64-linux-gnu/", "/lib/x86_64-linux-gnu/", "/usr/lib64/", "/usr/lib/aarch64-linux-gnu/"]
            .map { $0 + name }.first { ByteSource(path: $0) != nil }
    }

    @Test(.enabled(if: isInstalled("redis-server")))
    func `redis-server exports its functions`() throws {
        #expect(try names("/usr/bin/redis-server", of: "processCommand") == ["processCommand"])
    }

    @Test(.enabled(if: isInstalled("gcc")))
    func `aliases resolve alike, sizes win, and what stands between functions has no name`() throws {
        let workshop = try Workshop()
        try workshop.write(
            """
                .text
                .globl main, plain, __plain_internal
                .type main, @function
                .type plain, @function
                .type __plain_internal, @function
                .type local_alias, @function
                .type unsized, @function
            main: ret
                .size main, . - main
                .p2align 6
            local_alias:
            __plain_internal:
            plain: nop
                nop
                ret
                .size plain, . - plain
                .size local_alias, . - local_alias
                .size __plain_internal, . - __plain_internal
                .p2align 6
            gap_end:
                nop
            unsized: nop
                nop
                ret
                .section .note.GNU-stack,"",@progbits
            """, to: "aliases.s")
        try workshop.run("gcc aliases.s -o aliases")
        let symbols = try workshop.run("nm aliases").split(separator: "\n").map { $0.split(separator: " ") }
        func address(_ name: String) throws -> UInt64 {
            try #require(symbols.first { $0.count == 3 && $0[2] == name }.flatMap { UInt64($0[0], radix: 16) })
        }
        let symbolizer = Symbolizer()
        func name(_ address: UInt64) -> String? {
            symbolizer.locations(of: ModuleAddress(address), in: workshop.source("aliases")).first?.function
        }
        let plain = try address("plain")
        #expect(name(plain) == "plain")
        #expect(name(plain + 2) == "plain")
        #expect(name(plain + 3) == "aliases+0x" + String(plain + 3, radix: 16))
        #expect(name(try address("unsized") + 1) == "unsized")
        #expect(symbolizer.kind(of: workshop.source("aliases")) == .symtab)
    }

    @Test(.enabled(if: isInstalled("gcc")), arguments: ["", "-Wl,-z,ibtplt -fcf-protection", "-Wl,-z,now", "-no-pie"])
    func `stubs of the linkage table are named after what they call`(options: String) throws {
        let workshop = try Workshop()
        try workshop.write(Program.inlined, to: "inlined.c")
        try workshop.run("gcc -O1 \(options) inlined.c -o inlined")
        let listing = try workshop.run("objdump -d --no-show-raw-insn inlined").split(separator: "\n")
        let stub = listing.first { $0.hasSuffix("<atoi@plt>:") || $0.hasSuffix("<strtol@plt>:") }
        let words = try #require(stub).split(separator: " ")
        let address = try #require(UInt64(words[0], radix: 16))
        let names = [address, address + 5].map {
            Symbolizer().locations(of: ModuleAddress($0), in: workshop.source("inlined")).first?.function
        }
        let expected = String(words[1].dropFirst().dropLast(2))
        #expect(names == [expected, expected])
    }

    @Test func `an image in memory has names`() throws {
        let libc = try #require(systemLibrary("libm.so.6"))
        let file = try #require(ByteSource(path: libc))
        let image = try #require(file.read(0, Int(file.count)))
        let workshop = try Workshop()
        let cosine = try #require(
            try ListedFunction.list(libc, in: workshop, options: "-D -S").first {
                $0.name == "cosf" || $0.name == "cbrt"
            })
        let source = SymbolSource(path: "[vdso]", candidates: [], memoryImage: image)
        #expect(Symbolizer().locations(of: ModuleAddress(cosine.address), in: source).first?.function == cosine.name)
    }

    @Test func `a file that is missing, empty or no program gives its place`() throws {
        let workshop = try Workshop()
        try workshop.write("", to: "empty")
        try workshop.write("#!/bin/sh\n", to: "script")
        let symbolizer = Symbolizer()
        for name in ["missing", "empty", "script", "."] {
            let locations = symbolizer.locations(of: ModuleAddress(0x1234), in: workshop.source(name))
            #expect(locations.count == 1 && locations.first?.function.hasSuffix("+0x1234") == true)
            #expect(symbolizer.kind(of: workshop.source(name)) == .none)
        }
        #expect(symbolizer.statistics.modulesUnreadable == 4)
    }
}
