import GlassModel
import GlassUnwind

/// Which system calls a program's instructions make, learnt from the samples that met a thread in one.
///
/// On its last way out of the kernel a thread cannot be interrupted. Whatever came for it by then, a timer or the word to stop,
/// meets it at the first instruction behind its call, and the time was the call's. Where calls are short that is a third of
/// them.
struct CallSites {
    private var numbers: [ProcessID: [VirtualAddress: Int]] = [:]
    private static let limit = 1 << 12

    /// The call that a thread is in, or comes from at this very moment.
    /// - Parameter call: The one that it is known to be in.
    mutating func call(_ call: Int?, of process: ProcessID, at registers: RegisterSet) -> Int? {
        let site = registers.instructionPointer
        guard let call else {
            return registers.isBehindSystemCall ? numbers[process]?[site] : nil
        }
        if numbers[process]?[site] != call { note(call, of: process, at: site) }
        return call
    }

    private mutating func note(_ call: Int, of process: ProcessID, at site: VirtualAddress) {
        if numbers[process, default: [:]].count >= Self.limit { numbers[process] = [:] }
        numbers[process, default: [:]][site] = call
    }

    mutating func forget(_ process: ProcessID) { numbers[process] = nil }
}
