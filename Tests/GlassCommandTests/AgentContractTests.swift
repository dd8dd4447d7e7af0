import Foundation
import Testing

@testable import glass

/// `record` and `run` against agents that are shell scripts: no right to trace anything is needed.
@Suite("The agent's contract")
struct AgentContractTests {
    let sandbox: Sandbox

    init() throws {
        sandbox = try Sandbox()
        try SampleRecording.write(to: sandbox.file("sample.glass"))
    }

    /// An agent that makes a recording and then does what `body` says. `$pid` is its target, `$out` its recording.
    private func agent(_ body: String, attaches: Bool = true, before: String = "") throws -> [String: String] {
        let attach = attaches ? "cp sample.glass \"$out\"\necho \"recording $out\"" : ""
        let script = """
            #!/bin/bash
            echo "$@" > arguments
            while [ $# -gt 0 ]; do
              case $1 in --pid) pid=$2;; --output) out=$2;; esac
              shift
            done
            \(before)
            \(attach)
            \(body)

            """
        return ["GLASS_AGENT": try sandbox.write(script, to: "agent", executable: true)]
    }

    /// Waits for the target's end as the real agent does.
    private let untilTargetEnds =
        "while [ -e /proc/$pid ] && ! grep -q '^State:.Z' /proc/$pid/status; do read -t 0.01; done"

    @Test("The agent is told what was asked for")
    func arguments() throws {
        let options = ["--rate", "499", "--budget", "2.5", "--duration", "10s", "--children", "-o", "out.glass"]
        let run = try GlassRun(["record", "\(getpid())"] + options, in: sandbox, environment: try agent("exit 0"))
        #expect(run.status == 0)
        let told = try String(contentsOfFile: sandbox.file("arguments"), encoding: .utf8)
        #expect(
            told == "--pid \(getpid()) --output out.glass --rate 499 --budget 2.5 --duration 10000000000ns --children\n"
        )
    }

    @Test("The agent is told what watching requests may cost")
    func requestBudget() throws {
        let options = ["--requests", "on", "--request-budget", "2.5", "-o", "out.glass"]
        let run = try GlassRun(["record", "\(getpid())"] + options, in: sandbox, environment: try agent("exit 0"))
        #expect(run.status == 0)
        let told = try String(contentsOfFile: sandbox.file("arguments"), encoding: .utf8)
        #expect(told.hasSuffix(" --requests on --request-budget 2.5\n"))
    }

    @Test("A recording's path is on standard output, what it holds on standard error")
    func summary() throws {
        let run = try GlassRun(
            ["record", "\(getpid())", "-o", "out.glass"], in: sandbox, environment: try agent("exit 0"))
        #expect(run.output == "out.glass\n")
        #expect(
            run.errors.hasPrefix(
                "glass: recorded server (4711) for 10.0 s: 1990 samples, 9.00 s of CPU; "
                    + "the process exited with status 0\nglass: out.glass ("))
    }

    @Test("A recording without a name goes into the library")
    func library() throws {
        let run = try GlassRun(["record", "\(getpid())"], in: sandbox, environment: try agent("exit 0"))
        #expect(run.status == 0)
        #expect(run.output.hasPrefix("\(sandbox.path)/glass/recordings/"))
    }

    @Test("An agent's failure is passed on, in its words and with its status", arguments: [69, 73, 77])
    func failure(status: Int32) throws {
        let body = "echo 'glass-agent: not to be had; ask somebody' >&2; exit \(status)"
        let run = try GlassRun(
            ["record", "\(getpid())"], in: sandbox, environment: try agent(body, attaches: false))
        #expect(run.status == status)
        #expect(run.errors == "glass: not to be had; ask somebody\n")
    }

    @Test("What was recorded before a failure is named")
    func failureLater() throws {
        let body = "echo 'glass-agent: the disk is full' >&2; exit 73"
        let run = try GlassRun(["record", "\(getpid())"], in: sandbox, environment: try agent(body))
        #expect(run.status == 73)
        #expect(run.errors.contains("look at it with"))
        #expect(run.errors.hasSuffix("glass: the disk is full\n"))
    }

    @Test("An agent that is killed is said to have been")
    func killed() throws {
        let run = try GlassRun(["record", "\(getpid())"], in: sandbox, environment: try agent("kill -9 $$"))
        #expect(run.status == 69)
        #expect(run.errors.contains("ended by signal 9"))
    }

    @Test("No agent")
    func missing() throws {
        let run = try GlassRun(
            ["record", "\(getpid())"], in: sandbox, environment: ["GLASS_AGENT": sandbox.file("none")])
        #expect(run.status == 69)
        #expect(run.errors.contains("the agent “\(sandbox.file("none"))” is not there"))
    }

    @Test("Ctrl-C tells the agent to stop, and ends well", arguments: ["INT", "TERM"])
    func interrupted(signal: String) throws {
        let environment = try agent("kill -\(signal) $PPID; read line; echo \"$line\" > heard; exit 0")
        let run = try GlassRun(["record", "\(getpid())", "-o", "out.glass"], in: sandbox, environment: environment)
        #expect(run.status == 0)
        #expect(run.output == "out.glass\n")
        #expect(try String(contentsOfFile: sandbox.file("heard"), encoding: .utf8) == "stop\n")
    }

    @Test(
        "run keeps the command's status",
        arguments: [
            ("true", 0), ("exit 7", 7), ("kill -9 $$", 137), ("kill -TERM $$", 143),
        ] as [(String, Int32)])
    func status(command: String, expected: Int32) throws {
        let run = try GlassRun(
            ["run", "--", "/bin/sh", "-c", command], in: sandbox, environment: try agent(untilTargetEnds))
        #expect(run.status == expected)
    }

    @Test("run leaves standard output to the command")
    func output() throws {
        let run = try GlassRun(
            ["run", "--", "echo", "--rate", "5"], in: sandbox, environment: try agent(untilTargetEnds))
        #expect(run.output == "--rate 5\n")
    }

    @Test(
        "A command that cannot be run",
        arguments: [("/no/such/command", 127), ("/etc/passwd", 126)] as [(String, Int32)])
    func notRunnable(command: String, expected: Int32) throws {
        let run = try GlassRun(["run", "--", command], in: sandbox, environment: try agent(untilTargetEnds))
        #expect(run.status == expected)
        #expect(run.errors.contains("“\(command)” cannot be run"))
    }

    @Test("The command does not start where it cannot be profiled")
    func notAttached() throws {
        let body = "echo 'glass-agent: not permitted' >&2; exit 77"
        let run = try GlassRun(
            ["run", "--", "touch", "started"], in: sandbox, environment: try agent(body, attaches: false))
        #expect(run.status == 77)
        #expect(!FileManager.default.fileExists(atPath: sandbox.file("started")))
    }

    @Test("The command does not start before the agent is attached")
    func gate() throws {
        let before = "for i in {1..200}; do if [ -e started ]; then touch early; fi; done"
        let environment = try agent(untilTargetEnds, before: before)
        _ = try GlassRun(["run", "--", "touch", "started"], in: sandbox, environment: environment)
        #expect(FileManager.default.fileExists(atPath: sandbox.file("started")))
        #expect(!FileManager.default.fileExists(atPath: sandbox.file("early")))
    }

    @Test("A signal to run reaches the command")
    func forwarded() throws {
        let environment = try agent("kill -TERM $PPID; \(untilTargetEnds)")
        let run = try GlassRun(["run", "--", "sleep", "60"], in: sandbox, environment: environment)
        #expect(run.status == 143)
    }

    @Test("The command outlives a recording that was given less time")
    func shorterRecording() throws {
        let run = try GlassRun(
            ["run", "--", "/bin/sh", "-c", "sleep 0.3; exit 5"], in: sandbox, environment: try agent("exit 0"))
        #expect(run.status == 5)
    }
}
