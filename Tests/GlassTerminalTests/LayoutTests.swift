import Testing

@testable import GlassTerminal

@Suite struct LayoutTests {
    @Test func partsShareTheWhole() {
        #expect(Layout.split(100, [.fixed(10), .fill(), .percent(25)]) == [10, 65, 25])
        #expect(Layout.split(10, [.fill(), .fill(), .fill()]).sorted() == [3, 3, 4])
        #expect(Layout.split(5, [.fixed(9), .fixed(9)]) == [5, 0])
        #expect(Layout.split(-3, [.fixed(9), .fill(minimum: 2)]) == [0, 0])
        #expect(Layout.split(20, [.percent(10, minimum: 6), .fill()]) == [6, 14])
    }

    @Test func nothingEverUnderflows() {
        var random = TestRandom(seed: 3)
        for _ in 0..<500 {
            let parts: [Layout.Constraint] = (0..<Int.random(in: 0...6, using: &random)).map { _ in
                let number = Int.random(in: -5...60, using: &random)
                return switch Int.random(in: 0...2, using: &random) {
                case 0: .fixed(number)
                case 1: .percent(number, minimum: Int.random(in: 0...9, using: &random))
                default: .fill(minimum: number)
                }
            }
            let total = Int.random(in: -5...90, using: &random)
            let lengths = Layout.split(total, parts)
            #expect(lengths.count == parts.count)
            #expect(lengths.allSatisfy { $0 >= 0 })
            #expect(lengths.reduce(0, +) <= max(0, total))
        }
    }
}
