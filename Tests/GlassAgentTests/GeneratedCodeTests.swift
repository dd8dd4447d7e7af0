import Foundation
import GlassAnalysis
import GlassModel
import GlassTestSupport
import Testing

/// Code that is made at run time has the names that its runtime gives it.
@Suite(.serialized)
struct GeneratedCodeTests {
    private func record(_ mode: [String], until isEnough: (Profile) -> Bool) throws -> Profile {
        let fixture = try Fixture("generated-code").start(mode)
        let run = try AgentRun(on: fixture.process, "--budget", "100", "--requests", "off")
        _ = try run.waitFor(isEnough)
        run.command("stop")
        #expect(run.end().status == 0)
        _ = try fixture.finish()
        return try run.profile()
    }

    private func chains(_ profile: Profile) -> [[String]] {
        profile.stacks.map { profile.frames(of: $0.id).map(\.function) }
    }

    @Test func aPerfMapNamesIt() throws {
        let profile = try record([]) { $0.cpu(under: "inner") > 300_000_000 }
        #expect(chains(profile).contains { $0.suffix(4) == ["main", "run_generated", "outer", "inner"] })
        let outer = try #require(profile.frames.first { $0.function == "outer" })
        #expect(outer.file == "/srv/app.js" && outer.line == 7)
        #expect(Double(profile.cpu(under: "inner")) / Double(profile.totalCPU) > 0.95)
    }

    @Test func namesThatComeLaterAreTakenUp() throws {
        let profile = try record(["late"]) { $0.cpu(under: "inner") > 300_000_000 }
        #expect(profile.cpu(under: "outer") > profile.cpu(under: "inner") - 1)
    }

    @Test func codeWithoutNamesSaysWhatItIs() throws {
        let profile = try record(["none"]) { $0.cpu(under: "[jit]") > 300_000_000 }
        #expect(chains(profile).contains { $0.suffix(3) == ["main", "run_generated", "[jit]"] })
    }

    @Test(.enabled(if: getuid() == 0, "only root can give a file to another user"))
    func aMapOfSomebodyElseIsRefusedAndSaid() throws {
        let fixture = try Fixture("generated-code").start()
        chown("/tmp/perf-\(fixture.process).map", 4321, 4321)
        let run = try AgentRun(on: fixture.process, "--budget", "100", "--requests", "off")
        let profile = try run.waitFor { profile in
            profile.losses.contains { $0.reason == .generatedCodeUnread } && profile.cpu(under: "[jit]") > 100_000_000
        }
        let loss = profile.losses.first { $0.reason == .generatedCodeUnread }
        #expect(loss?.detail.hasSuffix("belongs to user 4321, who is neither the target's user nor root") == true)
    }

    @Test(.enabled(if: isInstalled("node"), "node is not installed"))
    func nodeShowsTheFunctionsOfTheScript() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let script = folder.appendingPathComponent("Fixtures/generated/work.js").path
        let child = try Subprocess([
            "/usr/bin/env", "node", "--perf-basic-prof", "--interpreted-frames-native-stack", script,
        ])
        while let line = child.readLine(), line != "ready" {}
        let run = try AgentRun(on: ProcessID(child.process), "--requests", "off")
        let profile = try run.waitFor { $0.cpu(under: "work") > 300_000_000 }
        #expect(
            chains(profile).contains { chain in
                guard let again = chain.firstIndex(of: "again") else { return false }
                return chain[again...].starts(with: ["again", "work"])
            })
        #expect(profile.frames.contains { $0.function == "work" && $0.file == script && $0.line == 10 })
        unlink("/tmp/perf-\(child.process).map")
    }

    @Test(.enabled(if: isInstalled("java") && isInstalled("jcmd"), "java or jcmd is not installed"))
    func javaShowsItsMethods() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let source = folder.appendingPathComponent("Fixtures/generated/Shop.java").path
        let child = try Subprocess(["/usr/bin/env", "java", "-XX:+PreserveFramePointer", source])
        while let line = child.readLine(), line != "ready" {}
        _ = try Subprocess.output(of: ["/usr/bin/env", "jcmd", "\(child.process)", "Compiler.perfmap"])
        let run = try AgentRun(on: ProcessID(child.process), "--requests", "off")
        let profile = try run.waitFor { $0.cpu(under: "Shop$Basket.total(int)") > 200_000_000 }
        #expect(chains(profile).contains { $0.contains("JavaMain") && $0.last == "Shop$Basket.total(int)" })
        unlink("/tmp/perf-\(child.process).map")
    }
}
