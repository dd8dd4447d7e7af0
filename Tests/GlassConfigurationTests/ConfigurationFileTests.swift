import Foundation
import Testing

@testable import GlassConfiguration

@Suite final class ConfigurationFileTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("glass-\(UUID().uuidString)")

    init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(at: folder) }

    private func write(_ bytes: [UInt8]) throws -> String {
        let path = folder.appendingPathComponent("config.toml").path
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        return path
    }

    @Test func isWhereTheBaseDirectoriesSay() {
        func path(_ variables: [String: String]) -> String? { ConfigurationFile(variables: variables)?.path }
        #expect(path(["HOME": "/home/ada"]) == "/home/ada/.config/glass/config.toml")
        #expect(path(["HOME": "/home/ada", "XDG_CONFIG_HOME": "/etc/ada"]) == "/etc/ada/glass/config.toml")
        #expect(path(["HOME": "/home/ada", "XDG_CONFIG_HOME": "ada"]) == "/home/ada/.config/glass/config.toml")
        #expect(path([:]) == nil)
    }

    @Test func theOptionCountsBeforeTheVariable() {
        let variables = ["HOME": "/h", "GLASS_ENV": "test"]
        #expect(ConfigurationFile(variables: variables)?.environment == "test")
        #expect(ConfigurationFile(variables: variables, environment: "live")?.environment == "live")
        #expect(ConfigurationFile(variables: ["HOME": "/h", "GLASS_ENV": ""])?.environment == nil)
    }

    @Test func aFileThatNobodyNamedNeedNotExist() throws {
        let missing = folder.appendingPathComponent("none.toml").path
        #expect(try ConfigurationFile(path: missing, isRequired: false).load() == .standard)
        #expect(throws: ConfigurationError.unreadable(file: missing, reason: "No such file or directory")) {
            try ConfigurationFile(path: missing).load()
        }
        #expect(throws: ConfigurationError.noSuchEnvironment("live", source: nil, known: [])) {
            try ConfigurationFile(path: missing, isRequired: false, environment: "live").load()
        }
    }

    @Test func readsItsText() throws {
        let path = try write(Array("[requests]\nmax_requests_per_second = 7\n".utf8))
        #expect(try ConfigurationFile(path: path).load().requests.rules.maximumPerSecond == 7)
    }

    @Test(
        arguments: [
            ([0x61, 0xFF], "it is not UTF-8 text"), ([0x23, 0x00], "it holds a NUL byte"),
            ([UInt8](repeating: 0x0A, count: 1024 * 1024 + 1), "it is larger than 1 MB"),
        ] as [([UInt8], String)])
    func refusesWhatIsNoText(bytes: [UInt8], reason: String) throws {
        let path = try write(bytes)
        #expect(throws: ConfigurationError.unreadable(file: path, reason: reason)) {
            try ConfigurationFile(path: path).load()
        }
    }

    @Test func aDirectoryIsNoFile() {
        #expect(throws: ConfigurationError.self) { try ConfigurationFile(path: folder.path).load() }
    }
}
