import Foundation
import Testing

/// What `record` makes of the configuration, seen by an agent that is a shell script.
@Suite("The configuration")
struct ConfigurationPassingTests {
    let sandbox: Sandbox
    let environment: [String: String]

    init() throws {
        sandbox = try Sandbox()
        let script = """
            #!/bin/bash
            echo "$@" > arguments
            echo 'glass-agent: enough' >&2
            exit 69

            """
        environment = ["GLASS_AGENT": try sandbox.write(script, to: "agent", executable: true)]
    }

    private func writeConfiguration(_ text: String) throws {
        try FileManager.default.createDirectory(
            atPath: sandbox.file(".config/glass"), withIntermediateDirectories: true)
        _ = try sandbox.write(text, to: ".config/glass/config.toml")
    }

    private func record(_ options: [String] = [], variables: [String: String] = [:]) throws -> GlassRun {
        try GlassRun(
            ["record", "\(getpid())", "-o", "out.glass"] + options, in: sandbox,
            environment: environment.merging(variables) { $1 })
    }

    private func agentArguments() throws -> String {
        try String(contentsOfFile: sandbox.file("arguments"), encoding: .utf8)
    }

    @Test("A file that is there is handed on, with the environment")
    func handedOn() throws {
        try writeConfiguration("[requests]\n[env.live.requests]\nroutes = [\"/a/{b}\"]\n")
        let file = sandbox.file(".config/glass/config.toml")
        _ = try record()
        #expect(try agentArguments().hasSuffix(" --config \(file)\n"))
        _ = try record(["--env", "live", "--requests", "on"])
        #expect(try agentArguments().hasSuffix(" --requests on --config \(file) --env live\n"))
        _ = try record(variables: ["GLASS_ENV": "live"])
        #expect(try agentArguments().hasSuffix(" --config \(file) --env live\n"))
    }

    @Test("Without a file the agent hears of none")
    func none() throws {
        _ = try record()
        #expect(try !agentArguments().contains("--config"))
        #expect(try !agentArguments().contains("--requests"))
    }

    @Test("A mistake is reported before the agent is started")
    func mistake() throws {
        try writeConfiguration("[requests]\nroute = []\n")
        let run = try record()
        #expect(run.status == 64)
        #expect(
            run.errors == "glass: \(sandbox.file(".config/glass/config.toml")):2: requests.route: "
                + "glass knows no such key; did you mean routes?\n")
        #expect(!FileManager.default.fileExists(atPath: sandbox.file("arguments")))
    }

    @Test("An environment that nobody wrote")
    func unknownEnvironment() throws {
        let run = try record(["--env", "live"])
        #expect(run.status == 64)
        #expect(run.errors.contains("there is no environment “live”"))
    }
}
