import GlassModel
import GlassTestSupport
import Testing

@testable import GlassStore

@Suite struct StringNumbersTests {
    /// However much is forgotten, a number stands for one text only, and numbers leave no gap.
    @Test func neverGivesANumberTwice() {
        let numbers = StringNumbers()
        var random = SeededGenerator(seed: 1)
        var texts: [String] = []
        var mistakes = 0
        for _ in 0..<60_000 {
            let text = String(repeating: "x", count: 200) + "\(Int.random(in: 0..<40_000, using: &random))"
            let (number, isNew) = numbers.number(of: text)
            if isNew { texts.append(text) }
            if number > texts.count || texts[Int(number) - 1] != text { mistakes += 1 }
            if Int.random(in: 0..<100, using: &random) == 0 { numbers.commit() }
        }
        #expect(mistakes == 0)
        #expect(texts.count > Set(texts).count, "nothing was forgotten")
    }

    @Test func takesBackWhatWasNotWritten() {
        let numbers = StringNumbers()
        #expect(numbers.number(of: "a") == (1, true))
        numbers.commit()
        #expect(numbers.number(of: "b") == (2, true))
        #expect(numbers.number(of: "b") == (2, false))
        numbers.rollback()
        #expect(numbers.number(of: "c") == (2, true))
        #expect(numbers.number(of: "b") == (3, true))
        #expect(numbers.number(of: "a") == (1, false))
    }
}

@Suite struct LateSecondsTests {
    private func batch(routes: [Int64] = [], statements: [Int64] = []) -> RecordingBatch {
        var batch = RecordingBatch()
        batch.routeSeconds = routes.map { RouteSecond(second: $0, route: RouteID(1)) }
        batch.statementSeconds = statements.map {
            StatementSecond(second: $0, statement: StatementID(1), route: nil)
        }
        return batch
    }

    @Test func tellsTheEarliestSecondThatReadersWouldMiss() {
        var seconds = LateSeconds()
        #expect(seconds.add(batch(routes: [100, 101])) == nil)
        #expect(seconds.add(batch(routes: [99, 101])) == nil)
        #expect(seconds.add(batch(routes: [98, 97, 102])) == 97)
        // The first of a table is new to every reader.
        #expect(seconds.add(batch(statements: [50])) == nil)
        #expect(seconds.add(batch(routes: [60], statements: [47])) == 47)
        #expect(seconds.add(batch()) == nil)
    }
}
