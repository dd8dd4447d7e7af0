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
            try bench.tell("open unix")
            for beginning in Self.beginnings {
                let sent = beginning.bytes + SocketTapBench.pattern(count).dropFirst(beginning.bytes.count)
                try bench.tell("begin " + Self.digits(Array(sent.prefix(15))))
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

        @Test(arguments: ["write", "writev"])
        func headAndTailMeet(send: String) throws {
            let bench = try SocketTapBench()
            try bench.tell("begin " + Self.digits(Array("*12".utf8)))
            for count in [SocketTap.maximumHead, SocketTap.maximumHead + 1] {
                let wrote = try #require(try bench.seen("open unix", "send \(send) \(count)").wrote.first)
                #expect(wrote.head.count == SocketTap.maximumHead)
                #expect(wrote.head + wrote.tail == Array("*12".utf8) + SocketTapBench.pattern(count).dropFirst(3))
            }
        }

        private static func digits(_ bytes: [UInt8]) -> String {
            bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
    }
}
