/// A server that the demo starts for itself.
enum ServerKind: String, CaseIterable, Sendable {
    case redis
    case postgres
}

/// Where a server listens on 127.0.0.1, and what it lets in with.
struct ServerAddress: Equatable, Sendable {
    var port: UInt16
    var password: String
}

/// What the keeper says about a server, as one line: `redis ready PORT PASSWORD` or `redis failed REASON…`.
struct ServerReport: Equatable, Sendable {
    enum Outcome: Equatable, Sendable {
        case ready(ServerAddress)
        case failed(String)
    }

    var server: ServerKind
    var outcome: Outcome

    var line: String {
        switch outcome {
        case .ready(let address): "\(server.rawValue) ready \(address.port) \(address.password)"
        case .failed(let reason):
            "\(server.rawValue) failed \(reason.split(whereSeparator: \.isNewline).joined(separator: " "))"
        }
    }

    init(_ server: ServerKind, _ outcome: Outcome) {
        self.server = server
        self.outcome = outcome
    }

    init?(line: String) {
        let words = line.split(separator: " ", maxSplits: 2).map(String.init)
        guard words.count == 3, let server = ServerKind(rawValue: words[0]) else { return nil }
        switch words[1] {
        case "ready":
            let rest = words[2].split(separator: " ")
            guard rest.count == 2, let port = UInt16(rest[0]) else { return nil }
            self.init(server, .ready(ServerAddress(port: port, password: String(rest[1]))))
        case "failed": self.init(server, .failed(words[2]))
        default: return nil
        }
    }
}
