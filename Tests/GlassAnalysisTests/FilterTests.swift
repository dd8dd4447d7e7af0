import GlassModel
import GlassTestSupport
import Testing

@testable import GlassAnalysis

private struct Request: FilterSubject {
    static let filterFields: [FilterField] = [
        FilterField("status", .number), FilterField("duration", .duration), FilterField("route", .text),
        FilterField("method", .text), FilterField("size", .size), FilterField("share", .percent),
        FilterField("error", .text),
    ]

    var status = 200.0
    var duration = Nanoseconds(20_000_000)
    var route = "/items/7"
    var method = "GET"
    var size: Int64 = 70_000
    var share = 12.0

    func value(of field: String) -> FilterValue? {
        switch field {
        case "status": .number(status)
        case "duration": .duration(duration)
        case "route": .text(route)
        case "method": .text(method)
        case "size": .size(size)
        case "share": .percent(share)
        default: nil
        }
    }

    var texts: [String] { [route, method] }
}

@Suite struct FilterTests {
    private func matches(_ text: String, _ request: Request = Request()) throws -> Bool {
        try Filter(text, fields: Request.filterFields).matches(request)
    }

    @Test(arguments: [
        "", "  ", "status=200", "status>=200 duration<50ms", "route~^/items method=get", "ITEMS", "status!=500",
        "status=500 or status=200", "not status=500", "not (status=500 or method=POST)", "(status=200)",
        "size>64kB size<1MB", "size>=70000", "share>5%", "share<=12", "duration>19.9ms", "duration > 0",
        "status=500 or items get", "'/items/7'", "\"items\" GET", "route~^/(items|users)/[0-9]+$", "~^GET$",
        "route!~users", "error!=x", "error!~x", "items and get", "NOT post", "status~^2", "route = '/items/7'",
        "route ~ items/7$", "(((items)))", "not not items", "route=\"/ITEMS/7\"", "items ~^/i",
    ]) func holds(text: String) throws { #expect(try matches(text)) }

    @Test(arguments: [
        "status>200", "duration>50ms", "route~^items", "method=POST", "word", "not items", "status=500 or post",
        "error=x", "error~x", "status=200 method=POST or share>50%", "size>1MB", "get users", "not (items get)",
        "method!=GET", "status<200", "~^ITEM",
    ]) func fails(text: String) throws { #expect(try !matches(text)) }

    @Test(arguments: [
        (
            "stauts=500",
            "at column 1: no field `stauts`, perhaps status; there are status, duration, route, method, size, share, error"
                + " (to search for this text, quote it)"
        ),
        ("duration>50", "at column 10: `duration` wants a time such as `250ms`, `10s` or `5m`, not `50`"),
        ("word status>=many", "at column 14: `status` wants a number, not `many`"),
        ("size>5x", "at column 6: `size` wants a size such as `64kB` or `10MB`, not `5x`"),
        ("share>x%", "at column 7: `share` wants a share such as `5%`, not `x%`"),
        ("status=", "at column 8: `status` is compared with nothing"),
        ("(status=1", "at column 1: `(` is not closed"),
        ("status=1)", "at column 9: `)` closes nothing"),
        ("a or", "at column 5: a condition is missing after `or`"),
        ("or a", "at column 1: a condition is missing"),
        ("a and or b", "at column 7: a condition is missing after `and`"),
        ("not", "at column 4: a condition is missing after `not`"),
        ("route='x", "at column 7: a quote that is not closed"),
        ("=5", "at column 1: `=` needs a field before it"),
        ("route~a(b", "at column 7: at column 2 of the pattern: `(` is not closed; write `\\(` for the character"),
        ("()", "at column 2: a condition is missing after `(`"),
    ]) func explainsErrors(text: String, error: String) {
        let thrown = #expect(throws: FilterError.self) { try matches(text) }
        #expect(thrown?.description == error)
    }

    @Test func deepNestingIsAnErrorAndNoCrash() {
        let deep = String(repeating: "(", count: 100_000) + "a" + String(repeating: ")", count: 100_000)
        for text in [deep, String(repeating: "not ", count: 100_000) + "a"] {
            let thrown = #expect(throws: FilterError.self) { try matches(text) }
            #expect(thrown?.problem == .tooDeep(limit: 100))
        }
        #expect(throws: Never.self) { try matches(String(repeating: "a or ", count: 5_000) + "a") }
    }

    @Test func anythingAtAllIsReadOrRefused() {
        let pieces = [
            "status", "duration", "route", "=", "!=", "<", "<=", ">", ">=", "~", "!~", "(", ")", "not", "or", "and",
            " ",
            "50ms", "500", "\"", "'", "\\", "^/a", "[", "*", "%", "é", "👩‍👩‍👧", "\n", "\u{0}", "{3,", "a",
        ]
        var random = SeededGenerator(seed: 5)
        var accepted = 0
        for _ in 0..<4_000 {
            let count = Int.random(in: 0...12, using: &random)
            let text = (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            do {
                _ = try matches(text)
                accepted += 1
            } catch let error as FilterError {
                #expect((1...text.count + 1).contains(error.column), "\(text)")
            } catch {
                Issue.record("\(error)")
            }
        }
        #expect(accepted > 100)
    }
}
