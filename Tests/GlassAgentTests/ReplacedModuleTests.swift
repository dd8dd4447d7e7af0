import GlassTestSupport
import Testing

/// A library that is loaded at the address of one that was unloaded.
@Suite(.serialized)
struct ReplacedModuleTests {
    @Test(arguments: ["ptrace", "perf"])
    func whatRunsWhereAnotherModuleWasHasItsOwnNames(engine: String) throws {
        guard engine != "perf" || PerfTests.isPermitted else { return }
        let libraries = try ["in_first", "in_other"].map { name in
            try Fixture("replace-library", .init(name, options: ["-shared", "-fPIC", "-DLIBRARY=\(name)"])).executable
        }
        let fixture = try Fixture("replace-library").start(libraries)
        let run = try AgentRun(on: fixture.process, "--engine", engine, "--budget", "100")
        _ = try run.waitFor { $0.cpu(under: "in_first") > 200_000_000 }
        fixture.write("go\n")
        try fixture.waitUntilReady()
        // The map is read again once a second at least.
        let profile = try run.waitFor { $0.cpu(under: "in_other") > 200_000_000 }
        #expect(Set(profile.modules.map(\.path)).isSuperset(of: libraries))
        run.command("stop")
        #expect(run.end().status == 0)
        _ = try fixture.finish()
    }
}
