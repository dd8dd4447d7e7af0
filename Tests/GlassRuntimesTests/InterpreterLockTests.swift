import GlassModel
import Testing

@testable import GlassRuntimes

@Suite struct InterpreterLockTests {
    private func thread(lock: UInt64?) -> PythonThread {
        PythonThread(
            state: VirtualAddress(0x1000), interpreter: VirtualAddress(0x2000), native: ThreadID(1),
            lock: lock.map { VirtualAddress($0) }, pthread: 0)
    }

    @Test("Whoever waits on memory of the lock waits for it")
    func waiting() {
        let thread = thread(lock: 0x5000)
        for address: UInt64 in [0x5000, 0x5020, 0x50CF] { #expect(thread.isLock(at: address)) }
        for address: UInt64 in [0, 0x4FFF, 0x50D0, .max] { #expect(!thread.isLock(at: address)) }
        #expect(!self.thread(lock: nil).isLock(at: 0))
    }

    @Test("The last holder counts only while the lock is held")
    func holder() {
        let (lock, state) = (VirtualAddress(0x5000), VirtualAddress(7))
        func memory(_ holder: UInt8, isHeld: UInt8) -> MemorySnapshot {
            let bytes: [UInt8] = [holder, 0, 0, 0, 0, 0, 0, 0, isHeld, 0, 0, 0]
            return MemorySnapshot([MemoryBlock(address: VirtualAddress(0x5008), bytes: bytes)])
        }
        #expect(InterpreterLock.holder(of: lock, memory(7, isHeld: 1)) == state)
        #expect(InterpreterLock.holder(of: lock, memory(7, isHeld: 0)) == nil)
        #expect(InterpreterLock.holder(of: lock, memory(0, isHeld: 1)) == nil)
        #expect(InterpreterLock.holder(of: lock, MemorySnapshot([])) == nil)
        #expect(InterpreterLock.isHeld(by: state, at: lock, memory(7, isHeld: 1)) == true)
        #expect(InterpreterLock.isHeld(by: state, at: lock, memory(8, isHeld: 1)) == false)
        #expect(InterpreterLock.isHeld(by: state, at: lock, memory(7, isHeld: 0)) == false)
        #expect(InterpreterLock.isHeld(by: state, at: lock, MemorySnapshot([])) == nil)
    }
}
