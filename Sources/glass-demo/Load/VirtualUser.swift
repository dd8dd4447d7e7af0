import NIOCore
import NIOHTTP1

/// One visitor on one connection: asks, reads the answer, pauses, asks again.
final class VirtualUser: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private let meanPauseMicroseconds: Int64
    private let servers: @Sendable () -> Set<ServerKind>
    private var mix: RequestMix

    /// - Parameter servers: What the service has behind it at the moment.
    init(seed: UInt64, meanPauseMicroseconds: Int64, servers: @escaping @Sendable () -> Set<ServerKind>) {
        mix = RequestMix(seed: seed)
        self.meanPauseMicroseconds = meanPauseMicroseconds
        self.servers = servers
    }

    func channelActive(context: ChannelHandlerContext) {
        askAfterPause(context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .end = unwrapInboundIn(data) { askAfterPause(context) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func askAfterPause(_ context: ChannelHandlerContext) {
        let pause = TimeAmount.microseconds(mix.pause(aroundMicroseconds: meanPauseMicroseconds))
        context.eventLoop.assumeIsolated().scheduleTask(in: pause) {
            if context.channel.isActive { self.ask(context) }
        }
    }

    private func ask(_ context: ChannelHandlerContext) {
        let request = mix.next(servers: servers())
        var headers: HTTPHeaders = ["host": "127.0.0.1"]
        if request.method == .POST {
            headers.add(name: "content-type", value: "application/json")
            headers.add(name: "content-length", value: "\(request.body.utf8.count)")
        }
        let head = HTTPRequestHead(version: .http1_1, method: request.method, uri: request.uri, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if !request.body.isEmpty {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: request.body)))), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
}
