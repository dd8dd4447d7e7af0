/// What the compiled unwind rules of an image take.
public struct CompiledRulesSize: Hashable, Sendable {
    public let rows: Int
    /// In memory.
    public let bytes: Int
}

extension ELFImage {
    /// Compiles the image's unwind rules and lets them go again, to learn what that takes; nil where there is nothing to
    /// compile.
    public func sizeOfCompiledRules() -> CompiledRulesSize? {
        guard let table = RuleTableCompiler.table(of: self) else { return nil }
        return CompiledRulesSize(rows: table.rows.count, bytes: table.rows.count * MemoryLayout<RuleTable.Row>.stride)
    }
}
