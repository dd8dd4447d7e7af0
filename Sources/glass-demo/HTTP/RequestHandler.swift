import NIOCore
import NIOHTTP1

/// Serves one connection: collects a request, has the router answer it, and writes the answer.
///
/// All of that happens on the connection's event loop, from the read to the last write, and the loop looks at nothing
/// else meanwhile: **one thread serves one request at a time**, waits for its queries, and is the request's alone. So
/// whoever profiles the thread knows whose time it was. Other connections of the same loop wait for so long; that is
/// why the service has a loop for each visitor rather than one for each core.
final class RequestHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let router: Router
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []

    init(router: Router) {
        self.router = router
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = []
        case .body(let part):
            // One byte more than allowed is kept, so that the router sees that there was too much.
            body += part.readableBytesView.prefix(Request.maximumBodySize + 1 - body.count)
        case .end:
            guard let head else { return }
            self.head = nil
            serve(head, context: context)
        }
    }

    @inline(never)
    private func serve(_ head: HTTPRequestHead, context: ChannelHandlerContext) {
        let request = Request(method: head.method, target: RequestTarget(head.uri), body: body)
        write(router.respond(to: request), to: head, context: context)
    }

    private func write(_ response: Response, to request: HTTPRequestHead, context: ChannelHandlerContext) {
        var headers: HTTPHeaders = ["content-type": response.contentType]
        if case .whole(let bytes) = response.body { headers.add(name: "content-length", value: "\(bytes.count)") }
        let head = HTTPResponseHead(version: request.version, status: response.status, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if request.method != .HEAD { write(response.body, context: context) }
        let done = context.eventLoop.makePromise(of: Void.self)
        if !request.isKeepAlive {
            done.futureResult.whenComplete { [channel = context.channel] _ in channel.close(promise: nil) }
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: done)
    }

    private func write(_ body: Response.Body, context: ChannelHandlerContext) {
        switch body {
        case .whole(let bytes):
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: bytes)))), promise: nil)
        case .pieces(let piece):
            var index = 0
            while let bytes = piece(index) {
                context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: bytes)))), promise: nil)
                index += 1
            }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
