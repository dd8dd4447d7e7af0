import GlassModel

/// The bare chain of frames: pointers that are not yet believed.
struct PythonChain: Hashable, Sendable {
    var calls: [Call] = []
    var end: PythonStackEnd = .root

    struct Call: Hashable, Sendable {
        var frames: [RawFrame] = []
        var stackAddress: VirtualAddress?
    }

    struct RawFrame: Hashable, Sendable {
        let address: VirtualAddress
        let code: VirtualAddress
        let globals: VirtualAddress?
        /// As the frame holds it: a pointer, or an index.
        let instruction: UInt64
    }
}

/// Follows a thread's frames from the innermost outwards and reads nothing else.
struct PythonFrameWalk<Memory: MemoryReader> {
    let layout: PythonLayout
    let memory: Memory

    /// Deeper stacks are cut.
    private static var maximumDepth: Int { 8192 }
    /// A call of the interpreter mostly has no more frames.
    private static var usualDepth: Int { 12 }

    /// The chain of a thread whose `PyThreadState` stands at `state`.
    func chain(from state: VirtualAddress) -> PythonChain {
        var walk = Walk()
        switch layout.thread.current {
        case .inThread(let offset):
            guard let frame: UInt64 = memory.integer(at: state + offset) else { return PythonChain(end: .unreadable) }
            walk.next = VirtualAddress(pointer: frame)
        case .throughCallRecord(let offset, let frame, _):
            guard let pointer: UInt64 = memory.integer(at: state + offset) else { return PythonChain(end: .unreadable) }
            guard let record = VirtualAddress(pointer: pointer) else { return walk.chain }
            guard let innermost: UInt64 = memory.integer(at: record + frame) else {
                return PythonChain(end: .unreadable)
            }
            (walk.record, walk.next) = (record, VirtualAddress(pointer: innermost))
        }
        // One buffer for all frames: the thread stands still meanwhile.
        withUnsafeTemporaryAllocation(byteCount: layout.frame.size, alignment: 8) { buffer in
            while let address = walk.next { step(&walk, to: address, buffer) }
        }
        walk.close(at: walk.record)
        return walk.chain
    }

    private struct Walk {
        var chain = PythonChain()
        var call = PythonChain.Call()
        var next: VirtualAddress?
        /// The record on the C stack that belongs to `call` (3.11).
        var record: VirtualAddress?
        var depth = 0
        /// A frame that was passed: whoever meets it again walks in a circle (Brent's algorithm).
        var landmark: VirtualAddress?
        var lap = 1

        mutating func stop(_ end: PythonStackEnd) {
            chain.end = end
            next = nil
        }

        mutating func close(at address: VirtualAddress?) {
            guard !call.frames.isEmpty else { return }
            call.stackAddress = address
            chain.calls.append(call)
            call = PythonChain.Call()
        }
    }

    private func step(_ walk: inout Walk, to address: VirtualAddress, _ buffer: UnsafeMutableRawBufferPointer) {
        guard walk.landmark != address else { return walk.stop(.cycle) }
        guard walk.depth < Self.maximumDepth else { return walk.stop(.tooDeep) }
        guard memory.read(address, into: buffer) else { return walk.stop(.unreadable) }
        walk.depth += 1
        if walk.depth == walk.lap {
            walk.landmark = address
            walk.lap *= 2
        }
        let frame = UnsafeRawBufferPointer(buffer)
        walk.next = frame.pointer(layout.frame.previous)
        take(frame, at: address, &walk)
    }

    private func take(_ frame: UnsafeRawBufferPointer, at address: VirtualAddress, _ walk: inout Walk) {
        if case .owner(let value) = layout.frame.boundary, let owner = layout.frame.owner,
            frame.integer(owner, as: UInt8.self).map({ $0 >= value }) == true
        {
            return walk.close(at: address)
        }
        guard let raw = layout.frame.raw(frame, at: address) else { return walk.stop(.garbage) }
        if walk.call.frames.isEmpty { walk.call.frames.reserveCapacity(Self.usualDepth) }
        walk.call.frames.append(raw)
        switch layout.frame.boundary {
        case .everyFrame: walk.close(at: nil)
        case .flag(let offset) where frame.integer(offset, as: UInt8.self) != 0: closeRecord(&walk)
        case .flag, .owner: break
        }
    }

    /// Goes on to the record of the next call outwards.
    private func closeRecord(_ walk: inout Walk) {
        walk.close(at: walk.record)
        guard case .throughCallRecord(_, _, let previous) = layout.thread.current else { return }
        walk.record = walk.record.flatMap { memory.pointer(at: $0 + previous) }
    }
}

extension PythonLayout.Frame {
    func raw(_ frame: UnsafeRawBufferPointer, at address: VirtualAddress) -> PythonChain.RawFrame? {
        // Since 3.14 the lowest bits say who counts the reference.
        guard let code = frame.integer(code, as: UInt64.self).flatMap({ VirtualAddress(pointer: $0 & ~3) }) else {
            return nil
        }
        let position: UInt64?
        switch instruction {
        case .index(let offset, _):
            position = frame.integer(offset, as: Int32.self).map { UInt64(bitPattern: Int64($0)) }
        case .previousUnit(let offset), .unit(let offset): position = frame.integer(offset)
        }
        return position.map {
            PythonChain.RawFrame(address: address, code: code, globals: frame.pointer(globals), instruction: $0)
        }
    }
}
