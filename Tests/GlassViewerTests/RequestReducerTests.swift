import GlassAnalysis
import GlassModel
import GlassTerminal
import Testing

@testable import GlassViewer

@Suite struct RequestReducerTests {
    private var viewer = TestViewer(width: 140, height: 40, traffic: true)

    private var selected: RequestRow? {
        viewer.state.profile.flatMap { viewer.state.requests.selected(of: $0) }
    }

    // MARK: The table

    @Test mutating func theNewestRequestIsFirstUntilSomebodyMoves() {
        viewer.press("2")
        #expect(selected?.record.id == RequestID(180))
        viewer.send(.delta(TestRecording.moreRequests(second: 10, after: TestRecording.busy())))
        #expect(selected?.record.id == RequestID(198))
    }

    /// The row stays where it is on the screen while others come in above it.
    @Test mutating func theSelectionFollowsTheRequest() {
        viewer.press("2", "j", "j", "j")
        let id = selected?.record.id
        let top = viewer.state.requests.each.list.top
        viewer.send(.delta(TestRecording.moreRequests(second: 10, after: TestRecording.busy())))
        #expect(selected?.record.id == id)
        #expect(viewer.state.requests.each.list.top == top + 18)
        viewer.press("g")
        #expect(selected?.record.id == RequestID(198))
    }

    @Test mutating func theFilterActsWhileItIsTyped() {
        viewer.press("2", "j", "j", "\\")
        viewer.type("status>=500")
        #expect(viewer.state.requests.each.list.index(in: viewer.state.requests.each.ids) == 0)
        #expect(viewer.state.requests.each.table?.count == 20)
        #expect(viewer.state.prompt?.error == nil)
        viewer.type(" nosuch=1")
        #expect(viewer.state.prompt?.error?.contains("no field `nosuch`") == true)
        viewer.press("Esc", "Esc")
        #expect(viewer.state.requests.each.table?.count == 180)
    }

    @Test mutating func aFilteredTableTakesInOnlyWhatMatches() {
        viewer.press("2", "\\")
        viewer.type("orders")
        viewer.press("Enter")
        #expect(viewer.state.requests.each.table?.count == 60)
        viewer.send(.delta(TestRecording.moreRequests(second: 10, after: TestRecording.busy())))
        #expect(viewer.state.requests.each.table?.count == 66)
        #expect(viewer.lines[2].hasSuffix("66 of 198 · orders"))
    }

    @Test mutating func sSortsAndTurnsRound() {
        viewer.press("2", "s")
        #expect(viewer.state.requests.each.order.column == .duration)
        #expect(selected?.route.pattern == "/users/{id}/orders")
        viewer.press("S")
        #expect(selected?.route.pattern == "/health" || selected?.route.method == "HGETALL")
    }

    @Test mutating func searchGoesToTheNextMatch() {
        viewer.press("2", "/")
        viewer.type("users")
        viewer.press("Enter")
        #expect(selected?.route.pattern == "/users/{id}/orders")
        let first = selected?.record.id
        viewer.press("n")
        #expect(selected?.record.id != first)
        #expect(selected?.route.pattern == "/users/{id}/orders")
    }

    // MARK: One request

    @Test mutating func enterOpensARequestAndEscapeClosesIt() {
        viewer.press("2", "s", "Enter")
        #expect(viewer.effects == [.load(.request(selected?.record.id ?? RequestID(0)))])
        let detail = viewer.state.requests.detail
        #expect(detail?.detail?.queries.count == 8)
        #expect(viewer.text.contains("×7"))
        #expect(viewer.text.contains("SELECT id, name, price FROM item WHERE id = ?"))
        viewer.press("Esc")
        #expect(viewer.state.requests.detail == nil)
        #expect(viewer.state.pane == .requests)
    }

    @Test mutating func arrowsLeadFromTheQueriesIntoTheIcicleAndBack() {
        viewer.press("2", "j", "j")
        viewer.press("Enter")
        #expect(viewer.state.requests.detail?.hasSamples == true)
        #expect(viewer.state.requests.detail?.part == .queries)
        viewer.press("G", "j")
        #expect(viewer.state.requests.detail?.part == .icicle)
        // The frame in which the request's stacks part, and not the first one.
        #expect(viewer.state.selectedFunction?.function == "serve")
        viewer.press("j", "Enter")
        #expect(viewer.state.requests.detail?.icicle.zoom != .root)
        viewer.press("Esc")
        #expect(viewer.state.requests.detail?.icicle.zoom == .root)
        viewer.press("g", "k")
        #expect(viewer.state.requests.detail?.part == .queries)
    }

    @Test mutating func whatIsNotKnownOfARequestIsSaid() {
        viewer.press("2", "\\")
        viewer.type("attribution=none")
        viewer.press("Enter", "Enter")
        let request = RequestID(selected?.record.id.rawValue ?? 0)
        viewer.send(.samples(.request(request), .known([:])))
        #expect(viewer.text.contains("glass does not guess"))
        viewer.send(.samples(.request(request), .failed("disk on fire")))
        #expect(viewer.text.contains("cannot be read: disk on fire"))
        viewer.press("Esc", "Esc", "\\")
        viewer.type("attribution=task queries>0")
        viewer.press("Enter", "Enter")
        viewer.send(.samples(.request(selected?.record.id ?? request), .known([:])))
        #expect(viewer.text.contains("at 99 Hz one is taken every 10.1 ms"))
    }

    /// A thread that waited through all of it was sampled before.
    @Test mutating func timeOfASampleThatWasTakenBeforeIsSaidToBePartOfOne() {
        viewer.press("2", "j", "j", "Enter")
        let request = selected?.record.id ?? RequestID(0)
        let stack = TestRecording.stacks(.request(request)).keys.min()
        func show(samples: Int64) -> String {
            let weight = Weight(samples: samples, wall: Nanoseconds(6_410_000))
            viewer.send(.samples(.request(request), .known(stack.map { [$0: weight] } ?? [:])))
            return viewer.text
        }
        #expect(show(samples: 0).contains("6.41 ms · part of a sample"))
        #expect(show(samples: 1).contains("6.41 ms · 1 sample "))
        #expect(show(samples: 2).contains("6.41 ms · 2 samples"))
    }

    /// An answer that comes late, when another request is open or none, changes nothing.
    @Test mutating func samplesOfAnotherRequestAreIgnored() {
        viewer.press("2", "Enter")
        let before = viewer.screen
        viewer.send(.samples(.request(RequestID(1)), .failed("late")))
        viewer.send(.samples(.route(RouteID(1), endedIn: nil), .failed("late")))
        let isSame = viewer.screen == before
        #expect(isSame)
    }

    // MARK: Routes

    @Test mutating func rShowsTheRoutes() {
        viewer.press("2", "r")
        #expect(viewer.state.requests.routes.table?.rows.first?.route.pattern == "/users/{id}/orders")
        #expect(viewer.state.requests.routes.table?.rows.count == 6)
        viewer.press("\\")
        viewer.type("errors>10%")
        viewer.press("Enter")
        #expect(viewer.state.requests.routes.table?.rows.map(\.route.pattern) == ["/orders"])
        viewer.press("Enter")
        #expect(!viewer.state.requests.showsRoutes)
        #expect(viewer.state.requests.each.filter.text == "route=\"/orders\" method=\"POST\"")
        #expect(viewer.state.requests.each.table?.count == 40)
        viewer.press("Esc", "r", "Esc", "Esc")
        #expect(!viewer.state.requests.showsRoutes)
    }

    @Test mutating func routesFollowTheSelectedTime() {
        viewer.press("[", "2", "r")
        #expect(viewer.state.requests.routes.table?.rows.reduce(0) { $0 + $1.count } == 18)
        viewer.press("End")
        #expect(viewer.state.requests.routes.table?.rows.reduce(0) { $0 + $1.count } == 180)
        viewer.press("p")
        #expect(viewer.state.requests.period == .whole)
    }

    @Test mutating func fLimitsTheIcicleToARoute() {
        viewer.press("2", "r", "f")
        #expect(viewer.effects == [.load(.route(RouteID(4), endedIn: nil))])
        #expect(viewer.state.pane == .icicle)
        #expect(viewer.state.icicle.weights.total.wall == Nanoseconds(61_000_000))
        #expect(viewer.lines[2].contains("GET /users/{id}/orders"))
        viewer.send(.delta(TestRecording.more(second: 10)))
        #expect(viewer.effects.last == .load(.route(RouteID(4), endedIn: nil)))
        viewer.press("[")
        let stretch = viewer.state.selection.seconds
        #expect(stretch != nil)
        #expect(viewer.effects.last == .load(.route(RouteID(4), endedIn: stretch)))
        viewer.press("End", "Esc")
        #expect(viewer.state.routeScope == nil)
        #expect(viewer.state.icicle.weights.total.wall > .seconds(20))
    }

    @Test mutating func spaceHoldsTheRequestsToo() {
        viewer.press("2", "Space")
        viewer.send(.delta(TestRecording.moreRequests(second: 10, after: TestRecording.busy())))
        #expect(viewer.state.requests.each.table?.count == 180)
        viewer.press("\\")
        viewer.type("items")
        viewer.press("Enter")
        #expect(viewer.state.requests.each.table?.countOfAll == 180)
        viewer.press("Esc", "r", "r", "3", "2")
        #expect(viewer.state.requests.each.table?.count == 180)
        viewer.press("Space")
        #expect(viewer.state.requests.each.table?.count == 198)
    }

    // MARK: Queries

    @Test mutating func aStatementLeadsToTheRequestsThatSendIt() {
        viewer.press("5")
        #expect(viewer.state.selectedQueryRow?.statement.text.hasPrefix("SELECT id, name") == true)
        #expect(viewer.state.selectedQueryRow?.repeatingRequests == 20)
        viewer.press("Enter")
        #expect(viewer.state.pane == .requests)
        #expect(viewer.state.requests.each.table?.count == 100)
    }

    @Test mutating func copiesWhatIsSelected() {
        viewer.press("2", "y")
        #expect(viewer.effects == [.copy("GET /items?page=?")])
        viewer.press("r", "y")
        #expect(viewer.effects == [.copy("GET /users/{id}/orders")])
        viewer.press("5", "y")
        #expect(viewer.effects == [.copy("SELECT id, name, price FROM item WHERE id = ?")])
    }

    @Test mutating func eExportsTheTables() throws {
        for (keys, name, rows) in [(["2"], "requests", 180), (["2", "r"], "routes", 6), (["5"], "queries", 4)] {
            for key in keys + ["e"] { viewer.press(key) }
            guard case .write(let file) = try #require(viewer.effects.first) else { return }
            #expect(file.name == "glass-app-\(name)" && file.suffix == "csv")
            #expect(file.text.split(separator: "\r\n").count == rows + 1)
        }
    }

    // MARK: Hostile and absent

    @Test mutating func hostileTargetsCannotSteerTheTerminal() {
        viewer.press("2", "\\")
        viewer.type("owned")
        viewer.press("Enter")
        for key in ["j", "Enter", "Esc", "y", "r", "5", "!", "Esc"] {
            viewer.press(key)
            let controls = viewer.text.unicodeScalars.filter {
                $0 != "\n" && ($0.properties.generalCategory == .control || $0 == "\u{202E}")
            }
            #expect(controls.isEmpty)
        }
    }

    @Test func theHeaderCountsRequests() {
        let lines = viewer.lines
        #expect(lines[1].contains("req 18.0/s"))
        #expect(lines[1].contains("err 11.1 %"))
        #expect(!TestViewer(width: 140).lines[1].contains("req"))
    }

    @Test mutating func lossesNameWhatWasNotUnderstood() {
        viewer.press("!")
        #expect(viewer.text.contains("request not kept"))
        #expect(viewer.text.contains("2  http: no request line"))
    }
}
