import GlassModel

/// What of perf events this process may use, as the kernel answers when it is asked for one.
public enum PerfAccess: Sendable, Equatable {
    /// The kernel and what runs above it.
    case full
    /// Only what runs above the kernel.
    case userOnly
    case forbidden
    /// The kernel has none.
    case missing

    /// Opens an event on the calling thread, and closes it again.
    public static var own: PerfAccess {
        if (try? opens(seesKernel: true)) != nil { return .full }
        do throws(SystemError) {
            try opens(seesKernel: false)
            return .userOnly
        } catch {
            return error.errno == .notPermitted || error.errno == .permissionDenied ? .forbidden : .missing
        }
    }

    private static func opens(seesKernel: Bool) throws(SystemError) {
        _ = try PerfEvent(.probe(seesKernel: seesKernel), of: ThreadID(0), on: -1)
    }
}

extension PerfEvent.Description {
    /// One that hardly ever happens, to see whether it may be opened.
    public static func probe(seesKernel: Bool) -> PerfEvent.Description {
        PerfEvent.Description(
            trigger: .cpuTime(period: Nanoseconds(1_000_000_000)), stackSize: 0, seesKernel: seesKernel,
            followsChildren: false)
    }
}
