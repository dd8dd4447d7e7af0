import GlassModel

/// `/proc/<pid>/task/<tid>/syscall`: where a thread that waits stands. proc(5).
public enum BlockedCall: Sendable {
    /// The thread runs, or is ready to.
    case running
    /// It waits in a system call.
    case inSystemCall(number: Int, arguments: [6 of UInt64], pointers: CodeAndStack)
    /// It waits outside any system call: in a page fault, or stopped.
    case elsewhere(CodeAndStack)

    /// A thread's user instruction and stack pointers.
    public struct CodeAndStack: Hashable, Sendable {
        public let instruction: VirtualAddress
        public let stack: VirtualAddress
    }

    public init?(_ text: Span<UInt8>) {
        var scanner = TextScanner()
        if let word = scanner.word(text), text.equals("running", word) {
            self = .running
            return
        }
        scanner = TextScanner()
        guard let number = scanner.signed(text) else { return nil }
        var arguments = [6 of UInt64](repeating: 0)
        if number >= 0 {
            for place in arguments.indices {
                guard let argument = scanner.hexadecimal(text) else { return nil }
                arguments[place] = argument
            }
        }
        guard let stack = scanner.hexadecimal(text), let instruction = scanner.hexadecimal(text) else { return nil }
        let pointers = CodeAndStack(instruction: VirtualAddress(instruction), stack: VirtualAddress(stack))
        self =
            number >= 0
            ? .inSystemCall(number: Int(clamping: number), arguments: arguments, pointers: pointers)
            : .elsewhere(pointers)
    }
}
