@testable import GlassConfiguration

extension Vocabulary {
    /// A screen of few words, whose keys are all letters; `^A` is another name of `a`.
    static let test = Vocabulary(
        panes: ["icicle", "threads"], metrics: ["cpu", "wall"],
        actions: [
            Action(name: "open", keys: ["Enter"]), Action(name: "search", keys: ["s"]),
            Action(name: "quit", keys: ["q", "C-c"]),
        ],
        tables: [
            Table(
                name: "functions", columns: ["self", "total", "function"], usual: ["self", "function"], sort: "self")
        ],
        keyName: { name in
            if name == "^A" { return "a" }
            return name.count == 1 || ["Enter", "C-c"].contains(name) ? name : nil
        })
}
