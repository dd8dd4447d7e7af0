import Foundation
import Testing

@Suite struct DemoAndTestCommandTests {
    private let sandbox: Sandbox

    init() throws { sandbox = try Sandbox() }

    @Test func demoBuildsOnceAndRunsGlass() throws {
        let first = try sandbox.run(["demo", "--rate", "49"], environment: ["STUB_GLASS_STATUS": "5"])
        #expect(first.status == 5)
        #expect(first.output.hasSuffix("glass ran: demo --rate 49\n"))
        #expect(sandbox.files(below: sandbox.tree.appendingPathComponent(".build/demo-prefix")).contains("bin/glass"))
        let builds = sandbox.calls.count
        #expect(try sandbox.run(["demo"]).output == "glass ran: demo\n")
        #expect(sandbox.calls.count == builds)
    }

    @Test func demoBuildsAgainWhenSomethingChanged() throws {
        #expect(try sandbox.run(["demo"]).status == 0)
        let builds = sandbox.calls.count
        let later = Date(timeIntervalSinceNow: 60)
        try FileManager.default.setAttributes(
            [.modificationDate: later], ofItemAtPath: sandbox.tree.path + "/themes/dusk.toml")
        #expect(try sandbox.run(["demo"]).status == 0)
        #expect(sandbox.calls.count > builds)
    }

    @Test func demoGoesOnWithoutARedisServer() throws {
        let missing = ["STUB_MISSING": "redis-server"]
        #expect(try sandbox.run(["demo"], environment: missing).status == 0)
        #expect(sandbox.calls.contains { $0.hasPrefix("apt-get install") && $0.hasSuffix(" redis-server") })
        let refused = try sandbox.run(["demo"], environment: missing.merging(["STUB_APT_STATUS": "100"]) { $1 })
        #expect(refused.status == 0)
        #expect(refused.output.contains("going on without redis-server: the demo leaves out its routes\n"))
        #expect(refused.output.hasSuffix("glass ran: demo\n"))
    }

    @Test func testHandsItsArgumentsAndStatusOn() throws {
        let result = try sandbox.run(["test", "--filter", "A B"], environment: ["STUB_TEST_STATUS": "1"])
        #expect(result.status == 1)
        #expect(result.output.hasSuffix("Test run with 3 tests passed\n"))
        #expect(sandbox.calls.contains { $0.hasSuffix("--build-tests") })
        #expect(sandbox.calls.last?.hasSuffix("--filter A B") == true)
    }

    @Test func testStopsWhenTheBuildFails() throws {
        #expect(try sandbox.run(["test"], environment: ["STUB_BUILD_STATUS": "1"]).status == 1)
        #expect(!sandbox.calls.contains { $0.hasPrefix("swift test") })
    }

    @Test func nothingIsLeftInTheTemporaryFolder() throws {
        #expect(try sandbox.install().status == 0)
        #expect(try sandbox.run(["demo"]).status == 0)
        let left = try FileManager.default.contentsOfDirectory(atPath: sandbox.root.path)
        #expect(left.filter { $0.hasPrefix("tmp.") } == [])
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/shellcheck")))
    func shellcheckFindsNothing() throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/shellcheck")
        let repository = Sandbox.script.deletingLastPathComponent()
        process.arguments = [Sandbox.script.path, repository.appendingPathComponent(".ci/run").path]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }
}
