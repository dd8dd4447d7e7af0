import Foundation
import Testing

@Suite struct FailureTests {
    private let sandbox: Sandbox

    init() throws { sandbox = try Sandbox() }

    @Test(arguments: [["--nonsense"], ["--prefix"], ["--prefix="], ["install"], ["--debug", "demo"]])
    func refusesWrongArguments(arguments: [String]) throws {
        let result = try sandbox.run(arguments)
        #expect(result.status == 64)
        #expect(result.errors.contains("see ./install.sh --help"))
        #expect(sandbox.calls.isEmpty)
    }

    @Test(arguments: ["--help", "-h"])
    func explainsItself(argument: String) throws {
        let result = try sandbox.run([argument])
        #expect(result.status == 0)
        for word in ["--prefix", "--uninstall", "--debug", "demo", "test"] { #expect(result.output.contains(word)) }
    }

    @Test func saysWhereToGetSwift() throws {
        try sandbox.removeTool("swift")
        let result = try sandbox.install()
        #expect(result.status == 69)
        #expect(
            result.errors.contains(
                "Swift is missing: glass needs Swift 6.2 or newer; get it from https://www.swift.org"))
        #expect(sandbox.installedFiles.isEmpty)
    }

    @Test(arguments: ["5.10.1", "6.0.3"])
    func refusesAnOldSwift(version: String) throws {
        let result = try sandbox.install(environment: ["STUB_SWIFT_VERSION": version])
        #expect(result.status == 69)
        #expect(result.errors.contains("is too old: glass needs Swift 6.2 or newer"))
        #expect(sandbox.calls == ["swift --version"])
    }

    @Test(arguments: ["6.2", "6.2.2", "6.10", "7.0-dev"])
    func takesANewSwift(version: String) throws {
        #expect(try sandbox.install(environment: ["STUB_SWIFT_VERSION": version]).status == 0)
    }

    @Test func saysWhySwiftDoesNotRun() throws {
        let text = "swift: error while loading shared libraries: libncurses.so.6"
        let swift = "#!/bin/sh\necho '\(text)' >&2\necho more >&2\nexit 127\n"
        try sandbox.write(swift, to: sandbox.root.appendingPathComponent("tools/swift"))
        let result = try sandbox.install()
        #expect(result.status == 69)
        #expect(result.errors.contains("tools/swift does not run (\(text)); see https://www.swift.org"))
    }

    @Test func aFailedBuildInstallsNothing() throws {
        let result = try sandbox.install(environment: ["STUB_BUILD_STATUS": "3"])
        #expect(result.status == 3)
        #expect(sandbox.installedFiles.isEmpty)
    }

    @Test func aPrefixThatCannotBeMadeIsReportedBeforeTheBuild() throws {
        try sandbox.write("a file", to: sandbox.prefix)
        let result = try sandbox.run(["--prefix", sandbox.prefix.path + "/below"])
        #expect(result.status == 73)
        #expect(result.errors.contains("choose another folder with --prefix"))
        #expect(!sandbox.calls.contains { $0.hasPrefix("swift build") })
    }

    @Test func aFailedCopyKeepsTheOldVersion() throws {
        #expect(try sandbox.install().status == 0)
        let glass = sandbox.prefix.appendingPathComponent("bin/glass")
        let before = try Data(contentsOf: glass)
        // The last of the files cannot be written, because a file stands where its folder should be.
        let folder = sandbox.prefix.appendingPathComponent("share/zsh/site-functions")
        try FileManager.default.removeItem(at: folder)
        try sandbox.write("", to: folder)
        #expect(try sandbox.install().status == 73)
        #expect(try Data(contentsOf: glass) == before)
        #expect(!sandbox.installedFiles.contains { $0.contains(".install-") })
    }
}
