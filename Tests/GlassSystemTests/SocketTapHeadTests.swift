import GlassModel
import GlassTestSupport
import Testing

@testable import GlassSystem

extension SocketTapSuites {
    /// Of what begins a request more is captured than of anything else.
    @Suite struct SocketTapHeadTests {
        /// How something begins. `S`, `H`, `E`, `C` and `D` are letters of PostgreSQL's server as well.
        private static let beginnings: [(bytes: [UInt8], isRequest: Bool)] = [
            (Array("*3\r\n$3\r\n".utf8), true), (Array("*x".utf8), false), (Array("x".utf8), false),
            (Array("GET /".utf8), true), (Array("POST /".utf8), true), (Array("PUT /".utf8), true),
            (Array("PATCH /".utf8), true), (Array("DELETE /".utf8), true), (Array("HTTP/1.1 200".utf8), false),
            (message("P", 60_000), true), (message("B", 40), true), (message("Q", 1 << 23), true),
            (message("Q", 1 << 24), false), (message("Q", 3), false), (message("Z", 40), false),
            (message("E", 9, "\0"), true), (message("E", 200, "SERROR"), false),
            (message("D", 12, "Sname"), true), (message("D", 12, "\0\u{5}"), false),
            (message("C", 12, "Pname"), true), (message("C", 13, "INSERT"), false),
            (message("S", 4), true), (message("S", 25, "TimeZone"), false),
            (message("H", 4), true), (message("H", 9, "\0"), false),
        ]

        private static func message(_ letter: Character, _ length: UInt32, _ content: String = "") -> [UInt8] {
            Array(String(letter).utf8) + (0..<4).map { UInt8(truncatingIfNeeded: length >> (24 - 8 * $0)) }
                + Array(content.utf8)
        }

        @Test(arguments: [("write", "read"), ("send", "recv"), ("writev", "readv"), ("sendmsg", "recvmsg")])
        func requestsArriveWholeAndAnythingElseDoesNot(send: String, receive: String) throws {
            let bench = try SocketTapBench()
            let count = 60 << 10
            for beginning in Self.beginnings {
                let sent = try begin(bench, beginning.bytes, count)
                let seen = try bench.seen("send \(send) \(count)", "receive \(receive) \(count)")
                let moved = seen.wrote + seen.read
                #expect(moved.map(\.action) == [.wrote(total: count), .read(total: count)])
                let captured = beginning.isRequest ? count : SocketTap.usualHead
                let name = Comment(rawValue: String(decoding: beginning.bytes, as: UTF8.self))
                for one in moved {
                    #expect(one.head.count == captured, name)
                    #expect(one.head == Array(sent.prefix(captured)), name)
                    #expect(one.tail == Array(sent.dropFirst(captured).suffix(SocketTap.maximumTail)), name)
                }
            }
        }

        @Test(arguments: [("write", "read"), ("writev", "readv")])
        func longRequestsComePieceByPiece(send: String, receive: String) throws {
            let bench = try SocketTapBench()
            let whole = SocketTap.maximumHead
            for count in [whole, whole + 1, 3 * whole - 7, 4 * whole, 300_000] {
                let sent = try begin(bench, Array("*12".utf8), count)
                let seen = try bench.seen("send \(send) \(count)", "receive \(receive) \(count)")
                for moved in [seen.wrote, seen.read] {
                    #expect(moved.count == min(4, (count + whole - 1) / whole))
                    #expect(moved.map(\.total).reduce(0, +) == count)
                    #expect(moved.flatMap(\.head) == Array(sent.prefix(4 * whole)))
                    #expect(moved.flatMap(\.tail) == Array(sent.dropFirst(4 * whole).suffix(SocketTap.maximumTail)))
                }
            }
        }

        @Test func whatFollowsInAPipelineIsWantedUpToALimit() throws {
            let bench = try SocketTapBench()
            let count = 4 * SocketTap.maximumHead
            let lines = ["send write \(count)", "receive read \(count)", "begin 78"]
            _ = try begin(bench, Array("*12".utf8), count)
            for round in 0..<18 {
                for line in lines { try bench.tell(line) }
                let seen = bench.drain()
                // 4 MiB.
                let captured = round < 16 ? count : SocketTap.usualHead
                #expect(seen.wrote.map(\.head.count).reduce(0, +) == captured)
                #expect(seen.read.map(\.head.count).reduce(0, +) == captured)
            }
        }

        @Test func theBodyAfterAHeadIsNot() throws {
            let bench = try SocketTapBench()
            _ = try begin(bench, Array("POST / ".utf8), 60_000)
            try bench.seen("send write 60000", "receive read 60000", "begin 78").read.forEach {
                #expect($0.head.count == 60_000)
            }
            let body = try bench.seen("send write 60000", "receive read 60000")
            #expect((body.wrote + body.read).map(\.head.count) == [SocketTap.usualHead, SocketTap.usualHead])
        }

        @Test func onlyTheEndThatAsksIsListenedTo() throws {
            let bench = try SocketTapBench()
            _ = try begin(bench, Array("*12".utf8), 60_000)
            let reply = try bench.seen("swap", "send write 60000", "receive read 60000")
            #expect((reply.wrote + reply.read).map(\.head.count) == [SocketTap.usualHead, SocketTap.usualHead])
            // Of connections that were open before, nobody knows which end that is.
            bench.tap.detach()
            let other = try SocketTapBench(attaching: false)
            _ = try begin(other, Array("*12".utf8), 60_000)
            try other.tap.attach()
            let unknown = try other.seen("swap", "send write 60000", "receive read 60000")
            #expect((unknown.wrote + unknown.read).map(\.head.count) == [60_000, 60_000])
        }

        /// Opens a connection and has what is sent begin so; gives what will be sent.
        private func begin(_ bench: SocketTapBench, _ bytes: [UInt8], _ count: Int) throws -> [UInt8] {
            let sent = bytes + SocketTapBench.pattern(count).dropFirst(bytes.count)
            try bench.tell("open unix")
            try bench.tell("begin " + Self.digits(Array(sent.prefix(15))))
            return sent
        }

        private static func digits(_ bytes: [UInt8]) -> String {
            bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
    }
}
