import GlassAnalysis
import GlassModel
import GlassTestSupport
import Testing

/// A Swift program's stacks are those of its source: who awaits stands above who is awaited, thunks are out of the way.
@Suite(.enabled(if: isInstalled("swiftc"), "swiftc is not installed"), .serialized)
struct SwiftTests {
    private func record(
        _ fixture: String = "awaits", _ options: String..., arguments: [String] = [],
        until isEnough: (Profile) -> Bool
    ) throws -> Profile {
        let words = (["swiftc", "-parse-as-library"] + options).joined(separator: " ")
        let program = try BuiltProgram("swift/\(fixture).swift", by: words + " \"$1\" -o \"$2\"")
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

    private let awaited = [
        "static Program.main()", "outermost(_:)", "Worker.middle()", "Worker.innermost()", "Worker.spin(_:)",
    ]

    @Test(arguments: ["-O", "-Onone"])
    func `who awaits stands above who is awaited`(optimisation: String) throws {
        let profile = try record("awaits", optimisation, "-g") { profile in
            profile.cpu(under: "outermost(_:)") > 500_000_000 && profile.cpu(under: "Circle.area(_:)") > 100_000_000
        }
        let chains = chains(profile)
        #expect(chains.contains { $0.containsInOrder(awaited) })
        // What awaits takes the executor's place.
        #expect(!chains.contains { $0.contains("outermost(_:)") && $0.contains("swift_job_run") })
        // Nobody is above itself: each function awaits once.
        for chain in chains where chain.contains("outermost(_:)") {
            for function in awaited { #expect(chain.filter { $0 == function }.count <= 1, "\(chain)") }
        }
    }

    private let children = [
        ["static Program.main()", "startsTwo(_:)", "[child task]", "inAsyncLet(_:)", "spin(_:)"],
        [
            "static Program.main()", "startsNested(_:)", "[child task]", "startsGroup(_:)", "[child task]",
            "inGroup(_:)",
            "spin(_:)",
        ],
    ]

    @Test func `what a child task runs stands below the functions that await it`() throws {
        let profile = try record("children", "-O", "-g") { profile in
            let chains = chains(profile)
            return children.allSatisfy { wanted in chains.contains { $0.containsInOrder(wanted) } }
        }
        for chain in chains(profile) where chain.contains("static Program.main()") {
            // Tasks begin and end in the runtime, which nobody wrote.
            #expect(!chain.contains { $0.contains("resume_adapter") || $0 == "swift_job_run" }, "\(chain)")
        }
    }

    @Test func `who moves to another executor stands above the runtime that moves it`() throws {
        let wanted = ["static Program.main()", "hops(_:)", "swift_task_switch"]
        _ = try record("children", "-O", "-g") { profile in
            chains(profile).contains { $0.containsInOrder(wanted) }
        }
    }

    @Test func `whole names are shown on demand`() throws {
        let profile = try record("awaits", "-O", arguments: ["--whole-names"]) { profile in
            profile.frames.contains { $0.function.contains("Circle.area") }
        }
        #expect(
            profile.frames.contains { frame in
                frame.function.hasPrefix("program.Circle.area(") || frame.function.contains(" of program.Circle.area(")
            })
    }

    @Test func `a call through a protocol and a closure is told as it was written`() throws {
        let profile = try record("awaits", "-O") { $0.cpu(under: "Circle.area(_:)") > 300_000_000 }
        #expect(
            chains(profile).contains {
                $0.containsInOrder(["static Program.main()", "throughClosure(_:)", "Circle.area(_:)"])
            })
        let names = Set(chains(profile).joined())
        #expect(
            names.allSatisfy {
                !$0.contains("thunk") && !$0.hasPrefix("protocol witness") && !$0.hasPrefix("specialized")
            })
    }
}

extension [String] {
    /// Whether these follow each other, with others between them or not.
    fileprivate func containsInOrder(_ wanted: [String]) -> Bool {
        var rest = self[...]
        for name in wanted {
            guard let place = rest.firstIndex(of: name) else { return false }
            rest = rest[(place + 1)...]
        }
        return true
    }
}
