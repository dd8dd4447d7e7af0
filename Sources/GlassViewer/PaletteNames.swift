import GlassAnalysis
import GlassModel

/// The names in a recording that the palette finds.
struct PaletteNames: Sendable {
    private(set) var functions = FuzzyIndex()
    private(set) var routes = FuzzyIndex()
    private(set) var threads = FuzzyIndex()
    private(set) var threadKeys: [ThreadKey] = []

    /// Takes in what was recorded since the last time. Threads are few and may change their names.
    mutating func extend(with profile: Profile) {
        for function in profile.functions[functions.count...] { functions.append(function.function) }
        for route in profile.routes[routes.count...] { routes.append(route.name) }
        threads = FuzzyIndex()
        threadKeys = profile.threads.keys.sorted()
        for key in threadKeys { threads.append(profile.threads[key].map { "\($0.name) \($0.thread)" } ?? "") }
    }
}

/// All names that matched a query, so that the next letter need not look at the others.
struct PaletteMatches: Sendable {
    let text: String
    let functions: FuzzyIndex.Matches
    let routes: FuzzyIndex.Matches
    let threads: FuzzyIndex.Matches
}
