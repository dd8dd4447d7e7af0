import GlassCache
import GlassModel
import Synchronization

/// Where unwind rules come from.
public enum RuleSource: Sendable {
    /// From libunwind alone.
    case libunwind
    /// From tables that glass compiles, a module's when it is first needed.
    case tables
    /// From tables that are compiled when a module has been met some times, by whatever runs the work that is handed
    /// to it, on another thread; libunwind serves until then. What is compiled is kept in the cache, if there is one.
    case tablesInBackground(
        keptIn: BuildCache?, by: @Sendable (_ work: @escaping @Sendable () -> Void) -> Void)
}

/// The compiled rules of one ELF image: shared by all that unwind through it, in whatever process it is mapped.
final class CompiledRules: Sendable {
    private enum State {
        /// Asked for so many times.
        case wanted(Int)
        case compiling
        case ready(RuleTable)
        /// There is nothing to compile, or nothing that could be.
        case none
    }

    /// An answer to who asks for the rules.
    enum Answer {
        case ready(RuleTable)
        case notYet
        case none
    }

    /// Most programs hardly touch most of their libraries.
    private static let worthwhile = 64

    private let state = Mutex(State.wanted(0))

    /// The table of `image`, whose rules these are.
    func table(of image: ELFImage, from source: RuleSource) -> Answer {
        let (answer, mustCompile) = state.withLock { state in Self.ask(&state, source, isGo: image.goFunctions != nil) }
        guard mustCompile else { return answer }
        switch source {
        case .libunwind: return .none
        case .tables:
            compile(image, cache: nil)
            return table(of: image, from: source)
        case .tablesInBackground(let cache, _) where image.goFunctions != nil:
            // Nothing else knows how to unwind its code.
            compile(image, cache: cache)
            return table(of: image, from: source)
        case .tablesInBackground(let cache, let run):
            run { self.compile(image, cache: cache) }
            return .notYet
        }
    }

    private static func ask(_ state: inout State, _ source: RuleSource, isGo: Bool) -> (Answer, mustCompile: Bool) {
        switch (state, source) {
        case (_, .libunwind), (.none, _): return (.none, false)
        case (.ready(let table), _): return (.ready(table), false)
        case (.compiling, _): return (.notYet, false)
        case (.wanted(let count), .tablesInBackground) where count < worthwhile && !isGo:
            state = .wanted(count + 1)
            return (.notYet, false)
        case (.wanted, _):
            state = .compiling
            return (.notYet, true)
        }
    }

    private func compile(_ image: ELFImage, cache: BuildCache?) {
        let table = RuleTable.kept(of: image, in: cache) {
            RuleTable.merged(RuleTableCompiler.table(of: image), GoRuleTable.table(of: image))
        }
        state.withLock { $0 = table.map(State.ready) ?? .none }
    }
}
