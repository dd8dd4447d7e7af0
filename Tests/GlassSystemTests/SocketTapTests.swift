import GlassModel
import GlassTestSupport
import Glibc
import Testing

@testable import GlassSystem

/// One after another: each tap costs every process of the machine something.
@Suite(.serialized, .enabled(if: SocketTapBench.isPossible, "\(SocketTapBench.obstacle ?? "")"))
enum SocketTapSuites {}

extension SocketTapSuites {
    @Suite struct SocketTapTests {
        @Test(arguments: ["tcp", "tcp6", "unix"])
        func aConnectionIsSeenFromBothItsEnds(family: String) throws {
            let seen = try SocketTapBench().seen("open \(family)", "send write 100", "receive read 100")
            #expect(seen.opened.map(\.accepted) == [false, true])
            #expect(Array(seen.actions.suffix(2)) == [.wrote(total: 100), .read(total: 100)])
            #expect(seen.suffix(2).allSatisfy { $0.head == SocketTapBench.pattern(100) && $0.tail == [] })
            #expect(seen.count == 4)
            #expect(seen[0].event.inode == seen[2].event.inode && seen[1].event.inode == seen[3].event.inode)
            #expect(seen[0].event.inode != seen[1].event.inode)
        }

        @Test func endsAreNamed() throws {
            let bench = try SocketTapBench()
            let inet = try bench.seen("open tcp").opened
            #expect(inet.allSatisfy { $0.ends.local.hasPrefix("127.0.0.1:") && $0.ends.peer.hasPrefix("127.0.0.1:") })
            #expect(inet.first?.ends.local == inet.last?.ends.peer && inet.first?.ends.peer == inet.last?.ends.local)
            let inet6 = try bench.seen("open tcp6").opened
            #expect(inet6.allSatisfy { $0.ends.local.hasPrefix("[::1]:") && $0.ends.peer.hasPrefix("[::1]:") })
            let unix = try bench.seen("open unix").opened
            #expect(unix.allSatisfy { $0.ends == SocketEnds(local: "unix", peer: "unix") } && unix.count == 2)
        }

        @Test(arguments: ["write", "send", "writev", "sendmsg"], ["read", "recv", "readv", "recvmsg"])
        func everyCallIsRead(send: String, receive: String) throws {
            let bench = try SocketTapBench()
            for count in [1, 77, 4_096, 4_100, 20_000] {
                let seen = try bench.seen("open tcp", "send \(send) \(count)", "receive \(receive) \(count)")
                let events = [try #require(seen.wrote.first), try #require(seen.read.first)]
                let pattern = SocketTapBench.pattern(count)
                for one in events {
                    #expect(one.head == Array(pattern.prefix(SocketTap.usualHead)))
                    #expect(one.tail == Array(pattern.dropFirst(SocketTap.usualHead).suffix(SocketTap.maximumTail)))
                }
                #expect(events.map(\.action) == [.wrote(total: count), .read(total: count)])
            }
        }

        @Test func sentFilesAreCounted() throws {
            let seen = try SocketTapBench().seen("open tcp", "send sendfile 5000")
            #expect(seen.wrote.map(\.action) == [.wrote(total: 5_000)])
            #expect(seen.wrote.first?.head == [])
        }

        @Test func whatIsOnlyLookedAtIsNotRead() throws {
            let seen = try SocketTapBench().seen("open tcp", "send write 9", "peek", "receive recv 9")
            #expect(seen.read.map(\.action) == [.read(total: 9)])
        }

        @Test func childrenAreWatched() throws {
            let bench = try SocketTapBench()
            let child = try bench.tell("child").first
            let seen = bench.drain()
            #expect(seen.allSatisfy { Int64($0.event.process.rawValue) == child })
            #expect(seen.opened.map(\.accepted) == [false, true])
            #expect(seen.wrote.first?.head == Array("from the child".utf8))
            #expect(seen.read.count == 1)
        }

        @Test func othersAreNotWatched() throws {
            let bench = try SocketTapBench(watching: false)
            #expect(try bench.seen("open tcp", "send write 5", "receive read 5", "child").isEmpty)
            try bench.tap.watch(bench.process)
            #expect(try bench.seen("send write 5").count == 2)
            bench.tap.unwatch(bench.process)
            #expect(try bench.seen("send write 5").isEmpty)
        }

        @Test func eventsNameTheirThread() throws {
            let bench = try SocketTapBench()
            let number = try bench.tell("open tcp") + bench.tell("send write 1") + bench.tell("other-thread").suffix(1)
            let seen = bench.drain()
            #expect(seen.allSatisfy { $0.event.process == bench.process })
            #expect(seen.wrote.map(\.event.thread.rawValue) == [bench.process.rawValue])
            #expect(seen.read.map { Int64($0.event.thread.rawValue) } == number.suffix(1))
        }

        @Test func waitsForManyThingsAreTurns() throws {
            let bench = try SocketTapBench()
            let seen = try bench.seen("open tcp", "send write 1", "send write 1", "turns 7", "send write 1")
            let turns = seen.wrote.map(\.event.turn)
            #expect(turns.count == 3)
            #expect(turns[1] == turns[0])
            #expect(turns[2] == turns[1] + 7, "polls of one descriptor are none")
        }

        @Test func theThreadsClockIsTheKernels() throws {
            let bench = try SocketTapBench()
            try bench.tell("open tcp")
            var own: [Int64] = []
            for _ in 0..<4 {
                own += try bench.tell("send write 1").suffix(1)
                try bench.tell("spin 20")
            }
            let seen = bench.drain().wrote.map(\.event.cpu.rawValue)
            try #require(seen.count == 4)
            // The fixture reads its clock a little later than the tap: the differences agree but for the few calls between.
            for (before, after) in [(0, 1), (1, 2), (2, 3)] {
                let difference = (seen[after] - seen[before]) - (own[after] - own[before])
                #expect(abs(difference) < 2_000_000, "\(difference) ns")
            }
        }

        @Test func timesAreThoseOfTheMonotonicClock() throws {
            let bench = try SocketTapBench()
            let before = Clocks.monotonic
            let seen = try bench.seen("open tcp", "send write 1")
            let times = seen.map(\.event.time)
            #expect(times == times.sorted())
            #expect(try #require(times.first) >= before && #require(times.last) <= Clocks.monotonic)
        }

        @Test func theAsyncioTaskIsFound() throws {
            let bench = try SocketTapBench()
            let tasks = VirtualAddress(UInt64(try #require(try bench.tell("publish").first)))
            let thread = ThreadID(bench.process.rawValue)
            #expect(try bench.seen("open tcp", "send write 1").wrote.map(\.event.task) == [0])
            try bench.tap.setEventLoop(AsyncioEventLoop(loop: VirtualAddress(0x3333), currentTasks: tasks), of: thread)
            #expect(try bench.seen("send write 1").wrote.map(\.event.task) == [0x3000])
            try bench.tap.setEventLoop(AsyncioEventLoop(loop: VirtualAddress(0x2222), currentTasks: tasks), of: thread)
            #expect(try bench.seen("send write 1").wrote.map(\.event.task) == [0x2000])
            let wrong = AsyncioEventLoop(loop: VirtualAddress(0x2222), currentTasks: VirtualAddress(8))
            try bench.tap.setEventLoop(wrong, of: thread)
            #expect(try bench.seen("send write 1").wrote.map(\.event.task) == [0])
            try bench.tap.setEventLoop(nil, of: thread)
            #expect(try bench.seen("send write 1").wrote.map(\.event.task) == [0])
        }

        @Test func lossesAreCountedAndMarked() throws {
            let bench = try SocketTapBench()
            let rounds = 70_000
            try bench.tell("open tcp")
            try bench.tell("flood \(rounds)")
            let kept = bench.drain()
            let lost = bench.tap.lostEvents
            #expect(lost > 0, "the ring holds 8 MiB")
            #expect(Int64(kept.wrote.count + kept.read.count) + lost == Int64(2 * rounds))
            #expect(!kept.actions.contains(.gap))
            let after = try bench.seen("send write 7", "receive read 7", "send write 7")
            #expect(after.actions == [.gap, .wrote(total: 7), .gap, .read(total: 7), .wrote(total: 7)])
            #expect(bench.tap.cost > .zero)
        }

        @Test func nothingIsLeftBehind() throws {
            let before = try Self.kernelObjects()
            do {
                let tap = try SocketTap()
                try tap.attach()
                #expect(tap.isAttached)
                #expect(try Self.kernelObjects() > before)
            }
            #expect(try Self.kernelObjects() == before)
        }

        /// How many maps, programs and attachments this process holds.
        private static func kernelObjects() throws -> Int {
            try ProcFiles.names(in: "/proc/self/fd").count { name in
                var target = [CChar](repeating: 0, count: 64)
                let count = readlink("/proc/self/fd/\(name)", &target, target.count)
                let text = target.prefix(max(0, count)).map { UInt8(bitPattern: $0) }
                return String(decoding: text, as: UTF8.self).hasPrefix("anon_inode:bpf")
            }
        }
    }
}
