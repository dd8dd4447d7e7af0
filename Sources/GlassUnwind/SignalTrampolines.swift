import GlassModel

/// Recognises the code that a signal handler returns to, by its machine code: the kernel's interface is fixed there,
/// and unwind rules for it are missing in some C libraries.
final class SignalTrampolines {
    private static let memoryLimit = 16_384

    private var known: [VirtualAddress: Bool] = [:]

    func contains(_ address: VirtualAddress, _ context: UnwindContext) -> Bool {
        if let known = known[address] { return known }
        if known.count >= Self.memoryLimit { known.removeAll() }
        let answer = Self.isTrampoline(address, context)
        known[address] = answer
        return answer
    }

    func removeAll() { known.removeAll() }

    private static func isTrampoline(_ address: VirtualAddress, _ context: UnwindContext) -> Bool {
        guard let code = context.code(at: address) else { return false }
        return context.registers.architecture.signalTrampolines.contains { code.starts(with: $0) }
    }
}
