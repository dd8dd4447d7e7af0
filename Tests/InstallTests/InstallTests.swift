import Foundation
import Testing

@Suite struct InstallTests {
    private let sandbox: Sandbox

    init() throws { sandbox = try Sandbox() }

    private static let files = [
        "bin/glass", "bin/glass-agent", "bin/glass-demo", "share/bash-completion/completions/glass",
        "share/fish/vendor_completions.d/glass.fish", "share/glass/manifest", "share/glass/themes/dusk.toml",
        "share/man/man1/glass.1", "share/zsh/site-functions/_glass",
    ]

    @Test func installsEverythingBelowAPrefixWithBlanks() throws {
        let result = try sandbox.install()
        #expect(result.status == 0, "\(result)")
        #expect(result.errors == "")
        #expect(sandbox.installedFiles == Self.files)
        let zsh = try String(
            contentsOf: sandbox.prefix.appendingPathComponent("share/zsh/site-functions/_glass"), encoding: .utf8)
        #expect(zsh == "completions for zsh\n")
        #expect(FileManager.default.isExecutableFile(atPath: sandbox.prefix.path + "/bin/glass"))
        for name in ["glass", "glass-agent", "glass-demo"] {
            #expect(sandbox.calls.contains { $0.hasSuffix("-c release --static-swift-stdlib --product \(name)") })
        }
    }

    @Test func saysWhatComesNext() throws {
        let away = try sandbox.install()
        #expect(away.output.contains("is not on PATH; add it: export PATH=\"\(sandbox.prefix.path)/bin:$PATH\""))
        let onPath = try sandbox.install(environment: [
            "PATH": "\(sandbox.root.path)/tools:\(sandbox.prefix.path)/bin"
        ])
        #expect(onPath.output.hasSuffix("next: glass demo\n"))
    }

    @Test func installsTheSameTwice() throws {
        #expect(try sandbox.install().status == 0)
        let manifest = sandbox.prefix.appendingPathComponent("share/glass/manifest")
        let first = try String(contentsOf: manifest, encoding: .utf8)
        #expect(try sandbox.install().status == 0)
        #expect(try String(contentsOf: manifest, encoding: .utf8) == first)
        #expect(sandbox.installedFiles == Self.files)
    }

    @Test func removesWhatANewerVersionNoLongerHas() throws {
        #expect(try sandbox.install().status == 0)
        let theme = sandbox.tree.appendingPathComponent("themes/dusk.toml")
        try FileManager.default.moveItem(at: theme, to: sandbox.tree.appendingPathComponent("themes/dawn.toml"))
        #expect(try sandbox.install().status == 0)
        #expect(
            sandbox.installedFiles == Self.files.map { $0.replacing("dusk", with: "dawn") }.sorted())
    }

    @Test func uninstallRemovesExactlyWhatWasInstalled() throws {
        let own = sandbox.prefix.appendingPathComponent("bin/other")
        try sandbox.makeFolders(sandbox.prefix.appendingPathComponent("bin"))
        try sandbox.write("mine", to: own)
        #expect(try sandbox.install().status == 0)
        let result = try sandbox.run(["--uninstall", "--prefix", sandbox.prefix.path])
        #expect(result.status == 0, "\(result)")
        #expect(sandbox.installedFiles == ["bin/other"])
        #expect(!sandbox.isFolder(sandbox.prefix.appendingPathComponent("share")))
    }

    @Test func uninstallKeepsFoldersThatHoldOtherThings() throws {
        #expect(try sandbox.install().status == 0)
        try sandbox.write("mine", to: sandbox.prefix.appendingPathComponent("share/glass/themes/mine.toml"))
        #expect(try sandbox.run(["--uninstall", "--prefix", sandbox.prefix.path]).status == 0)
        #expect(sandbox.installedFiles == ["share/glass/themes/mine.toml"])
    }

    @Test func uninstallNeverLeavesThePrefix() throws {
        #expect(try sandbox.install().status == 0)
        let outside = sandbox.root.appendingPathComponent("precious")
        try sandbox.write("keep", to: outside)
        let manifest = sandbox.prefix.appendingPathComponent("share/glass/manifest")
        try sandbox.write("f ../precious\nf share/../../precious\n", to: manifest)
        #expect(try sandbox.run(["--uninstall", "--prefix", sandbox.prefix.path]).status == 0)
        #expect(FileManager.default.fileExists(atPath: outside.path))
    }

    @Test func uninstallSaysWhenThereIsNothing() throws {
        let result = try sandbox.run(["--uninstall", "--prefix", sandbox.prefix.path])
        #expect(result.status == 66)
        #expect(result.errors.contains("nothing to uninstall"))
        #expect(result.errors.contains("a prefix/share/glass/manifest does not exist"))
    }

    @Test func aRelativePrefixIsTakenFromTheCurrentFolder() throws {
        #expect(try sandbox.run(["--prefix=a prefix/"]).status == 0)
        #expect(sandbox.installedFiles == Self.files)
    }

    @Test func aDebugInstallationIsNotOptimised() throws {
        #expect(try sandbox.install(["--debug"]).status == 0)
        #expect(sandbox.calls.contains { $0.hasSuffix("-c debug --product glass") })
        #expect(!sandbox.calls.contains { $0.contains("release") })
    }
}
