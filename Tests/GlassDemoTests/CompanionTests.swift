import Foundation
import Testing

@testable import glass_demo

/// The processes beside the service: all of them end with it, however it ends.
@Suite final class CompanionTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        // PostgreSQL's user passes through.
        chmod(folder.path, 0o711)
    }

    deinit { folder.remove() }

    private func start(_ arguments: [String]) throws -> DemoProcess {
        try DemoProcess(arguments, environment: ["TMPDIR": folder.path])
    }

    /// The command lines of all processes that name the folder of this test.
    private func companions(of demo: DemoProcess) -> [String] {
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return processes.filter { Int32($0) != nil && $0 != "\(demo.process.processIdentifier)" }.compactMap {
            process in
            guard let bytes = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") else { return nil }
            let line = String(decoding: bytes.map { $0 == 0 ? UInt8(ascii: " ") : $0 }, as: UTF8.self)
            return line.contains(folder.path) ? line : nil
        }
    }

    private func port(of lines: [String]) throws -> Int {
        let address = try #require(lines.first?.split(separator: " ").dropFirst(3).first)
        return try #require(Int(address.split(separator: ":").last ?? ""))
    }

    @Test(.timeLimit(.minutes(5)), arguments: [SIGKILL, SIGTERM])
    func nothingIsLeftAfterTheService(signal: Int32) async throws {
        let demo = try start(["--rate", "200"])
        _ = demo.linesUntilReady()
        #expect(!companions(of: demo).isEmpty)
        kill(demo.process.processIdentifier, signal)
        _ = demo.end()
        while try !companions(of: demo).isEmpty || !FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty
        {
            await Task.yield()
        }
    }

    @Test(.timeLimit(.minutes(5))) func theLoadAsksFromAnotherProcess() async throws {
        let demo = try start(["--rate", "1000", "--no-servers"])
        _ = demo.linesUntilReady()
        let children = try String(
            contentsOfFile: "/proc/\(demo.process.processIdentifier)/task/\(demo.process.processIdentifier)/children",
            encoding: .utf8)
        #expect(children.trimmingCharacters(in: .whitespaces) == "", "the keeper is no child of the service")
        kill(demo.process.processIdentifier, SIGTERM)
        #expect(demo.end().status == 0)
    }

    @Test(
        .timeLimit(.minutes(5)),
        .enabled(if: InstalledServers.find(searchPath: "").redisServer != nil, "redis-server is not installed"))
    func asksRedis() async throws {
        let demo = try start(["--no-load"])
        let port = try port(of: demo.linesUntilReady())
        while try await fetch("/orders/7", port: port).status == 503 {}
        let names = try JSONDecoder().decode(
            [String].self, from: Data(try await fetch("/orders/7", port: port).body.utf8))
        #expect(names.count == 20)
        let first = try await fetch("/items/9", port: port)
        #expect(try await fetch("/items/9", port: port).body == first.body)
        #expect(try await fetch("/popular", port: port).body == "[\"9\",\"2\"]")
        kill(demo.process.processIdentifier, SIGTERM)
        #expect(demo.end().status == 0)
    }

    @Test(
        .timeLimit(.minutes(5)),
        .enabled(if: InstalledServers.find(searchPath: "").postgresFolder != nil, "PostgreSQL is not installed"))
    func asksPostgreSQL() async throws {
        let demo = try start(["--no-load"])
        let port = try port(of: demo.linesUntilReady())
        while try await fetch("/customers/7", port: port).status == 503 { await Task.yield() }
        // The second time the statement has been prepared before.
        for _ in 0..<2 {
            let customer = try await fetch("/customers/7", port: port).body
            #expect(customer.hasPrefix("[[\"Customer 7\",\"Porto\"],[\"30\","), "\(customer)")
        }
        #expect(try await fetch("/customers/99999", port: port).status == 404)
        #expect(try await fetch("/customers/7/sales", port: port).body.split(separator: "],[").count == 12)
        #expect(try await fetch("/sales?city=O'Hara", port: port).body == "[]")
        let known = "{\"name\":\"A\",\"email\":\"customer7@example.com\"}"
        #expect(try await fetch("/customers", port: port, method: .POST, body: known).status == 409)
        let new = "{\"name\":\"O'Neill\",\"email\":\"new@example.com\"}"
        #expect(try await fetch("/customers", port: port, method: .POST, body: new).body == "[\"2002\"]")
        kill(demo.process.processIdentifier, SIGTERM)
        #expect(demo.end().status == 0)
    }
}
