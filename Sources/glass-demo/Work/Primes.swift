/// All primes below a limit, by the sieve of Eratosthenes.
@inline(never)
func sievePrimes(below limit: Int) -> [Int] {
    guard limit > 2 else { return [] }
    var composite = [Bool](repeating: false, count: limit)
    var factor = 2
    while factor * factor < limit {
        if !composite[factor] { strikeMultiples(of: factor, in: &composite) }
        factor += 1
    }
    return (2..<limit).filter { !composite[$0] }
}

@inline(never)
private func strikeMultiples(of factor: Int, in composite: inout [Bool]) {
    for multiple in stride(from: factor * factor, to: composite.count, by: factor) { composite[multiple] = true }
}
