import Foundation
import GlassModel
import GlassTestSupport
import Testing

@testable import GlassSymbols

/// In processes of their own, because they change the environment.
@Suite struct DebuginfodTests {
    @Test(.enabled(if: isInstalled("gcc") && isInstalled("objcopy") && dlopen("libdebuginfod.so.1", RTLD_NOW) != nil))
    func `debug information from a server is used once it has arrived`() async {
        await #expect(processExitsWith: .success) {
            let (workshop, hidden, identity) = try Separated.make()
            try workshop.run("mkdir -p server/buildid/\(identity)")
            try workshop.run("mv inlined.debug server/buildid/\(identity)/debuginfo")
            setenv("DEBUGINFOD_URLS", "file://\(workshop.path("server"))/", 1)
            setenv("DEBUGINFOD_CACHE_PATH", workshop.path("cache"), 1)
            let servers = Debuginfod()
            var options = SymbolizerOptions()
            options.debugDirectories = []
            let module = SymbolModule(workshop.source("inlined"), options: options, debuginfod: servers)
            try DebuginfodTests.check(options.usesDebuginfod)
            try DebuginfodTests.check(
                module.locations(of: hidden.address).last?.function != "hidden"
                    || servers.answer(for: identity) != .pending)
            while servers.answer(for: identity) == .pending { sched_yield() }
            try DebuginfodTests.check(module.locations(of: hidden.address).last?.function == "hidden")
        }
    }

    @Test func `no server is asked where the environment names none`() async {
        await #expect(processExitsWith: .success) {
            for servers in [nil, ""] as [String?] {
                unsetenv("DEBUGINFOD_URLS")
                if let servers { setenv("DEBUGINFOD_URLS", servers, 1) }
                try DebuginfodTests.check(!SymbolizerOptions().usesDebuginfod)
            }
        }
    }

    private struct Wrong: Error {}

    private static func check(_ isRight: Bool) throws {
        if !isRight { throw Wrong() }
    }
}
