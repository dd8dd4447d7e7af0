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

struct ThreadTests {
    @Test func theKernelTellsWhoseThreadItIs() {
        let (own, thread) = (ProcessID(getpid()), ThreadID(Int32(getpid())))
        #expect(thread.belongs(to: own))
        #expect(!thread.belongs(to: ProcessID(getppid())))
        #expect(!ThreadID(.max).belongs(to: own))
        #expect(!ThreadID(0).belongs(to: own) && !thread.belongs(to: ProcessID(-1)))
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
