import Foundation
import Testing

@testable import glass

@Suite("Usage")
struct UsageTests {
    let sandbox: Sandbox

    init() throws { sandbox = try Sandbox() }

    @Test(
        "Help names the command and gives examples",
        arguments: ["attach", "run", "record", "view", "report", "export", "recordings", "config", "doctor", "demo"])
    func help(command: String) throws {
        let run = try GlassRun([command, "--help"], in: sandbox)
        #expect(run.status == 0)
        #expect(run.errors.isEmpty)
        #expect(run.output.contains("USAGE: glass \(command)"))
        #expect(run.output.contains("EXAMPLES:\n  glass"))
        #expect(run.output.split(separator: "\n").allSatisfy { $0.count <= 80 || $0.hasPrefix("USAGE:") })
    }

    @Test("The root's help lists every command, and none that is hidden")
    func rootHelp() throws {
        let run = try GlassRun(["--help"], in: sandbox)
        #expect(run.status == 0)
        for command in [
            "attach", "run", "record", "view", "report", "export", "recordings", "config", "doctor", "demo",
        ] {
            #expect(run.output.contains("\n  \(command) "))
        }
        #expect(!run.output.contains("__"))
    }

    @Test("The version is one line on standard output")
    func version() throws {
        let run = try GlassRun(["--version"], in: sandbox)
        #expect(run.status == 0)
        #expect(run.output == "glass 0.1.0\n")
    }

    @Test(
        "Wrong usage exits with 64 and says what is wrong",
        arguments: [
            (["frobnicate"], "frobnicate"),
            (["record"], "<pid|name>"),
            (["record", "1", "--rate", "0"], "a rate of 0 is not possible"),
            (["record", "1", "--rate", "-5"], "a rate of -5 is not possible"),
            (["record", "1", "--rate", "nan"], "a rate of nan is not possible"),
            (["record", "1", "--rate", "inf"], "a rate of inf is not possible"),
            (["record", "1", "--rate", "10000"], "at most 9999"),
            (["record", "1", "--rate", "fast"], "fast"),
            (["record", "1", "--budget", "0"], "a budget of 0 is not possible"),
            (["record", "1", "--request-budget", "-1"], "a budget of -1 is not possible"),
            (["record", "1", "--budget", "101"], "at most 100"),
            (["record", "1", "--engine", "magic"], "magic"),
            (["record", "1", "--duration", "10"], "10"),
            (["record", "1", "--duration", "0s"], "0s"),
            (["record", "0"], "0 is not the number of a process"),
            (["record", "99999999999"], "is not the number of a process"),
            (["run"], "command"),
            (["export"], "--csv"),
            (["export", "--csv", "--format", "folded"], "exclude each other"),
            (["export", "--csv", "--table", "requsts"], "requsts"),
            (["export", "--csv", "--filter", "self>1s"], "no field `self`; there are time, protocol,"),
            (["export", "--csv", "--table", "samples", "--filter", "status=500"], "no field `status`"),
            (["export", "--format", "folded", "--table", "functions"], "--table belongs to --csv"),
            (["export", "--format", "pprof"], "pprof"),
            (["report", "--top", "0"], "--top"),
            (["report", "--from", "yesterday"], "yesterday"),
            (["report", "--filter", "self>"], "the filter"),
            (["recordings", "prune", "--keep", "-1"], "keep"),
            (["recordings", "prune", "--size", "much"], "much"),
            (["recordings", "pin"], "recording"),
            (["attach", "1", "--theme", "no-such-theme"], "no-such-theme"),
        ] as [([String], String)])
    func wrongUsage(arguments: [String], expected: String) throws {
        let run = try GlassRun(arguments, in: sandbox)
        #expect(run.status == 64)
        #expect(run.output.isEmpty)
        #expect(run.errors.hasPrefix("glass: "))
        #expect(run.errors.contains(expected))
    }

    @Test("A screen without a terminal is refused before anything is attached to")
    func noTerminal() throws {
        let run = try GlassRun(["attach", "1"], in: sandbox, environment: ["GLASS_AGENT": "/bin/false"])
        #expect(run.status == 69)
        #expect(run.errors.contains("is no terminal"))
    }

    @Test("Completions are made for each shell, and bash reads its own", arguments: ["bash", "zsh", "fish"])
    func completions(shell: String) throws {
        let run = try GlassRun(["--generate-completion-script", shell], in: sandbox)
        #expect(run.status == 0)
        #expect(run.output.contains("doctor"))
        guard shell == "bash" else { return }
        let script = try sandbox.write(run.output, to: "completion.bash")
        #expect(try GlassRun([], in: sandbox, shell: "bash -n \(script)").status == 0)
    }

    @Test("Names that a shell completes: of recordings, themes, processes and tables")
    func completedNames() throws {
        try FileManager.default.createDirectory(
            atPath: sandbox.file("glass/recordings"), withIntermediateDirectories: true)
        try SampleRecording.write(to: sandbox.file("glass/recordings/first.glass"))
        try sandbox.write(
            """
            source <($glass --generate-completion-script bash)
            PATH=$(dirname $glass):$PATH
            complete_line() {
                COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMP_POINT=${#COMP_LINE} COMPREPLY=()
                _glass glass "${COMP_WORDS[-1]}" "${COMP_WORDS[-2]}"
                echo "${COMPREPLY[@]}"
            }
            complete_line glass recordings pin fi
            complete_line glass attach --theme da
            complete_line glass doctor bash | tr ' ' '\n' | grep -x bash
            complete_line glass export --table fun

            """, to: "complete.bash")
        let run = try GlassRun([], in: sandbox, shell: "bash complete.bash")
        #expect(run.output == "first\ndark\nbash\nfunctions\n")
    }
}
