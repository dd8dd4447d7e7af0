import GlassAnalysis
import GlassModel

/// The list above the line for commands: what fits the text that is typed, the best first.
struct Palette: Sendable {
    /// At most so many rows are offered.
    static let limit = 200
    /// What a command's name counts more than a name of the recording that fits as well.
    private static let preference = 30

    private(set) var items: [PaletteItem] = []
    /// Why there are none.
    private(set) var problem: String?
    /// The row that Enter chooses; none where nothing was typed.
    private(set) var selected: Int?
    /// The first row that shows.
    private(set) var top = 0
    private var matches: PaletteMatches?

    /// Finds anew what fits.
    ///
    /// - Parameters:
    ///   - commands: What can be asked for whatever was recorded.
    ///   - names: Offered once something is typed.
    mutating func find(_ text: String, commands: [PaletteItem], names: PaletteNames, profile: Profile?) {
        top = 0
        let query = FuzzyQuery(text)
        guard !query.isEmpty else {
            (items, selected, matches, problem) = (commands, nil, nil, nil)
            return
        }
        let command = Self.commandWithArgument(text)
        let offered = command.map { name in commands.filter { $0.title.hasPrefix(name + " ") } } ?? commands
        var found = Self.rank(offered, query)
        if command == nil, let profile { found += rank(names, of: profile, query, text) }
        let best = found.sorted { ($1.score, $0.item.title.utf8.count) < ($0.score, $1.item.title.utf8.count) }
        items = Self.withCommand(text, before: best.prefix(Self.limit).map(\.item))
        selected = items.isEmpty ? nil : 0
        problem = items.isEmpty ? Self.problem(text) : nil
    }

    mutating func move(by rows: Int, height: Int) {
        guard !items.isEmpty else { return }
        let start = selected ?? (rows > 0 ? -1 : items.count)
        select(((start + rows) % items.count + items.count) % items.count, height: height)
    }

    mutating func page(by rows: Int, height: Int) {
        guard !items.isEmpty else { return }
        select(min(items.count - 1, max(0, (selected ?? 0) + rows)), height: height)
    }

    private mutating func select(_ row: Int, height: Int) {
        selected = row
        top = max(0, min(max(top, row - height + 1), row))
    }

    // MARK: Ranking

    private typealias Ranked = (item: PaletteItem, score: Int)

    private static func rank(_ commands: [PaletteItem], _ query: FuzzyQuery) -> [Ranked] {
        commands.compactMap { item in
            if let score = query.score(of: item.title) { return (item, score + preference) }
            // What it does is a sentence, in which nearly any letters stand: only whole words count.
            return query.isBeginning(ofWordsIn: item.note) ? (item, preference) : nil
        }
    }

    private mutating func rank(
        _ names: PaletteNames, of profile: Profile, _ query: FuzzyQuery, _ text: String
    ) -> [Ranked] {
        let earlier = matches.flatMap { text.hasPrefix($0.text) ? $0 : nil }
        let (functions, functionMatches) = names.functions.best(Self.limit, for: query, among: earlier?.functions)
        let (routes, routeMatches) = names.routes.best(Self.limit, for: query, among: earlier?.routes)
        let (threads, threadMatches) = names.threads.best(Self.limit, for: query, among: earlier?.threads)
        matches = PaletteMatches(
            text: text, functions: functionMatches, routes: routeMatches, threads: threadMatches)
        return functions.map { (Self.item(function: $0.index, profile), $0.score) }
            + routes.map { (Self.item(route: $0.index, profile), $0.score) }
            + threads.compactMap { hit in
                let key = names.threadKeys[hit.index]
                return profile.threads[key].map { (Self.item(thread: $0), hit.score) }
            }
    }

    private static func item(function index: Int, _ profile: Profile) -> PaletteItem {
        let function = profile.functions[index]
        let module = profile.moduleName(function.module)
        return PaletteItem(
            title: function.function, note: module.isEmpty ? "function" : "function in \(module)",
            target: .function(FunctionID(rawValue: Int32(truncatingIfNeeded: index))))
    }

    private static func item(route index: Int, _ profile: Profile) -> PaletteItem {
        let route = profile.routes[index]
        return PaletteItem(title: route.name, note: "only this route", target: .route(route.id))
    }

    private static func item(thread: ThreadRecord) -> PaletteItem {
        PaletteItem(title: "\(thread.name) \(thread.thread)", note: "only this thread", target: .thread(thread.key))
    }

    // MARK: Commands that are typed in full

    /// The command whose argument is being typed, so that anything else would be in the way; nil where there is none.
    private static func commandWithArgument(_ text: String) -> String? {
        let parts = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        return parts.count == 2 && Command.withArguments.contains(parts[0]) ? parts[0] : nil
    }

    private static func problem(_ text: String) -> String? {
        do {
            _ = try Command(text)
            return nil
        } catch {
            return "\(error)"
        }
    }

    /// A command that was typed in full comes first.
    private static func withCommand(_ text: String, before items: [PaletteItem]) -> [PaletteItem] {
        guard let command = try? Command(text) else { return items }
        let title = text.split(separator: " ").joined(separator: " ")
        let known = items.first { $0.title == title }
        let typed = known ?? PaletteItem(title: title, note: command.summary, target: .command(command))
        return [typed] + items.filter { $0 != known }
    }
}
