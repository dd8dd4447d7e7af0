import CGlass
import GlassModel
import GlassUnwind
import Glibc

/// A thread's registers and stack, copied while it was stopped.
public struct StackCapture: Sendable {
    public let registers: RegisterSet
    public let stack: Region
    /// The process's first stack, where the thread was on another one.
    public let firstStack: Region?

    public struct Region: Sendable {
        public let base: VirtualAddress
        public var bytes: [UInt8]
        public let limit: VirtualAddress

        public init(base: VirtualAddress, bytes: [UInt8], limit: VirtualAddress) {
            self.base = base
            self.bytes = bytes
            self.limit = limit
        }
    }

    /// Lends it to `body` as the unwinder wants it, with at most `limit` bytes of each stack.
    public func withSnapshot<Result>(limit: Int = .max, _ body: (StackSnapshot) throws -> Result) rethrows -> Result {
        try stack.bytes.withUnsafeBytes { bytes in
            let main = StackRegion(
                base: stack.base, bytes: UnsafeRawBufferPointer(rebasing: bytes.prefix(limit)), limit: stack.limit)
            guard let firstStack else { return try body(StackSnapshot(registers: registers, stack: main)) }
            return try firstStack.bytes.withUnsafeBytes { more in
                let other = StackRegion(base: firstStack.base, bytes: more, limit: firstStack.limit)
                return try body(StackSnapshot(registers: registers, stack: main, interruptedStack: other))
            }
        }
    }

    public init(registers: RegisterSet, stack: Region, firstStack: Region? = nil) {
        self.registers = registers
        self.stack = stack
        self.firstStack = firstStack
    }

    /// ptrace's requests, which are macros in C.
    private enum Request {
        static let resume: Int32 = 7
        static let detach: Int32 = 17
        static let seize: Int32 = 0x4206
        static let interrupt: Int32 = 0x4207
    }

    /// Stops `thread` `count` times, each after it has run for about `pause` microseconds, and copies what it stands
    /// on. All from the calling thread, to which the kernel binds a tracer.
    public static func take(
        _ count: Int, of thread: ThreadID, in process: ProcessID, copying size: Int = 256 << 10, pause: UInt32 = 700
    ) throws -> [StackCapture] {
        let id = thread.rawValue
        guard cglass_ptrace(Request.seize, id, 0, 0) == 0 else {
            throw TestFailure("thread \(thread) cannot be seized: \(String(cString: strerror(errno)))")
        }
        defer {
            cglass_ptrace(Request.interrupt, id, 0, 0)
            waitForStop(id)
            cglass_ptrace(Request.detach, id, 0, 0)
        }
        var jitter = SystemRandomNumberGenerator()
        return (0..<count).compactMap { _ in
            usleep(UInt32.random(in: pause / 2...pause, using: &jitter))
            cglass_ptrace(Request.interrupt, id, 0, 0)
            var signal = waitForStop(id)
            // A signal on its way to the target came first; it gets it, and the stop that was asked for follows.
            while let number = signal, number != 0 {
                cglass_ptrace(Request.resume, id, 0, UInt(number))
                signal = waitForStop(id)
            }
            defer { cglass_ptrace(Request.resume, id, 0, 0) }
            return signal == nil ? nil : try? copy(thread, process, size)
        }
    }

    /// Nil where the thread is gone, 0 where it stopped as it was asked to, otherwise the signal that stopped it.
    @discardableResult
    private static func waitForStop(_ id: pid_t) -> Int32? {
        var status: Int32 = 0
        while waitpid(id, &status, 0x4000_0000) < 0 { if errno != EINTR { return nil } }
        guard status & 0xff == 0x7f else { return nil }
        return status >> 16 == 128 ? 0 : (status >> 8) & 0xff
    }

    private static func copy(_ thread: ThreadID, _ process: ProcessID, _ size: Int) throws -> StackCapture {
        var raw = cglass_user_registers()
        guard cglass_get_registers(thread.rawValue, &raw) == 0,
            let registers = withUnsafeBytes(of: &raw, { RegisterSet(architecture: .native, generalRegisters: $0) })
        else { throw TestFailure("no registers of thread \(thread)") }
        let mappings = try ProcessFiles.mappings(of: process)
        let pointer = registers.stackPointer
        guard let mapping = mappings.first(where: { $0.range.contains(pointer) }) else {
            throw TestFailure("the stack pointer of \(thread) is nowhere")
        }
        let limit = mapping.range.upperBound
        let start = max(mapping.range.lowerBound, pointer.advanced(by: -Architecture.native.redZone))
        let stack = region(of: process, from: start, size: size, limit: limit)
        guard mapping.path != "[stack]", thread.rawValue == process.rawValue,
            let first = mappings.first(where: { $0.path == "[stack]" })?.range.upperBound
        else { return StackCapture(registers: registers, stack: stack) }
        let other = region(of: process, from: first.advanced(by: -16_384), size: 16_384, limit: first)
        return StackCapture(registers: registers, stack: stack, firstStack: other)
    }

    private static func region(
        of process: ProcessID, from start: VirtualAddress, size: Int, limit: VirtualAddress
    ) -> Region {
        let count = min(size, Int(limit.rawValue - start.rawValue))
        return Region(base: start, bytes: memory(of: process, at: start, count: count), limit: limit)
    }

    /// As many bytes as can be read.
    static func memory(of process: ProcessID, at address: VirtualAddress, count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = max(0, cglass_read_memory(process.rawValue, buffer.baseAddress, UInt(address.rawValue), count))
        }
    }
}
