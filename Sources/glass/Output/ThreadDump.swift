import GlassAnalysis
import GlassModel

/// Where the threads of a process stood at one moment.
struct ThreadDump: Encodable {
    let process: Int32
    let command: String
    let threads: [Thread]
    /// Variables whose values changed while they were read, or could not be read, where variables were asked for.
    let missedLocals: Int?

    struct Thread: Encodable {
        let id: Int32
        let process: Int32
        let name: String
        /// `running`, `waiting in read`, `waiting for the GIL`, or what else keeps it from running.
        let state: String
        /// Innermost first.
        let frames: [Frame]
    }

    struct Frame: Encodable {
        let function: String
        let kind: String
        let module: String?
        let file: String?
        let line: Int32?
        /// Where they were asked for, and Python says them.
        var locals: [Local]?
    }

    struct Local: Encodable {
        let name: String
        let isArgument: Bool
        /// As Python writes it; `*` where it is redacted.
        let value: String
    }

    init(_ profile: Profile, _ samples: [ThreadKey: Sample], _ locals: [ThreadKey: ThreadLocals]?) {
        process = profile.info.process.rawValue
        command = profile.info.commandLine
        let variables = locals?.values.flatMap(\.frames).flatMap(\.variables)
        missedLocals = variables.map { $0.count { $0.isMissed } }
        threads = profile.threads.values.compactMap { thread in
            guard thread.ended == nil, let sample = samples[thread.key] else { return nil }
            let frames = Array(profile.frames(of: sample.stack).reversed())
            let ofFrames = Self.matched(locals?[thread.key]?.frames ?? [], frames)
            return Thread(
                id: thread.thread.rawValue, process: thread.process.rawValue, name: thread.name,
                state: Self.state(frames.first),
                frames: zip(frames, ofFrames).map { frame, locals in
                    Frame(
                        function: frame.function, kind: String(describing: frame.kind),
                        module: frame.module.map(profile.moduleName), file: frame.file, line: frame.line, locals: locals
                    )
                })
        }
    }

    /// For each frame of a stack the variables of the Python frame that it is: both are in the same order.
    private static func matched(_ locals: [ThreadLocals.Frame], _ frames: [GlassModel.Frame]) -> [[Local]?] {
        var rest = locals[...]
        return frames.map { frame in
            guard let next = rest.first, frame.kind == .python, frame.function.hasSuffix(next.function),
                frame.file == next.file
            else { return nil }
            rest.removeFirst()
            return next.variables.map { Local(name: $0.name, isArgument: $0.isArgument, value: $0.value) }
        }
    }

    private static func state(_ innermost: GlassModel.Frame?) -> String {
        guard let innermost, innermost.kind == .systemCall else { return "running" }
        switch innermost.function {
        case "[waiting for the GIL]": return "waiting for the GIL"
        case "[blocked]": return "stopped, or waiting for memory"
        default: return "waiting in \(innermost.function.trimmingBrackets)"
        }
    }

    /// For people: as debuggers print stacks.
    var text: String {
        var text = "Process \(process): \(command.printable)\n"
        for thread in threads {
            let owner = thread.process == process ? "" : " of process \(thread.process)"
            text += "\nThread \(thread.id)\(owner) \"\(thread.name.printable)\": \(thread.state)\n"
            for frame in thread.frames {
                text += "    \(frame.line(in: self))\n"
                for local in frame.locals ?? [] {
                    text += "        \(local.name.printable) = \(local.value.printable)\n"
                }
            }
        }
        if let missedLocals, missedLocals > 0 {
            text += "\nValues that changed while they were read, or could not be read: \(missedLocals)\n"
        }
        return text
    }
}

extension ThreadDump.Frame {
    /// `burn (known.py:24)`, `epoll_wait (libc.so.6)`.
    fileprivate func line(in dump: ThreadDump) -> String {
        let name = file.flatMap { $0.split(separator: "/").last.map(String.init) }
        let place = name.map { name in line.map { "\(name):\($0)" } ?? name } ?? module
        return place.map { "\(function.printable) (\($0.printable))" } ?? function.printable
    }
}

extension String {
    /// Without brackets around it: `[futex]` is `futex`.
    fileprivate var trimmingBrackets: String {
        hasPrefix("[") && hasSuffix("]") && count > 2 ? String(dropFirst().dropLast()) : self
    }
}
