import Glibc

/// A blocking connection to a port on 127.0.0.1. The thread that asks also waits, as in many a service.
final class LoopbackSocket {
    private let descriptor: CInt
    private var buffer: [UInt8] = []
    private var position = 0

    /// - Throws: `SocketError`.
    init(port: UInt16) throws(SocketError) {
        descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw .failed(errno: errno) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        var yes: CInt = 1
        setsockopt(descriptor, CInt(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<CInt>.size))
        // A server that hangs must not hang the service.
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = loopbackAddress(port: port)
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else {
            let code = errno
            close(descriptor)
            throw .failed(errno: code)
        }
    }

    deinit { close(descriptor) }

    func write(_ bytes: [UInt8]) throws(SocketError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .failed(errno: errno) }
            rest = rest.dropFirst(count)
        }
    }

    /// Exactly so many bytes.
    func read(_ count: Int) throws(SocketError) -> [UInt8] {
        while buffer.count - position < count { try receive() }
        defer { position += count }
        return Array(buffer[position..<position + count])
    }

    /// The bytes up to the next CR LF, which is taken as well.
    func readLine() throws(SocketError) -> String {
        var searched = position
        while true {
            if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { position = end + 1 }
                return String(decoding: buffer[position..<max(position, end - 1)], as: UTF8.self)
            }
            let kept = buffer.count - position
            guard kept < 1024 * 1024 else { throw .failed(errno: EMSGSIZE) }
            try receive()
            searched = position + kept
        }
    }

    private func receive() throws(SocketError) {
        buffer.removeFirst(position)
        position = 0
        var chunk = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let count = recv(descriptor, &chunk, chunk.count, 0)
            if count < 0, errno == EINTR { continue }
            guard count != 0 else { throw .closed }
            guard count > 0 else { throw .failed(errno: errno) }
            buffer += chunk[..<count]
            return
        }
    }
}

enum SocketError: Error, Equatable {
    case closed
    case failed(errno: CInt)
}

extension SocketError: CustomStringConvertible {
    var description: String {
        switch self {
        case .closed: "the server closed the connection"
        case .failed(let code): String(cString: strerror(code))
        }
    }
}

/// 127.0.0.1 with this port.
func loopbackAddress(port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
}
