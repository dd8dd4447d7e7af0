import ArgumentParser
import Testing

@testable import glass_demo

@Suite struct CommandLineTests {
    @Test(arguments: [("250ms", 250), ("10s", 10_000), ("5m", 300_000), ("1h", 3_600_000)] as [(String, Int64)])
    func readsDurations(text: String, milliseconds: Int64) {
        #expect(DurationArgument(argument: text)?.milliseconds == milliseconds)
    }

    @Test(arguments: ["", "s", "10", "0s", "-1s", "+1s", "1.5s", "10 s", "٣s", "9223372036854775807h", "1d"])
    func refusesWhatIsNoDuration(text: String) {
        #expect(DurationArgument(argument: text) == nil)
    }

    @Test(arguments: [
        ["--port", "65536"], ["--port", "-1"], ["--rate", "0"], ["--rate", "1001"], ["--workers", "0"],
        ["--workers", "65"], ["--duration", "soon"], ["--nonsense"],
    ])
    func refusesBadOptions(arguments: [String]) {
        do {
            _ = try GlassDemo.parse(arguments)
            Issue.record("\(arguments) was accepted")
        } catch {
            #expect(GlassDemo.exitCode(for: error) == ExitCode(64))
        }
    }

    @Test func takesEveryOption() throws {
        let parsed = try GlassDemo.parse(
            ["--port", "8080", "--rate", "5", "--workers", "2", "--no-load", "--no-servers", "--duration", "3s"])
        #expect(parsed.port == 8080)
        #expect(parsed.rate == 5)
        #expect(parsed.workers == 2)
        #expect(parsed.noLoad)
        #expect(parsed.noServers)
        #expect(parsed.duration == DurationArgument(argument: "3s"))
    }

    @Test func saysWhatToDoAboutAnError() {
        #expect(
            DemoError.portInUse(80).description
                == "port 80 on 127.0.0.1 is in use; name another with --port, or leave it out to get a free one")
        #expect(
            DemoError.portForbidden(80).description
                == "port 80 on 127.0.0.1 is not permitted for this user; use a port of 1024 or more")
        #expect(DemoError.noThread(name: "worker-1", errno: 11).description.contains("ulimit -u"))
        #expect(DemoError.noFolder(path: "/nowhere", reason: "read-only").description.contains("/nowhere: read-only"))
    }

    @Test func choosesTheExitStatusByTheKindOfError() {
        #expect(DemoError(listeningOn: 80, errno: 98) == .portInUse(80))
        #expect(DemoError(listeningOn: 80, errno: 13) == .portForbidden(80))
        #expect(DemoError(listeningOn: 80, errno: 99) == .cannotListen(port: 80, errno: 99))
        #expect(DemoError.portInUse(80).exitCode == ExitCode(69))
        #expect(DemoError.portForbidden(80).exitCode == ExitCode(77))
        #expect(DemoError.noDatabase(path: "x", reason: "full").exitCode == ExitCode(73))
    }
}
