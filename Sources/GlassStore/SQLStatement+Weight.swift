import GlassModel

extension SQLStatement {
    /// A weight from three columns.
    func weight(_ column: Int32) -> Weight {
        Weight(
            samples: int64(column), cpu: Nanoseconds(int64(column + 1)), wall: Nanoseconds(int64(column + 2)))
    }

    /// A weight as three parameters.
    @discardableResult
    func bind(_ index: Int32, _ weight: Weight) -> SQLStatement {
        bind(index, weight.samples).bind(index + 1, weight.cpu.rawValue).bind(index + 2, weight.wall.rawValue)
    }
}
