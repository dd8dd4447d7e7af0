import Foundation
import GlassModel
import GlassTestSupport
import Testing

/// A program sends statements that it counts; the recording must hold exactly those, without a value of theirs.
@Suite(.serialized, .enabled(if: TrafficService.mayWatch, "\(TrafficService.obstacle ?? "")"))
struct QueryTests {
    /// What the program says of one statement.
    private struct Truth: Codable, Hashable {
        var text: String
        var count: Int
        var rows: Int64
        var errors: Int
    }

    @Test(.enabled(if: hasPostgreSQL && TrafficService.hasModules("psycopg2"), "needs PostgreSQL and psycopg2"))
    func simpleQueriesOfPsycopg2() throws { try holds("psycopg2", .postgreSQL) }

    @Test(.enabled(if: hasPostgreSQL && TrafficService.hasModules("asyncpg"), "needs PostgreSQL and asyncpg"))
    func preparedAndPipelinedQueriesOfAsyncpg() throws { try holds("asyncpg", .postgreSQL) }

    @Test(.enabled(if: hasRedis && TrafficService.hasModules("redis"), "needs redis-server and redis-py"))
    func commandsAndPipelinesOfRedisPy() throws { try holds("redis", .redis) }

    private static let hasPostgreSQL = FileManager.default.fileExists(atPath: "/usr/lib/postgresql")
    private static let hasRedis = access("/usr/bin/redis-server", X_OK) == 0

    private func holds(_ kind: String, _ wireProtocol: WireProtocol) throws {
        let folder = NSTemporaryDirectory() + "glass-queries-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        chmod(folder, 0o755)
        let program = try Subprocess([
            TrafficService.python, "-u", TrafficService.fixture("queries_program.py"), folder, kind,
        ])
        #expect(program.readLine() == "ready")
        let run = try AgentRun(
            on: ProcessID(program.process), "--request-budget", "100", "--config", KnownMixTests.keepEverything)
        try run.waitUntilWatching()
        program.write("go\n")
        var truth: Set<Truth> = []
        while let line = program.readLine(), line != "done" {
            truth.insert(try JSONDecoder().decode(Truth.self, from: Data(line.utf8)))
        }
        let traffic = try run.finishTraffic()
        program.closeInput()
        _ = program.readRest()
        #expect(recorded(in: traffic, wireProtocol) == truth)
        #expect(traffic.lost(.socketEventsDropped) == 0)
        #expect(traffic.deadLetters.isEmpty, "\(traffic.deadLetters)")
        let bytes = try Data(contentsOf: URL(fileURLWithPath: run.path))
        #expect(bytes.range(of: Data("secret-literal".utf8)) == nil, "a literal is in the recording")
    }

    /// The statements of the program, and not those that its driver sends when it connects.
    private func recorded(in traffic: Traffic, _ wireProtocol: WireProtocol) -> Set<Truth> {
        var counts: [String: Truth] = [:]
        for query in traffic.queries where traffic.statement(of: query).wireProtocol == wireProtocol {
            let text = traffic.statement(of: query).text
            counts[text, default: Truth(text: text, count: 0, rows: 0, errors: 0)].count += 1
            counts[text]?.rows += query.rows ?? 0
            counts[text]?.errors += query.error == nil ? 0 : 1
        }
        return Set(counts.values)
    }
}
