import GlassModel
import GlassRequests
import Testing

/// A talk in HTTP, and what is to be found in it.
struct HTTPCase: CustomTestStringConvertible, Sendable {
    struct Found: Equatable, Sendable {
        var method: String
        var target: String
        var status: Int32?
        var clientBytes: Int
        var serverBytes: Int
        var flags: RequestFlags

        init(
            _ method: String, _ target: String, _ status: Int32?, _ clientBytes: Int, _ serverBytes: Int,
            _ flags: RequestFlags = []
        ) {
            self.method = method
            self.target = target
            self.status = status
            self.clientBytes = clientBytes
            self.serverBytes = serverBytes
            self.flags = flags
        }

        init(_ exchange: Exchange) {
            self.init(
                exchange.method, exchange.target, exchange.status, Int(exchange.clientBytes),
                Int(exchange.serverBytes), exchange.flags)
        }
    }

    var name: String
    var lines: [(String, String)]
    var found: [Found]
    var continuesAs: WireProtocol?
    var testDescription: String { name }

    init(_ name: String, _ lines: [(String, String)], _ found: [Found], continuesAs: WireProtocol? = nil) {
        self.name = name
        self.lines = lines
        self.found = found
        self.continuesAs = continuesAs
    }

    var talk: Talk { Talk(lines) }

    /// How many bytes a side says in the pieces with these numbers.
    static func size(_ lines: [(String, String)], _ side: String) -> Int {
        lines.filter { $0.0 == side }.reduce(0) { $0 + $1.1.utf8.count }
    }

    /// A talk with one exchange, whose bytes are all that is said.
    static func one(
        _ name: String, _ lines: [(String, String)], _ method: String, _ target: String, _ status: Int32?,
        _ flags: RequestFlags = []
    ) -> HTTPCase {
        HTTPCase(name, lines, [Found(method, target, status, size(lines, "C"), size(lines, "S"), flags)])
    }

    static let all: [HTTPCase] = plain + bodies + interim + several + oddities
}

extension HTTPCase {
    static let plain = [
        one(
            "uvicorn, GET",
            [
                (
                    "C",
                    "GET /items/17 HTTP/1.1\r\nHost: 127.0.0.1:8000\r\nUser-Agent: curl/7.88.1\r\nAccept: */*\r\n\r\n"
                ),
                (
                    "S",
                    "HTTP/1.1 200 OK\r\ndate: Sat, 21 Nov 2026 15:00:00 GMT\r\nserver: uvicorn\r\ncontent-length: 13\r\n"
                        + "content-type: application/json\r\n\r\n{\"item\": \"a\"}"
                ),
            ], "GET", "/items/17", 200),
        one(
            "head and body written apart",
            [
                ("C", "GET / HTTP/1.1\r\nHost: a\r\n\r\n"), ("S", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"),
                ("S", "hel"), ("S", "lo"),
            ], "GET", "/", 200),
        one(
            "failing",
            [
                ("C", "GET /boom HTTP/1.1\r\nHost: a\r\n\r\n"),
                ("S", "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 3\r\n\r\nbad"),
            ], "GET", "/boom", 500, .failed),
        one(
            "bare newlines",
            [("C", "GET /a HTTP/1.1\nHost: a\n\n"), ("S", "HTTP/1.1 200 OK\nContent-Length: 1\n\nx")],
            "GET", "/a", 200),
        one(
            "HTTP/1.0 until the connection is closed",
            [("C", "GET /old HTTP/1.0\r\n\r\n"), ("S", "HTTP/1.0 200 OK\r\nServer: x\r\n\r\nall "), ("S", "of it")],
            "GET", "/old", 200),
        one(
            "HTTP/1.1, Connection: close, no length",
            [
                ("C", "GET /c HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
                ("S", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nsome\r\n\r\nbody"),
            ], "GET", "/c", 200),
        one(
            "no reason", [("C", "GET /r HTTP/1.1\r\n\r\n"), ("S", "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n")],
            "GET", "/r", 200),
    ]

    static let bodies = [
        one(
            "POST with a body that looks like a request",
            [
                ("C", "POST /items HTTP/1.1\r\nHost: a\r\nContent-Length: 28\r\n\r\nGET /not HTTP/1.1\r\nHost: x\r\n"),
                ("S", "HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok"),
            ], "POST", "/items", 201),
        one(
            "chunks with extensions and trailers, both ways",
            [
                ("C", "PUT /up HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n"),
                ("C", "A\r\n0123456789\r\n0\r\n\r\n"),
                (
                    "S",
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\nTrailer: X-Sum\r\n\r\n4 ; x=\"y\"\r\nwiki\r\n"
                ),
                ("S", "3\r\n\r\n0\r\n0000\r\nX-Sum: 12\r\n\r\n"),
            ], "PUT", "/up", 200),
        one(
            "response to HEAD",
            [
                ("C", "HEAD /big HTTP/1.1\r\nHost: a\r\n\r\n"),
                ("S", "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"),
            ], "HEAD", "/big", 200),
        one(
            "304 with a length",
            [
                ("C", "GET /cached HTTP/1.1\r\nIf-None-Match: \"x\"\r\n\r\n"),
                ("S", "HTTP/1.1 304 Not Modified\r\nContent-Length: 55\r\n\r\n"),
            ], "GET", "/cached", 304),
        one(
            "204", [("C", "DELETE /items/1 HTTP/1.1\r\n\r\n"), ("S", "HTTP/1.1 204 No Content\r\n\r\n")],
            "DELETE", "/items/1", 204),
        one(
            "length and chunks: chunks count",
            [
                ("C", "GET /both HTTP/1.1\r\n\r\n"),
                (
                    "S",
                    "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n"
                ),
            ], "GET", "/both", 200),
        one(
            "one length twice",
            [
                ("C", "POST /twice HTTP/1.1\r\nContent-Length: 2\r\nContent-Length: 2, 2\r\n\r\nab"),
                ("S", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
            ], "POST", "/twice", 200),
        one(
            "server-sent events",
            [
                ("C", "GET /events HTTP/1.1\r\nAccept: text/event-stream\r\n\r\n"),
                (
                    "S",
                    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n"
                ),
                ("S", "9\r\ndata: 1\n\n\r\n"), ("S", "9\r\ndata: 2\n\n\r\n"), ("S", "0\r\n\r\n"),
            ], "GET", "/events", 200, .streaming),
    ]

    static let interim = [
        one(
            "100-continue",
            [
                ("C", "POST /slow HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n"),
                ("S", "HTTP/1.1 100 Continue\r\n\r\n"), ("C", "body"),
                ("S", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"),
            ], "POST", "/slow", 200),
        one(
            "early hints",
            [
                ("C", "GET /hints HTTP/1.1\r\n\r\n"),
                ("S", "HTTP/1.1 103 Early Hints\r\nLink: </s.css>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
            ], "GET", "/hints", 200),
        HTTPCase(
            "a body that the server does not want",
            [
                ("C", "POST /no HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n"),
                ("S", "HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n\r\n"),
                ("C", "GET /yes HTTP/1.1\r\n\r\n"), ("S", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
            ],
            [
                Found("POST", "/no", 417, 62, 54),
                Found("GET", "/yes", 200, 21, 38),
            ]),
        one(
            "answered before the body has come",
            [
                ("C", "POST /large HTTP/1.1\r\nContent-Length: 8\r\n\r\nabcd"),
                ("S", "HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n"), ("C", "efgh"),
            ], "POST", "/large", 413),
        HTTPCase(
            "upgrade to WebSocket",
            [
                (
                    "C",
                    "GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
                ),
                ("S", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"),
            ], [Found("GET", "/ws", 101, 70, 77, .upgraded)], continuesAs: .webSocket),
        HTTPCase(
            "a tunnel",
            [
                ("C", "CONNECT user:secret@example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n"),
                ("S", "HTTP/1.1 200 Connection established\r\n\r\n"),
            ], [Found("CONNECT", "example.com:443", 200, 71, 39, .upgraded)], continuesAs: .unknown),
        one(
            "a tunnel that is refused",
            [
                ("C", "CONNECT example.com:443 HTTP/1.1\r\n\r\n"),
                ("S", "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 2\r\n\r\nno"),
            ], "CONNECT", "example.com:443", 407),
    ]

    static let several = [
        HTTPCase(
            "keep-alive",
            [
                ("C", "GET /a HTTP/1.1\r\n\r\n"), ("S", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"),
                ("C", "POST /b HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi"),
                ("S", "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"),
            ], [Found("GET", "/a", 200, 19, 39), Found("POST", "/b", 404, 41, 45)]),
        HTTPCase(
            "pipelined",
            [
                ("C", "GET /a HTTP/1.1\r\n\r\nHEAD /b HTTP/1.1\r\n\r\nPOST /c HTTP/1.1\r\nContent-Length: 1\r\n\r\nz"),
                (
                    "S",
                    "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxHTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"
                        + "HTTP/1.1 500 Oops\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n"
                ),
            ],
            [
                Found("GET", "/a", 200, 19, 39), Found("HEAD", "/b", 200, 20, 38, .pipelined),
                Found("POST", "/c", 500, 40, 60, [.pipelined, .failed]),
            ]),
        HTTPCase(
            "empty lines between messages",
            [
                ("C", "\r\nGET /a HTTP/1.1\r\n\r\n"), ("S", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n\r\n"),
                ("C", "\r\n\r\nGET /b HTTP/1.1\r\n\r\n"), ("S", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
            ], [Found("GET", "/a", 200, 19, 38), Found("GET", "/b", 200, 19, 38)]),
    ]

    static let oddities = [
        one(
            "custom method", [("C", "X-PURGE!all /a HTTP/1.1\r\n\r\n"), ("S", "HTTP/1.1 204 -\r\n\r\n")],
            "X-PURGE!all", "/a", 204),
        one(
            "absolute address",
            [
                ("C", "GET http://user:pass@example.com/x?token=1 HTTP/1.1\r\nHost: other\r\n\r\n"),
                ("S", "HTTP/1.1 204 -\r\n\r\n"),
            ], "GET", "/x?token=*", 204),
        one(
            "OPTIONS *", [("C", "OPTIONS * HTTP/1.1\r\n\r\n"), ("S", "HTTP/1.1 204 -\r\n\r\n")],
            "OPTIONS", "*", 204),
        one(
            "no answer", [("C", "GET /hang HTTP/1.1\r\n\r\n")], "GET", "/hang", nil, .cutShort),
        one(
            "half a request", [("C", "POST /half HTTP/1.1\r\nContent-Length: 100\r\n\r\nabc")],
            "POST", "/half", nil, .cutShort),
        one(
            "half a response",
            [("C", "GET /part HTTP/1.1\r\n\r\n"), ("S", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")],
            "GET", "/part", 200, .cutShort),
        HTTPCase(
            "a response that nobody asked for",
            [("S", "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n")],
            [Found("?", "", 408, 0, 51, .approximate)]),
    ]
}
