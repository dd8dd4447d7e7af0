import GlassSystem
import Glibc

/// What the agent can be told while it runs.
public enum AgentCommand: Hashable, Sendable {
    case rate(Double)
    case pause
    case resume
    case stop

    /// From one line, without its end; nil for one that is no command.
    public init?(line: Substring) {
        let words = line.split(separator: " ")
        switch (words.first, words.count) {
        case ("pause", 1): self = .pause
        case ("resume", 1): self = .resume
        case ("stop", 1): self = .stop
        case ("rate", 2):
            guard let rate = Double(words[1]), rate > 0, rate <= 9999 else { return nil }
            self = .rate(rate)
        default: return nil
        }
    }
}

/// Lines from standard input. Its end means `stop`: whoever started the agent is gone.
struct CommandReader {
    private(set) var isOpen: Bool
    private let descriptor: Int32
    private var rest: [UInt8] = []

    init(descriptor: Int32) {
        self.descriptor = descriptor
        isOpen = descriptor >= 0
    }

    /// Reads once what is there; lines that are no command are passed over.
    mutating func read() -> [AgentCommand] {
        var chunk = [UInt8](repeating: 0, count: 4096)
        let count = Glibc.read(descriptor, &chunk, chunk.count)
        guard count > 0 else {
            if count < 0, errno == EINTR || errno == EAGAIN { return [] }
            isOpen = false
            return [.stop]
        }
        rest += chunk.prefix(count)
        var lines = rest.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        rest = Array(lines.popLast() ?? []).suffix(256)
        return lines.compactMap { AgentCommand(line: Substring(String(decoding: $0, as: UTF8.self))) }
    }
}
