import GlassModel
import GlassTestSupport
import GlassUnwind

/// A stack of a fixture, followed and named.
struct WalkedStack {
    let frames: [CodeAddress]
    /// Innermost first: the fixture's own functions by name, others as `?`.
    let names: [String]
    let result: UnwindResult

    /// Stacks of one thread of `fixture`, the first one unless told otherwise.
    static func take(_ count: Int, of fixture: RunningFixture, thread: ThreadID? = nil) throws -> [WalkedStack] {
        let thread = thread ?? ThreadID(fixture.process.rawValue)
        let captures = try StackCapture.take(count, of: thread, in: fixture.process)
        let map = try ProcessFiles.moduleMap(of: fixture.process)
        let unwinder = try Unwinder(architecture: .native)
        return captures.map { WalkedStack($0, unwinder, map, fixture.fixture) }
    }

    init(_ capture: StackCapture, _ unwinder: Unwinder, _ map: ModuleMap, _ fixture: Fixture) {
        var frames: [CodeAddress] = []
        result = capture.withSnapshot { unwinder.unwind($0, in: map, into: &frames) }
        names = frames.map { frame in
            guard let module = map.lookup(frame.lookup), module.path == fixture.executable else { return "?" }
            return fixture.symbols[module.moduleAddress(of: frame.lookup)] ?? "?"
        }
        self.frames = frames
    }

    /// The names from the innermost `name` outwards.
    func callers(of name: String) -> ArraySlice<String> { names.drop { $0 != name } }

    /// The kernel's frame stands between a handler and what the signal interrupted.
    var hasSignalReturnBehindHandler: Bool {
        guard let handler = names.lastIndex(of: "on_timer"), frames.indices.contains(handler + 2) else { return false }
        guard case .signalReturn = frames[handler + 1], case .instruction = frames[handler + 2] else { return false }
        return true
    }

    /// The function that a signal interrupted, if one did: beyond the innermost frame, only there is an instruction.
    var interruptedInstruction: String? {
        zip(frames, names).dropFirst().first { if case .instruction = $0.0 { true } else { false } }?.1
    }
}

extension [WalkedStack] {
    var shareThatReachesRoot: Double {
        isEmpty ? 0 : Double(filter { $0.result.end == .root }.count) / Double(count)
    }

    /// How the unwinds ended that did not reach the root: reason, innermost and outermost function, and how many.
    var otherEnds: [String: Int] {
        reduce(into: [:]) { ends, stack in
            guard stack.result.end != .root else { return }
            let place = "\(stack.names.first ?? "?") … \(stack.names.last ?? "?")"
            ends["\(stack.result.end.rawValue) at \(place)", default: 0] += 1
        }
    }
}

extension [WalkedStack] {
    func share(where condition: (WalkedStack) -> Bool) -> Double {
        isEmpty ? 0 : Double(filter(condition).count) / Double(count)
    }
}
