import GlassModel

/// Code objects by address: memory of one that died is soon another's. Which one a frame meant is known by what was read of
/// it while the frame stood still; one that was the same so often is trusted to be the same until it is seen to have
/// changed, and then only compared in every round, after the fact.
struct PythonCodeCache {
    /// Beyond this all are dropped; a program has some ten thousand.
    static let maximumCount = 1 << 16

    private(set) var hits = 0
    private(set) var misses = 0
    /// Addresses at which another code object stood than before.
    private(set) var replaced = 0
    private var round = 0
    private var entries: [VirtualAddress: Entry] = [:]

    private struct Entry {
        let code: PythonCode
        /// In which it was seen to stand there still, after the captures of that round; nil where it has not been looked at.
        var round: Int?
        /// How many captures met it while its frame stood still.
        var sightings = 0
    }

    /// Sightings that make a code object trusted: more, each time that one proves to have been replaced.
    private var sightingsForTrust = 12
    /// A code object that was met as often is not one of those that a program drops all the time.
    private static let maximumSightings = 1 << 14

    /// From here on, what is known is to be checked again.
    mutating func beginRound() { round += 1 }

    /// The code object at an address, or nil where there is none.
    mutating func code(
        at address: VirtualAddress, globals: VirtualAddress?, _ objects: PythonObjects<some MemoryReader>
    ) -> PythonCode? {
        if let entry = entries[address], entry.round == round {
            hits += 1
            return entry.code
        }
        guard let identity = PythonCode.Identity(at: address, objects) else {
            entries[address] = nil
            return nil
        }
        if let entry = entries[address], entry.code.identity == identity {
            hits += 1
            entries[address]?.round = round
            return entry.code
        }
        return read(address, identity, globals, objects)
    }

    /// The code object of which this is known; nil where it is no longer there, and had neither been read before nor copied
    /// while it was.
    mutating func code(
        at address: VirtualAddress, _ identity: PythonCode.Identity, copied texts: PythonCodeTexts?,
        globals: VirtualAddress?, _ objects: PythonObjects<some MemoryReader>
    ) -> PythonCode? {
        if let entry = entries[address], entry.code.identity == identity {
            hits += 1
            return entry.code
        }
        if let texts,
            let code = PythonCode(at: address, identity, copied: texts, globals: globals, objects)
        {
            keep(code, at: address, round: nil)
            return code
        }
        guard let code = read(address, identity, globals, objects) else { return nil }
        // It may have died while it was read.
        guard PythonCode.Identity(at: address, objects) == identity else {
            entries[address] = nil
            return nil
        }
        return code
    }

    /// A capture met these, and found them to be what they are known as.
    mutating func noteSightings(of addresses: some Sequence<VirtualAddress>) {
        for address in addresses { entries[address]?.sightings += 1 }
    }

    /// Those of the code objects in which an executor's thread runs what it was given.
    func executors(among addresses: some Sequence<VirtualAddress>) -> [VirtualAddress: ExecutorFrame] {
        var executors: [VirtualAddress: ExecutorFrame] = [:]
        for address in addresses { executors[address] = entries[address]?.code.executor }
        return executors
    }

    func executor(at address: VirtualAddress) -> PythonFunction? {
        entries[address].flatMap { $0.code.executor == nil ? nil : $0.code.function }
    }

    func isTrusted(_ address: VirtualAddress) -> Bool {
        entries[address].map { $0.sightings >= sightingsForTrust } ?? false
    }

    /// The code object that was trusted to stand here; nil where that proves wrong.
    mutating func unchangedCode(
        at address: VirtualAddress, _ objects: PythonObjects<some MemoryReader>
    ) -> PythonCode? {
        guard let entry = entries[address] else { return nil }
        if entry.round != round {
            guard PythonCode.Identity(at: address, objects) == entry.code.identity else {
                entries[address] = nil
                replaced += 1
                sightingsForTrust = min(2 * sightingsForTrust, Self.maximumSightings)
                return nil
            }
            entries[address]?.round = round
        }
        hits += 1
        return entry.code
    }

    private mutating func read(
        _ address: VirtualAddress, _ identity: PythonCode.Identity, _ globals: VirtualAddress?,
        _ objects: PythonObjects<some MemoryReader>
    ) -> PythonCode? {
        guard let code = PythonCode(at: address, identity, globals: globals, objects) else {
            if entries.removeValue(forKey: address) != nil { replaced += 1 } else { misses += 1 }
            return nil
        }
        keep(code, at: address, round: round)
        return code
    }

    private mutating func keep(_ code: PythonCode, at address: VirtualAddress, round: Int?) {
        if entries[address] != nil { replaced += 1 } else { misses += 1 }
        if entries.count >= Self.maximumCount { entries = [:] }
        entries[address] = Entry(code: code, round: round)
    }

    /// Those of the code objects that need not be copied again as long as they stay the same.
    func known(of codes: [VirtualAddress: PythonCode.Identity]) -> [VirtualAddress: PythonCode.Identity] {
        codes.filter { entries[$0.key]?.code.identity == $0.value }
    }
}
