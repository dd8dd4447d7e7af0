import GlassAnalysis
import GlassModel
import GlassTestSupport
import Testing

/// A Go program's stacks reach their goroutine's beginning, with symbols and without.
@Suite(.enabled(if: isInstalled("go"), "go is not installed"), .serialized)
struct GoTests {
    private func record(
        _ options: String, _ arguments: [String] = [], until isEnough: (Profile) -> Bool
    ) throws -> Profile {
        let program = try BuiltProgram("go/work.go", by: "go build \(options) -o \"$2\" \"$1\"")
        let child = try program.start()
        let run = try AgentRun(
            on: ProcessID(child.process), arguments: ["--budget", "100", "--requests", "off"] + arguments)
        return try run.waitFor(isEnough)
    }

    private func chains(_ profile: Profile) -> [[String]] {
        zip(profile.stacks, profile.stackWeights().weights).filter { $0.1 != .zero }.map { stack, _ in
            profile.frames(of: stack.id).map(\.function)
        }
    }

    @Test(arguments: ["", "-ldflags='-s -w'", "-buildmode=pie"])
    func `stacks of goroutines are whole`(options: String) throws {
        let profile = try record(options) { $0.cpu(under: "main.leaf") > 500_000_000 }
        let chain = ["runtime.goexit", "main.main.func1", "main.outer", "main.middle", "main.leaf"]
        #expect(chains(profile).contains(chain))
        // A leaf has no frame: who takes the frame pointer for its caller's misses `middle`.
        let withoutMiddle = chains(profile).filter { $0.last == "main.leaf" && !$0.contains("main.middle") }
        #expect(withoutMiddle.isEmpty)
        #expect(profile.wholeShare > 0.9, "\(profile.brokenReasons)")
    }

    @Test func `goroutines are told apart by their numbers`() throws {
        let profile = try record("", ["--goroutines"]) { $0.cpu(under: "main.leaf") > 300_000_000 }
        let chains = chains(profile).filter { $0.contains("main.leaf") }
        let roots = Set(chains.compactMap(\.first))
        #expect(
            roots.allSatisfy { $0.hasPrefix("[goroutine ") } || roots.count == 2 && roots.contains("runtime.goexit"))
        #expect(roots.filter { $0.hasPrefix("[goroutine ") }.count == 1, "\(roots)")
    }

    @Test(arguments: ["", "-ldflags='-s -w'"])
    func `the runtime's work on its own stack stands below who needs it`(options: String) throws {
        func isForAllocation(_ chain: [String]) -> Bool {
            guard let start = chain.firstIndex(of: "main.allocate"),
                let work = chain.firstIndex(of: "runtime.systemstack")
            else { return false }
            return chain.first == "runtime.goexit" && start < work && work + 1 < chain.count
        }
        let profile = try record(options) { chains($0).contains(where: isForAllocation) }
        #expect(!chains(profile).joined().contains { $0.hasPrefix("runtime.systemstack_switch") })
    }
}
