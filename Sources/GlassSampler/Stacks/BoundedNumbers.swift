/// Gives each distinct thing a number, in the order in which they come, up to a limit; what comes after them shares the
/// number of something that stands for all others.
struct BoundedNumbers<Element: Hashable> {
    private var numbers: [Element: Int32] = [:]
    private var new: [Element] = []
    /// Things that are told apart.
    private let limit: Int
    /// How often one was met that is not told apart.
    private(set) var overflow: Int64 = 0

    init(limit: Int) { self.limit = limit }

    /// Those that nobody has taken yet, in order of number.
    mutating func takeNew() -> [Element] {
        defer { new.removeAll() }
        return new
    }

    mutating func number(of element: Element, orOther other: @autoclosure () -> Element) -> Int32 {
        if let known = numbers[element] { return known }
        guard numbers.count >= limit else { return add(element) }
        overflow += 1
        let substitute = other()
        return numbers[substitute] ?? add(substitute)
    }

    private mutating func add(_ element: Element) -> Int32 {
        let number = Int32(numbers.count)
        numbers[element] = number
        new.append(element)
        return number
    }
}
