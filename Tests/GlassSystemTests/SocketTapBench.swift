import GlassModel
import GlassTestSupport
import Testing

@testable import GlassSystem

/// A fixture that does with sockets what it is told, and a tap that watches it.
final class SocketTapBench {
    /// One event with the bytes that came with it.
    struct Seen {
        let event: SocketTapEvent
        let head: [UInt8]
        let tail: [UInt8]

        var action: SocketTapEvent.Action { event.action }
        var total: Int {
            switch action {
            case .read(let total), .wrote(let total): total
            default: 0
            }
        }
    }

    let tap: SocketTap
    let process: ProcessID
    private let child: Subprocess

    /// Why the tests of the tap cannot run here; nil where they can.
    static let obstacle: String? = {
        do {
            _ = try SocketTap()
            return nil
        } catch {
            return "\(error)"
        }
    }()

    static var isPossible: Bool { obstacle == nil }

    init(watching: Bool = true, attaching: Bool = true) throws {
        child = try Subprocess([try Fixture("socket-calls").executable])
        guard child.readLine() == "ready" else { throw TestFailure("the fixture did not start") }
        process = ProcessID(child.process)
        tap = try SocketTap()
        if watching { try tap.watch(process) }
        if attaching { try tap.attach() }
    }

    /// Has the fixture do something; when this returns, all events of it are in the ring.
    @discardableResult
    func tell(_ line: String) throws -> [Int64] {
        child.write(line + "\n")
        guard let answer = child.readLine() else { throw TestFailure("the fixture failed to \(line)") }
        return answer.split(separator: " ").compactMap { Int64($0) }
    }

    /// Has the fixture do several things one after another, and gives what was seen of all.
    func seen(_ lines: String...) throws -> [Seen] {
        for line in lines { try tell(line) }
        return drain()
    }

    func drain() -> [Seen] {
        var all: [Seen] = []
        tap.poll(timeout: .zero) { event, head, tail in
            all.append(Seen(event: event, head: Self.bytes(head), tail: Self.bytes(tail)))
        }
        return all
    }

    private static func bytes(_ span: RawSpan) -> [UInt8] { span.withUnsafeBytes { Array($0) } }

    /// What the fixture sends: the first `count` bytes of it.
    static func pattern(_ count: Int) -> [UInt8] { (0..<count).map { UInt8($0 % 251) } }
}

extension [SocketTapBench.Seen] {
    var actions: [SocketTapEvent.Action] { map(\.action) }
    var wrote: [SocketTapBench.Seen] { filter { if case .wrote = $0.action { true } else { false } } }
    var read: [SocketTapBench.Seen] { filter { if case .read = $0.action { true } else { false } } }
    var opened: [(ends: SocketEnds, accepted: Bool?)] {
        compactMap { if case .opened(let ends, let accepted) = $0.action { (ends, accepted) } else { nil } }
    }
}
