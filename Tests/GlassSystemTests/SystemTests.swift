import GlassModel
import Glibc
import Testing

@testable import GlassSystem

struct TraceEventTests {
    @Test func statusesAreDecodedAsTheManualSays() {
        #expect(TraceEvent(0) == .exited(status: 0))
        #expect(TraceEvent(3 << 8) == .exited(status: 3))
        #expect(TraceEvent(SIGKILL) == .killed(signal: SIGKILL))
        #expect(TraceEvent(SIGSEGV | 0x80) == .killed(signal: SIGSEGV))
        #expect(TraceEvent(SIGUSR1 << 8 | 0x7F) == .receives(signal: SIGUSR1))
        #expect(TraceEvent((128 << 16) | SIGTRAP << 8 | 0x7F) == .stopped)
        #expect(TraceEvent((128 << 16) | SIGSTOP << 8 | 0x7F) == .groupStopped)
        #expect(TraceEvent((3 << 16) | SIGTRAP << 8 | 0x7F) == .cloned)
        #expect(TraceEvent((4 << 16) | SIGTRAP << 8 | 0x7F) == .execed)
        #expect(TraceEvent((6 << 16) | SIGTRAP << 8 | 0x7F) == .ending)
    }
}

struct MailboxTests {
    @Test func nothingIsLostBetweenThreads() throws {
        let mailbox = Mailbox<Int>(wakingAt: 16)
        let count = 10_000
        let sender = try OSThread(name: "sender") {
            for number in 0..<count { mailbox.send(number, urgently: number == count - 1) }
        }
        var all: [Int] = []
        var received: [Int] = []
        while all.count < count {
            mailbox.receive(into: &received, until: Clocks.monotonic + Nanoseconds(1_000_000_000))
            all += received
        }
        sender.join()
        #expect(all == Array(0..<count))
    }

    @Test func theDeadlineEndsAWait() {
        let mailbox = Mailbox<Int>(wakingAt: 2)
        mailbox.send(1)
        var received: [Int] = []
        mailbox.receive(into: &received, until: Clocks.monotonic)
        #expect(received == [1])
    }

    @Test func whatNobodyHasReadCanBeFolded() {
        let mailbox = Mailbox<Int>(wakingAt: 1)
        mailbox.send(1)
        mailbox.update { waiting in
            waiting[waiting.count - 1] += 41
            return false
        }
        var received: [Int] = []
        mailbox.receive(into: &received, until: Clocks.monotonic)
        #expect(received == [42])
    }

    @Test func aPatientReceiverIsWokenByWhatIsUrgentAlone() throws {
        let mailbox = Mailbox<Int>(wakingAt: 1)
        var received: [Int] = []
        // What waits is left where it is until the deadline, and then taken.
        mailbox.send(1)
        let begin = Clocks.monotonic
        mailbox.receive(into: &received, until: begin + Nanoseconds(20_000_000), patiently: true)
        #expect(received == [1])
        #expect(Clocks.monotonic - begin >= Nanoseconds(20_000_000))
        // What is urgent ends a wait that would take as long as the test.
        let sender = try OSThread(name: "sender") {
            for number in 0..<100 {
                mailbox.update { waiting in
                    waiting.append(number)
                    return number == 99
                }
            }
        }
        mailbox.receive(into: &received, until: Clocks.monotonic + Nanoseconds(600_000_000_000), patiently: true)
        sender.join()
        #expect(received == Array(0..<100))
    }
}

struct FileTests {
    @Test func aProcFileIsReadWhole() throws {
        let status = try ProcFiles.content(of: "/proc/self/status")
        #expect(String(decoding: status, as: UTF8.self).hasPrefix("Name:"))
        #expect(throws: SystemError.self) { try ProcFiles.content(of: "/proc/self/no such file") }
    }

    @Test func readingBeyondTheEndGivesLess() throws {
        let file = try ReadableFile("/proc/self/exe")
        #expect(file.bytes(at: 0, count: 4) == [0x7F, 0x45, 0x4C, 0x46])
        #expect(file.bytes(at: 1 << 50, count: 4) == [])
        #expect(file.bytes(at: .max, count: 4) == nil)
    }

    @Test func ownMemoryIsRead() {
        let bytes: [UInt8] = Array(0..<200)
        let copy = bytes.withUnsafeBytes { buffer in
            RemoteMemory(of: ProcessID(getpid())).bytes(
                at: VirtualAddress(UInt64(UInt(bitPattern: buffer.baseAddress))), count: 200)
        }
        #expect(copy == bytes)
        #expect(RemoteMemory(of: ProcessID(getpid())).bytes(at: VirtualAddress(1), count: 8) == nil)
    }

    @Test func devicesAreNumberedAsTheKernelWritesThem() {
        #expect(FileIdentity(major: 0xFD, minor: 1, inode: 7) == FileIdentity(device: 0xFD01, inode: 7))
    }
}
