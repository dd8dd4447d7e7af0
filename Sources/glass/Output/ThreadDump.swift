import GlassAnalysis
import GlassModel

/// Where the threads of a process stood at one moment.
struct ThreadDump: Encodable {
    let process: Int32
    let command: String
    let threads: [Thread]

    struct Thread: Encodable {
        let id: Int32
        let process: Int32
        let name: String
        /// `running`, `waiting` or `waiting for the GIL`.
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
    }

    init(_ profile: Profile, _ samples: [ThreadKey: Sample]) {
        process = profile.info.process.rawValue
        command = profile.info.commandLine
        threads = profile.threads.values.compactMap { thread in
            guard thread.ended == nil, let sample = samples[thread.key] else { return nil }
            let frames = profile.frames(of: sample.stack).reversed()
            return Thread(
                id: thread.thread.rawValue, process: thread.process.rawValue, name: thread.name,
                state: Self.state(frames.first),
                frames: frames.map { frame in
                    Frame(
                        function: frame.function, kind: String(describing: frame.kind),
                        module: frame.module.map(profile.moduleName), file: frame.file, line: frame.line)
                })
        }
    }

    private static func state(_ innermost: GlassModel.Frame?) -> String {
        guard let innermost, innermost.kind == .systemCall else { return "running" }
        let isLock = innermost.function == "[waiting for the GIL]"
        return isLock ? "waiting for the GIL" : "waiting in \(innermost.function.trimmingBrackets)"
    }

    /// For people: as debuggers print stacks.
    var text: String {
        var text = "Process \(process): \(command.printable)\n"
        for thread in threads {
            let owner = thread.process == process ? "" : " of process \(thread.process)"
            text += "\nThread \(thread.id)\(owner) \"\(thread.name.printable)\": \(thread.state)\n"
            for frame in thread.frames { text += "    \(frame.line(in: self))\n" }
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
