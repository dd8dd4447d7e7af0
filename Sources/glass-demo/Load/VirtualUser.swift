import NIOCore
import NIOHTTP1

/// One visitor on one connection: asks, reads the answer, pauses, asks again.
final class VirtualUser: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private let meanPauseMicroseconds: Int64
    private let answered: @Sendable (HTTPResponseStatus) -> Void
    private var mix: RequestMix

    /// - Parameter answered: called with the status of each answer.
    init(seed: UInt64, meanPauseMicroseconds: Int64, answered: @escaping @Sendable (HTTPResponseStatus) -> Void) {
        mix = RequestMix(seed: seed)
        self.meanPauseMicroseconds = meanPauseMicroseconds
        self.answered = answered
    }

    func channelActive(context: ChannelHandlerContext) {
        askAfterPause(context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): answered(head.status)
        case .body: break
        case .end: askAfterPause(context)
        }
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
        let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: mix.next(), headers: ["host": "127.0.0.1"])
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
}
