/// What `/report` answers.
struct SalesReport: Encodable, Equatable {
    struct Day: Encodable, Equatable {
        let day: Int
        let revenueCents: Int
        let orders: Int
    }

    let bestDays: [Day]
    let trend: Double
    let voucherSeeds: Int
}

/// Computes a report from made-up sales: the same days and seed give the same report.
@inline(never)
func buildSalesReport(days: Int, seed: UInt64) -> SalesReport {
    let sales = collectSales(days: days, seed: seed)
    return SalesReport(
        bestDays: Array(rankDays(sales).prefix(200)),
        trend: forecastTrend(sales),
        voucherSeeds: drawVoucherSeeds())
}

@inline(never)
private func collectSales(days: Int, seed: UInt64) -> [SalesReport.Day] {
    var random = SplitMix64(seed: seed)
    return (0..<days).map { day in
        let orders = (0..<20).map { _ in Int.random(in: 500...20_000, using: &random) }
        return SalesReport.Day(day: day, revenueCents: orders.reduce(0, +), orders: orders.count)
    }
}

@inline(never)
private func rankDays(_ days: [SalesReport.Day]) -> [SalesReport.Day] {
    days.sorted(by: earnsMore)
}

@inline(never)
private func earnsMore(_ left: SalesReport.Day, _ right: SalesReport.Day) -> Bool {
    (left.revenueCents, right.day) > (right.revenueCents, left.day)
}

@inline(never)
private func forecastTrend(_ days: [SalesReport.Day]) -> Double {
    let size = 160
    let correlation = Matrix(size: size) { row, column in
        Double(days[(row * size + column) % days.count].revenueCents) / 1e6
    }
    let squared = correlation.multiplied(by: correlation)
    let settled = squared.multiplied(by: squared)
    return settled[0, 0] / Double(size)
}

@inline(never)
private func drawVoucherSeeds() -> Int {
    sievePrimes(below: 1_500_000).count
}
