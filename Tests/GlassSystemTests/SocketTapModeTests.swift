import GlassModel
import GlassTestSupport
import Testing

@testable import GlassSystem

extension SocketTapSuites {
    /// What the mode that looks at sockets alone has in common with the other, and what it lacks.
    @Suite(.enabled(if: SocketTapBench.canWatchSocketsOnly, "needs Linux 6.3"))
    struct SocketTapModeTests {
        private func bench() throws -> SocketTapBench { try SocketTapBench(mode: .socketsOnly) }

        @Test(arguments: ["write", "send", "writev", "sendmsg"], ["read", "recv", "readv", "recvmsg"])
        func bytesAreTheSame(send: String, receive: String) throws {
            let bench = try bench()
            for (family, count) in [("tcp", 1), ("unix", 4_100), ("tcp6", 20_000)] {
                let seen = try bench.seen("open \(family)", "send \(send) \(count)", "receive \(receive) \(count)")
                let pattern = SocketTapBench.pattern(count)
                let moved = seen.wrote + seen.read
                #expect(moved.map(\.action) == [.wrote(total: count), .read(total: count)])
                for one in moved {
                    #expect(one.head == Array(pattern.prefix(SocketTap.maximumHead)))
                    #expect(one.tail == Array(pattern.dropFirst(SocketTap.maximumHead).suffix(SocketTap.maximumTail)))
                }
            }
        }

        @Test func connectionsAreToldOfWithTheirFirstBytes() throws {
            let bench = try bench()
            #expect(try bench.seen("open tcp").isEmpty)
            let seen = try bench.seen("send write 5", "peek", "receive recv 5")
            #expect(seen.opened.map(\.accepted) == [nil, nil])
            #expect(seen.opened.first?.ends.local == seen.opened.last?.ends.peer)
            #expect(seen.count == 4)
        }

        @Test func sentFilesAreCounted() throws {
            let totals = try bench().seen("open tcp", "send sendfile 50000").wrote.map { seen in
                if case .wrote(let total) = seen.action { total } else { 0 }
            }
            #expect(totals.reduce(0, +) == 50_000)
        }

        @Test func theEndOfAConnectionIsTold() throws {
            let bench = try bench()
            let opened = try bench.seen("open tcp", "send write 5", "receive read 5")
            #expect(try bench.seen("shut client", "receive read 10").actions == [.read(total: 0)])
            let closed = try bench.seen("close client", "close server")
            #expect(closed.actions == [.closed, .closed])
            #expect(Set(closed.map(\.event.inode)) == Set(opened.map(\.event.inode)))
            #expect(closed.allSatisfy { $0.event.process == bench.process })
        }

        @Test func aDescriptorThatIsUsedAgainEndsTheUnixConnectionBefore() throws {
            let bench = try bench()
            let first = try bench.seen("open unix", "send write 3", "receive read 3")
            #expect(try bench.seen("close client", "close server").isEmpty)
            let second = try bench.seen("open unix", "send write 3", "receive read 3")
            #expect(
                second.filter { $0.action == .closed }.map(\.event.inode) == first.prefix(1).map(\.event.inode)
                    + first.suffix(1).map(\.event.inode))
            #expect(second.wrote.count == 1 && second.read.count == 1)
        }

        @Test func childrenAreWatchedAndOthersAreNot() throws {
            let bench = try bench()
            try bench.tell("child")
            let seen = bench.drain()
            #expect(seen.wrote.first?.head == Array("from the child".utf8))
            #expect(seen.read.count == 1)
            let other = try SocketTapBench(watching: false, mode: .socketsOnly)
            #expect(try other.seen("open tcp", "send write 5", "receive read 5").isEmpty)
        }

        @Test func oneModeFollowsTheOther() throws {
            let bench = try bench()
            #expect(try bench.seen("open tcp", "send write 5").wrote.count == 1)
            bench.tap.detach()
            try bench.tap.attach(.systemCalls)
            #expect(try bench.seen("turns 2", "send write 5").wrote.map(\.event.turn) == [2])
            bench.tap.detach()
            try bench.tap.attach(.socketsOnly)
            #expect(try bench.seen("send write 5").wrote.count == 1)
        }
    }
}
