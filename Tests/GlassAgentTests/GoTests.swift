import Foundation
import GlassAnalysis
import GlassModel
import GlassTestSupport
import Testing

/// A Go program's stacks reach their goroutine's beginning, with symbols and without.
@Suite(.enabled(if: isInstalled("go"), "go is not installed"), .serialized)
struct GoTests {
    /// The installed one, and those that GLASS_GO names, separated by colons.
    private static let compilers =
        ["go"] + (ProcessInfo.processInfo.environment["GLASS_GO"] ?? "").split(separator: ":").map(String.init)

    private func record(
        _ options: String, _ arguments: [String] = [], fixture: String = "work", compiler: String = "go",
        until isEnough: (Profile) -> Bool
    ) throws -> Profile {
        let program = try BuiltProgram(
            "go/\(fixture).go", by: "\(compiler) build \(options) -o \"$2\" \"$1\"")
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

    @Test(arguments: ["", "-ldflags='-s -w'", "-buildmode=pie"], compilers)
    func `stacks of goroutines are whole`(options: String, compiler: String) throws {
        let profile = try record(options, compiler: compiler) { $0.cpu(under: "main.leaf") > 500_000_000 }
        let chain = ["runtime.goexit", "main.main.func1", "main.outer", "main.middle", "main.leaf"]
        #expect(chains(profile).contains(chain))
        // A leaf has no frame: who takes the frame pointer for its caller's misses `middle`.
        let withoutMiddle = chains(profile).filter { $0.last == "main.leaf" && !$0.contains("main.middle") }
        #expect(withoutMiddle.isEmpty)
        #expect(profile.wholeShare > 0.9, "\(profile.brokenReasons)")
    }

    @Test(arguments: compilers)
    func `goroutines are told apart by their numbers`(compiler: String) throws {
        let profile = try record("", ["--goroutines"], compiler: compiler) { $0.cpu(under: "main.leaf") > 300_000_000 }
        let chains = chains(profile).filter { $0.contains("main.leaf") }
        let roots = Set(chains.compactMap(\.first))
        #expect(
            roots.allSatisfy { $0.hasPrefix("[goroutine ") } || roots.count == 2 && roots.contains("runtime.goexit"))
        #expect(roots.filter { $0.hasPrefix("[goroutine ") }.count == 1, "\(roots)")
        // Numbers are given in order, and the program starts few.
        let numbers = roots.compactMap { Int($0.dropFirst("[goroutine ".count).dropLast()) }
        #expect(numbers.allSatisfy { (2..<1000).contains($0) }, "\(roots)")
    }

    @Test(arguments: compilers)
    func `a signal that interrupts a goroutine stands below what it interrupted`(compiler: String) throws {
        let profile = try record("", ["--rate", "499"], fixture: "preempted", compiler: compiler) { profile in
            profile.cpu(under: "runtime.sigtramp") > 10_000_000
        }
        let handled = chains(profile).filter { $0.contains("runtime.sigtramp") && $0.contains("main.busy") }
        #expect(handled.contains { $0.first == "runtime.goexit" }, "\(handled)")
        #expect(profile.wholeShare > 0.995, "\(profile.brokenReasons)")
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
