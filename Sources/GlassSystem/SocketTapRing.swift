import CGlass
import GlassModel
import Glibc
import SystemPackage

/// The reading end of the ring through which events come out of the kernel.
final class SocketTapRing {
    typealias Body = (SocketTapEvent, _ head: RawSpan, _ tail: RawSpan) -> Void

    private let ring: OpaquePointer
    /// The kernel lets a plain wait for a ring end as long as anything is in it, which would make a round of each event.
    private let waiter: Int32
    private let reader: Reader

    /// Hands records on to whoever polls at the time.
    private final class Reader {
        var body: Body?

        func take(_ record: UnsafeRawBufferPointer) {
            guard let body, let read = SocketTapRecord(record) else { return }
            if read.isAfterGap { body(SocketTapEvent(read.header, .gap), RawSpan(), RawSpan()) }
            body(SocketTapEvent(read.header, read.action), read.head.bytes, read.tail.bytes)
        }
    }

    init(map: Int32) throws(SocketTapError) {
        let reader = Reader()
        let consumer: cglass_bpf_consumer = { context, data, size in
            guard let context else { return 0 }
            let reader = Unmanaged<Reader>.fromOpaque(context).takeUnretainedValue()
            reader.take(UnsafeRawBufferPointer(start: data, count: size))
            return 0
        }
        guard let ring = cglass_bpf_ring_open(map, consumer, Unmanaged.passUnretained(reader).toOpaque()) else {
            throw SocketTapLoader.failure("opening the ring", errno)
        }
        let waiter = cglass_edge_waiter(map)
        guard waiter >= 0 else {
            cglass_bpf_ring_close(ring)
            throw SocketTapLoader.failure("waiting for the ring", errno)
        }
        self.reader = reader
        self.ring = ring
        self.waiter = waiter
    }

    deinit {
        close(waiter)
        cglass_bpf_ring_close(ring)
    }

    /// Returns when the kernel says that a good many events wait, or after `timeout`.
    func wait(_ timeout: Nanoseconds) {
        let milliseconds = max(0, timeout.rawValue) / 1_000_000
        _ = cglass_edge_wait(waiter, Int32(clamping: milliseconds))
    }

    func consume(_ body: Body) {
        withoutActuallyEscaping(body) { body in
            reader.body = body
            defer { reader.body = nil }
            _ = cglass_bpf_ring_consume(ring)
        }
    }
}

/// One record of the ring, taken apart.
private struct SocketTapRecord {
    let header: cglass_socket_event
    let action: SocketTapEvent.Action
    let head: UnsafeRawBufferPointer
    let tail: UnsafeRawBufferPointer

    var isAfterGap: Bool { header.after_gap != 0 }

    init?(_ record: UnsafeRawBufferPointer) {
        let headerSize = MemoryLayout<cglass_socket_event>.size
        guard record.count >= headerSize else { return nil }
        header = record.loadUnaligned(as: cglass_socket_event.self)
        let payload = UnsafeRawBufferPointer(rebasing: record[headerSize...])
        let (headCount, tailCount) = (Int(header.head), Int(header.tail))
        guard payload.count >= headCount + tailCount else { return nil }
        guard let action = Self.action(header, payload) else { return nil }
        self.action = action
        let carriesBytes = header.total != 0
        head = UnsafeRawBufferPointer(rebasing: payload[..<(carriesBytes ? headCount : 0)])
        tail = UnsafeRawBufferPointer(rebasing: payload[headCount..<(headCount + tailCount)])
    }

    private static func action(
        _ header: cglass_socket_event, _ payload: UnsafeRawBufferPointer
    ) -> SocketTapEvent.Action? {
        switch UInt32(header.action) {
        case CGLASS_SOCKET_OPENED.rawValue:
            guard payload.count >= MemoryLayout<cglass_socket_ends>.size else { return nil }
            let ends = payload.loadUnaligned(as: cglass_socket_ends.self)
            return .opened(SocketEnds(ends), accepted: isAccepted(ends))
        case CGLASS_SOCKET_READ.rawValue: return .read(total: Int(header.total))
        case CGLASS_SOCKET_WROTE.rawValue: return .wrote(total: Int(header.total))
        case CGLASS_SOCKET_CLOSED.rawValue: return .closed
        default: return nil
        }
    }

    private static func isAccepted(_ ends: cglass_socket_ends) -> Bool? {
        switch UInt32(ends.origin) {
        case CGLASS_ORIGIN_ACCEPTED.rawValue: true
        case CGLASS_ORIGIN_CONNECTED.rawValue: false
        default: nil
        }
    }
}
