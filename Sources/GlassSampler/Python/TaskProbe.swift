import GlassModel
import GlassRuntimes
import GlassSystem

/// Reads which asyncio task a thread works for, while it is stopped or waits. It belongs to the tracer's thread and
/// allocates nothing once made.
final class TaskProbe {
    let loop: RunningLoop
    /// Of the dict of tasks, and where that is.
    private let reader: (TaskReader, dictionary: VirtualAddress)?
    private let memory: RemoteMemory
    private var keysAddress = VirtualAddress(0)
    private var keysCount = TaskReader.usualKeysByteCount
    private let dictionary: UnsafeMutableRawBufferPointer
    private let keys: UnsafeMutableRawBufferPointer

    init(_ loop: RunningLoop, memory: RemoteMemory) {
        self.loop = loop
        self.memory = memory
        switch loop.task {
        case .dictionary(let address, let layout):
            reader = (TaskReader(loop, layout), address)
            dictionary = .allocate(byteCount: layout.objectSize, alignment: 8)
            keys = .allocate(byteCount: 1 << 16, alignment: 8)
        case .pointer:
            reader = nil
            dictionary = .allocate(byteCount: MemoryLayout<UInt64>.size, alignment: 8)
            keys = .allocate(byteCount: 0, alignment: 8)
        }
    }

    deinit {
        dictionary.deallocate()
        keys.deallocate()
    }

    /// The address of the task; 0 where none runs or it could not be read.
    func currentTask() -> UInt64 {
        if case .pointer(let address) = loop.task {
            return memory.read(address, into: dictionary) == dictionary.count ? dictionary.load(as: UInt64.self) : 0
        }
        guard let (reader, address) = reader, memory.read(address, into: dictionary) == dictionary.count else {
            return 0
        }
        for _ in 0..<2 {
            let copied = UnsafeMutableRawBufferPointer(rebasing: keys[..<min(keysCount, keys.count)])
            let count = keysAddress.rawValue == 0 ? 0 : memory.read(keysAddress, into: copied)
            let block = UnsafeRawBufferPointer(rebasing: keys[..<count])
            switch reader.read(dictionary: UnsafeRawBufferPointer(dictionary), keys: block, at: keysAddress) {
            case .task(let task): return task.rawValue
            case .none, .invalid: return 0
            case .needsKeys(let address, let byteCount):
                keysAddress = address
                keysCount = byteCount
            }
        }
        return 0
    }
}
