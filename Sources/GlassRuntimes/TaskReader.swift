import GlassModel

/// Finds the current task of a stopped thread in two blocks of memory that were copied meanwhile: the dict of tasks,
/// and the keys block that it had when it was last seen. It allocates nothing.
public struct TaskReader: Sendable {
    /// The bytes to copy from the dict of tasks on.
    public let dictionaryByteCount: Int
    /// The bytes to copy of a keys block where nothing else is known: all of it, for five loops at once.
    public static let usualKeysByteCount = 256
    /// A larger one is not read while a thread is stopped.
    static let maximumKeysByteCount = 1 << 16

    public enum Reading: Hashable, Sendable {
        /// The address of the task object, which is its `id()`.
        case task(VirtualAddress)
        /// The thread's loop runs no task now: it polls, or calls back.
        case none
        /// The dict's keys stand elsewhere now, or are more than were copied: copy these and read again.
        case needsKeys(at: VirtualAddress, byteCount: Int)
        /// What was copied is no dict; ask ``PythonRuntime/runningLoops(_:)`` again.
        case invalid
    }

    private let loop: VirtualAddress
    private let layout: DictionaryLayout

    /// For a loop whose task is said in a dict of this layout.
    public init(_ loop: RunningLoop, _ layout: DictionaryLayout) {
        self.loop = loop.loop
        self.layout = layout
        dictionaryByteCount = layout.objectSize
    }

    /// - Parameters:
    ///   - dictionary: What was copied from the dict of tasks on.
    ///   - keys: What was copied from `keysAddress` on; empty, at any address, where nothing was.
    public func read(
        dictionary: UnsafeRawBufferPointer, keys: UnsafeRawBufferPointer, at keysAddress: VirtualAddress
    ) -> Reading {
        guard let used: Int64 = dictionary.integer(layout.usedOffset), used >= 0,
            let pointer: UInt64 = dictionary.integer(layout.keysOffset), pointer != 0
        else { return .invalid }
        if used == 0 { return .none }
        guard pointer == keysAddress.rawValue, keys.count >= layout.indicesOffset else {
            return .needsKeys(at: VirtualAddress(pointer), byteCount: Self.usualKeysByteCount)
        }
        guard let table = DictionaryTable(keys, layout) else { return .invalid }
        return search(keys, table, at: keysAddress)
    }

    private func search(_ keys: UnsafeRawBufferPointer, _ table: DictionaryTable, at address: VirtualAddress) -> Reading
    {
        let (size, overflow) = table.entryCount.multipliedReportingOverflow(by: table.entrySize)
        let end = table.entriesOffset &+ size
        guard !overflow, end <= Self.maximumKeysByteCount else { return .invalid }
        guard end <= keys.count else { return .needsKeys(at: address, byteCount: end) }
        var offset = end - table.entrySize
        while offset >= table.entriesOffset {
            if let entry = table.entry(keys, at: offset), entry.key == loop { return .task(entry.value) }
            offset -= table.entrySize
        }
        return .none
    }
}
