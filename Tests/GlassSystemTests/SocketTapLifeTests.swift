import GlassModel
import GlassTestSupport
import Testing

@testable import GlassSystem

extension SocketTapSuites {
    /// From when to when a connection is known.
    @Suite struct SocketTapLifeTests {
        @Test func connectionsThatAreOpenAlreadyArePickedUp() throws {
            let bench = try SocketTapBench(attaching: false)
            try bench.tell("open tcp")
            try bench.tap.attach()
            let seen = try bench.seen("send write 5", "receive read 5")
            #expect(seen.opened.map(\.accepted) == [nil, nil])
            #expect(seen.wrote.count == 1 && seen.read.count == 1)
        }

        @Test func attachingAgainAnnouncesAgain() throws {
            let bench = try SocketTapBench()
            #expect(try bench.seen("open tcp", "send write 5").opened.count == 2)
            bench.tap.detach()
            #expect(try bench.seen("receive read 5").isEmpty)
            try bench.tap.attach()
            let seen = try bench.seen("send write 6", "receive read 6", "send write 7")
            #expect(seen.opened.count == 2)
            #expect(
                seen.actions.filter { if case .opened = $0 { false } else { true } }
                    == [.gap, .wrote(total: 6), .gap, .read(total: 6), .wrote(total: 7)])
        }

        @Test func attachingAgainAndAgainAnnouncesEachTime() throws {
            let bench = try SocketTapBench(attaching: false)
            try bench.tell("open tcp")
            for _ in 0..<5 {
                try bench.tap.attach()
                let seen = try bench.seen("send write 1", "send write 1")
                #expect(seen.opened.count == 1 && seen.wrote.count == 2)
                bench.tap.detach()
            }
        }

        @Test func whatWasClosedWhileNobodyLookedIsNotMistakenForWhatFollows() throws {
            let bench = try SocketTapBench()
            let first = try bench.seen("open tcp", "send write 1", "receive read 1")
            bench.tap.detach()
            try bench.tell("close client")
            try bench.tell("close server")
            try bench.tap.attach()
            let second = try bench.seen("open tcp", "send write 1", "receive read 1")
            #expect(second.filter { $0.action == .closed }.map(\.event.inode) == first.prefix(2).map(\.event.inode))
            #expect(second.opened.map(\.accepted) == [false, true])
            #expect(!second.actions.contains(.gap))
            #expect(Set(second.suffix(2).map(\.event.inode)).isDisjoint(with: first.map(\.event.inode)))
            #expect(try bench.seen("close client", "close server").actions == [.closed, .closed])
        }

        @Test func theEndOfAConnectionIsTold() throws {
            let bench = try SocketTapBench()
            let opened = try bench.seen("open tcp")
            let half = try bench.seen("shut client", "receive read 10")
            #expect(half.actions == [.read(total: 0)])
            let closed = try bench.seen("close client", "close server")
            #expect(closed.actions == [.closed, .closed])
            #expect(closed.map(\.event.inode) == opened.map(\.event.inode))
        }

        @Test func aDescriptorThatIsUsedAgainIsAnotherConnection() throws {
            let bench = try SocketTapBench()
            let first = try bench.tell("open tcp") + bench.tell("send write 3")
            try bench.tell("close client")
            try bench.tell("close server")
            let second = try bench.tell("open tcp") + bench.tell("send write 4")
            #expect(first.first == second.first, "the same descriptor")
            let wrote = bench.drain().wrote
            #expect(wrote.map(\.action) == [.wrote(total: 3), .wrote(total: 4)])
            #expect(wrote.first?.event.inode != wrote.last?.event.inode)
        }
    }
}
