import Foundation
import Testing

@testable import glass

/// On a terminal of its own, which script(1) of util-linux makes.
@Suite("On a terminal", .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script")))
struct ScreenTests {
    private static let enterScreen = "\u{1B}[?1049h"
    private static let leaveScreen = "\u{1B}[?1049l"

    let sandbox: Sandbox

    init() throws {
        sandbox = try Sandbox()
        try SampleRecording.write(to: sandbox.file("a.glass"))
    }

    /// Runs a command line on a terminal on which `keys` have been typed.
    private func onTerminal(_ line: String, keys: String, environment: [String: String] = [:]) throws -> GlassRun {
        try sandbox.write(line, to: "line")
        let environment = ["TERM": "xterm-256color"].merging(environment) { $1 }
        return try GlassRun(
            [], in: sandbox, environment: environment,
            shell: "printf '\(keys)' | script --quiet --return --command 'bash line' /dev/null")
    }

    @Test("view takes the terminal and gives it back")
    func view() throws {
        let run = try onTerminal("$glass view a.glass", keys: "q")
        #expect(run.status == 0)
        #expect(run.output.contains(Self.enterScreen))
        #expect(run.output.contains(Self.leaveScreen))
    }

    @Test("What cannot be read is said on a terminal that was left alone")
    func badInput() throws {
        try sandbox.write("nonsense", to: "bad.glass")
        let run = try onTerminal("$glass view bad.glass", keys: "q")
        #expect(run.status == 65)
        #expect(!run.output.contains(Self.enterScreen))
    }

    @Test("A terminal that cannot place text is refused")
    func dumb() throws {
        let run = try onTerminal("$glass view a.glass", keys: "q", environment: ["TERM": "dumb"])
        #expect(run.status == 69)
        #expect(run.output.contains("TERM=xterm-256color"))
    }

    @Test("run under the screen keeps the command's output off it")
    func run() throws {
        try sandbox.write(
            """
            #!/bin/bash
            while [ $# -gt 0 ]; do case $1 in --output) out=$2;; esac; shift; done
            cp a.glass "$out"
            echo "recording $out"
            read line

            """, to: "agent", executable: true)
        let run = try onTerminal(
            "$glass run -- bash -c \"echo scribble; exec sleep 60\"", keys: "q",
            environment: ["GLASS_AGENT": sandbox.file("agent")])
        // Leaving the screen ended the command.
        #expect(run.status == 143)
        #expect(run.output.contains(Self.leaveScreen))
        #expect(!run.output.contains("scribble"))
        #expect(run.output.contains("the command's output is in \(sandbox.path)/glass/recordings/bash-"))
    }

    @Test("Where several processes have the name, the list asks")
    func picker() throws {
        let name = "glass-pick-\(UUID().uuidString.prefix(4))"
        try FileManager.default.copyItem(atPath: "/usr/bin/sleep", toPath: sandbox.file(name))
        let script = "#!/bin/bash\necho \"glass-agent: told $2\" >&2; exit 69\n"
        let agent = try sandbox.write(script, to: "agent", executable: true)
        let run = try onTerminal(
            """
            ./\(name) 60 & first=$!
            ./\(name) 60 & second=$!
            until [ "$(cat /proc/$first/comm /proc/$second/comm)" = "$(printf '\(name)\\n\(name)')" ]; do :; done
            $glass record \(name)
            echo "chosen: $second"
            kill $first $second
            """, keys: "2\\n", environment: ["GLASS_AGENT": agent])
        #expect(run.output.contains("2 processes match"))
        let chosen = try #require(run.output.firstMatch(of: /chosen: (\d+)/)).1
        #expect(run.output.contains("glass: told \(chosen)"))
    }
}
