/// System calls by number; the numbers differ between architectures.
enum SystemCalls {
    /// As it stands in a stack: `[futex]`; `[system call 999]` for one that glass does not know.
    static func frameName(_ number: Int) -> String {
        guard names.indices.contains(number), names[number].utf8CodeUnitCount > 0 else {
            return "[system call \(number)]"
        }
        return "[\(names[number])]"
    }

    /// Whether a stop may interrupt a thread that waits in this call without the target's noticing. A call that is to
    /// receive all that was asked for (MSG_WAITALL) may have received a part, which the interruption would return.
    static func isRestartable(_ number: Int, arguments: [6 of UInt64]) -> Bool {
        let waitAll: UInt64 = 0x100
        if number == receiveFrom { return arguments[3] & waitAll == 0 }
        if number == receiveMessage { return arguments[2] & waitAll == 0 }
        return restartable.contains(number)
    }
}
