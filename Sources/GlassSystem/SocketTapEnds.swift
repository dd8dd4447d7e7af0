import CGlass
import Glibc

/// The two ends of a connection: `127.0.0.1:8000`, `[::1]:8000`, or `unix`.
public struct SocketEnds: Hashable, Sendable {
    public let local: String
    public let peer: String

    public init(local: String, peer: String) {
        self.local = local
        self.peer = peer
    }

    init(_ raw: cglass_socket_ends) {
        local = Self.text(raw.family, raw.local, port: raw.local_port)
        peer = Self.text(raw.family, raw.peer, port: raw.peer_port)
    }

    private static func text<Address>(_ family: UInt16, _ address: Address, port: UInt16) -> String {
        let bytes = withUnsafeBytes(of: address) { Array($0) }
        switch Int32(family) {
        case AF_INET: return "\(text(AF_INET, bytes)):\(port)"
        case AF_INET6 where isMapped(bytes): return "\(text(AF_INET, Array(bytes.suffix(4)))):\(port)"
        case AF_INET6: return "[\(text(AF_INET6, bytes))]:\(port)"
        default: return "unix"
        }
    }

    /// Whether it is an IPv4 address as a socket of both families sees it: `::ffff:127.0.0.1`.
    private static func isMapped(_ bytes: [UInt8]) -> Bool {
        bytes.prefix(10).allSatisfy { $0 == 0 } && bytes.dropFirst(10).prefix(2) == [0xFF, 0xFF]
    }

    private static func text(_ family: Int32, _ bytes: [UInt8]) -> String {
        var text = [UInt8](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let count = text.count
        let isWritten = bytes.withUnsafeBytes { address in
            text.withUnsafeMutableBytes { buffer in
                inet_ntop(family, address.baseAddress, buffer.baseAddress, socklen_t(count)) != nil
            }
        }
        return isWritten ? String(decoding: text.prefix { $0 != 0 }, as: UTF8.self) : "?"
    }
}
