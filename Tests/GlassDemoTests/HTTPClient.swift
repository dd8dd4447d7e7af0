import NIOCore
import NIOHTTP1
import NIOPosix

/// What came back for a request.
struct Answer: Sendable {
    var status: UInt = 0
    var headers = HTTPHeaders()
    var body = ""
}

/// Sends one request on a connection of its own.
func fetch(_ target: String, port: Int, method: HTTPMethod = .GET, body: String = "") async throws -> Answer {
    let loops = MultiThreadedEventLoopGroup.singleton
    let promise = loops.next().makePromise(of: Answer.self)
    let channel = try await ClientBootstrap(group: loops)
        .channelInitializer { channel in
            channel.pipeline.addHTTPClientHandlers().flatMapThrowing {
                try channel.pipeline.syncOperations.addHandler(Collector(promise))
            }
        }
        .connect(host: "127.0.0.1", port: port).get()
    var head = HTTPRequestHead(
        version: .http1_1, method: method, uri: target, headers: ["host": "127.0.0.1", "connection": "close"])
    head.headers.add(name: "content-length", value: "\(body.utf8.count)")
    channel.write(HTTPClientRequestPart.head(head), promise: nil)
    channel.write(HTTPClientRequestPart.body(.byteBuffer(ByteBuffer(string: body))), promise: nil)
    try await channel.writeAndFlush(HTTPClientRequestPart.end(nil)).get()
    return try await promise.futureResult.get()
}

private final class Collector: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    private let promise: EventLoopPromise<Answer>
    private var answer = Answer()

    init(_ promise: EventLoopPromise<Answer>) {
        self.promise = promise
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): (answer.status, answer.headers) = (head.status.code, head.headers)
        case .body(let bytes): answer.body += String(buffer: bytes)
        case .end: promise.succeed(answer)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        promise.fail(ChannelError.eof)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        promise.fail(error)
    }
}
