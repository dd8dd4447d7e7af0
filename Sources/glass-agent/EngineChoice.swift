import ArgumentParser
import GlassModel
import GlassSampler
import GlassSystem

/// The engine that was asked for.
enum EngineChoice: String, ExpressibleByArgument, CaseIterable {
    case ptrace
    case perf
    /// `perf` where it shows all that `ptrace` does.
    case auto

    /// Samples with the engine that was asked for. For `auto` the choice is told, in a line `engine NAME: REASON`; and
    /// where `perf` fails after all, `ptrace` is taken. Where `perf` was asked for and does not show all, that is told in
    /// the same way.
    func record(_ options: SamplerOptions, _ record: (SamplerOptions) throws -> Void) throws {
        var options = options
        guard self == .auto else {
            options.engine = self == .perf ? .perf : .ptrace
            if self == .perf,
                let shortcoming = PerfRights.shortcoming(for: options.process, readsPython: options.python.isRead)
            {
                StandardLines.output("engine perf: \(shortcoming)")
            }
            return try record(options)
        }
        let choice = PerfRights.choose(for: options.process, readsPython: options.python.isRead)
        options.engine = choice.engine
        StandardLines.output("engine \(choice.engine.rawValue): \(choice.reason)")
        do {
            try record(options)
        } catch let error as AgentFailure where choice.engine == .perf && error.isBeforeSampling {
            StandardLines.output("engine ptrace: \(error.message)")
            options.engine = .ptrace
            try record(options)
        }
    }
}
