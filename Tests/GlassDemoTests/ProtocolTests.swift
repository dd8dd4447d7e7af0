import Testing

@testable import glass_demo

@Suite struct ProtocolTests {
    @Test func encodesCommandsForRedis() {
        let bytes = RedisConnection.encode(["SET", "é", ""])
        #expect(String(decoding: bytes, as: UTF8.self) == "*3\r\n$3\r\nSET\r\n$2\r\né\r\n$0\r\n\r\n")
    }

    @Test func framesMessagesForPostgreSQL() {
        var message = PostgreSQLMessage(type: "Q")
        message.add(text: "a")
        #expect(message.bytes == [0x51, 0, 0, 0, 6, 0x61, 0])
        #expect(PostgreSQLMessage(type: nil).bytes == [0, 0, 0, 4])
    }

    @Test func readsRowsAndErrors() throws {
        var row = PostgreSQLReply(type: "D", body: [0, 2, 0, 0, 0, 1, 0x37, 0xFF, 0xFF, 0xFF, 0xFF][...])
        #expect(try row.takeRow() == ["7", nil])
        var error = PostgreSQLReply(type: "E", body: Array("C23505\0Mtwice\0\0".utf8)[...])
        #expect(error.takeError() == .refused(code: "23505", message: "twice"))
    }

    @Test func refusesRowsThatAreCutOff() {
        var random = SplitMix64(seed: 5)
        for _ in 0..<5_000 {
            let bytes = (0..<Int.random(in: 0...12, using: &random)).map { _ in
                [0, 1, 2, 0xFF, 0x80].randomElement(using: &random) ?? UInt8(0)
            }
            var row = PostgreSQLReply(type: "D", body: bytes[...])
            _ = try? row.takeRow()
            var error = PostgreSQLReply(type: "E", body: bytes[...])
            _ = error.takeError()
        }
        var short = PostgreSQLReply(type: "D", body: [0, 1, 0, 0][...])
        #expect(throws: PostgreSQLError.unintelligible) { try short.takeRow() }
    }

    @Test func quotesLiterals() {
        #expect(PostgreSQLConnection.literal("O'Neill\0") == "'O''Neill'")
    }

    @Test(arguments: [
        ServerReport(.redis, .ready(ServerAddress(port: 6379, password: "abc"))),
        ServerReport(.postgres, .failed("initdb failed")),
    ])
    func reportsReadBack(report: ServerReport) {
        #expect(ServerReport(line: report.line) == report)
    }

    @Test(arguments: [
        "", "redis", "redis ready", "redis ready 1", "redis ready 70000 x", "mysql ready 1 x", "redis up x",
    ])
    func refusesWhatIsNoReport(line: String) {
        #expect(ServerReport(line: line) == nil)
    }

    @Test func saysWhatIsLeftOutWithoutServers() {
        let none = InstalledServers.find(searchPath: "/nowhere", postgresRoot: "/nowhere")
        #expect(InstalledServers.none.missing.count == 2)
        #expect(none.postgresFolder == nil || none.postgresFolder?.hasPrefix("/usr") == true)
    }

    @Test func theLoadAsksOnlyForWhatIsThere() {
        var mix = RequestMix(seed: 1)
        let alone = (0..<2_000).map { _ in mix.next(servers: []).uri }
        #expect(!alone.contains { $0.hasPrefix("/orders") || $0.hasPrefix("/customers") || $0.hasPrefix("/sales") })
        let both = (0..<2_000).map { _ in mix.next(servers: [.redis, .postgres]) }
        for prefix in ["/orders/", "/customers/", "/sales", "/popular", "/quotes", "/items.csv", "/favicon.ico"] {
            #expect(both.contains { $0.uri.hasPrefix(prefix) }, "\(prefix)")
        }
        #expect(both.contains { $0.method == .POST && $0.uri == "/customers" })
    }
}
