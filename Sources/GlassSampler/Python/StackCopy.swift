import GlassModel
import GlassRuntimes
import GlassSystem

/// Memory of a thread that stands still. The first regions that are copied of it bring its native stack along: a call of the
/// system costs more in a stop than what it copies.
struct StackCopy: MemoryReader {
    private let stack: CapturedStack
    private let stackPointer: VirtualAddress
    private let memory: RemoteMemory

    init(of stack: CapturedStack, at stackPointer: VirtualAddress, from memory: RemoteMemory) {
        self.stack = stack
        self.stackPointer = stackPointer
        self.memory = memory
    }

    /// What has been copied of the native stack.
    var copied: NativeStack? { stack.count > 0 ? (stack.base, stack.bytes) : nil }

    func read(_ address: VirtualAddress, into buffer: UnsafeMutableRawBufferPointer) -> Bool {
        let count: Int = memory.read(address, into: buffer)
        return count == buffer.count
    }

    func copy(_ regions: [MemoryRegion], into buffer: UnsafeMutableRawBufferPointer) -> Bool {
        guard stack.count == 0 else { return memory.copy(regions, into: buffer) }
        return stack.copyStack(at: stackPointer, from: memory, beside: regions, into: buffer)
    }
}
