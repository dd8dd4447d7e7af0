import GlassModel
import Testing

@testable import GlassConfiguration

@Suite struct RequestSettingsTests {
    private let text = """
        # The team's settings.
        [requests]
        max_requests_per_second = 250
        routes = [
            "/users/{name}",  # people
            "/users/{name}/posts/{id}",
        ]
        show_parameters = ["Page", "sort"]

        [[requests.rules]]
        route = "GET /health"
        keep = "none"

        [[requests.rules]]
        route = "* /static/*"
        keep = "1/100"

        [env.production.requests]
        max_requests_per_second = 5_000

        [env."blue green".requests]
        rules = [{ route = "POST /orders", keep = "all" }]
        """

    @Test func readsEveryKey() throws {
        let rules = try Configuration(toml: text, file: "c.toml").requests.rules
        #expect(rules.maximumPerSecond == 250)
        #expect(rules.routes == ["/users/{name}", "/users/{name}/posts/{id}"])
        #expect(rules.shownParameters == ["page", "sort"])
        #expect(
            rules.keep == [
                .init(route: "GET /health", keep: .none), .init(route: "* /static/*", keep: .oneIn(100)),
            ])
    }

    @Test func anEmptyFileIsAsNone() throws {
        #expect(try Configuration(toml: "", file: "c.toml") == .standard)
        #expect(Configuration.standard.requests.rules == RequestRules())
    }

    @Test func anEnvironmentOverridesKeyByKey() throws {
        let production = try Configuration(toml: text, file: "c.toml", environment: "production").requests
        #expect(production.rules.maximumPerSecond == 5_000)
        #expect(production.rules.routes.count == 2)
        let quoted = try Configuration(toml: text, file: "c.toml", environment: "blue green").requests
        #expect(quoted.rules.keep == [.init(route: "POST /orders", keep: .all)])
    }

    @Test func tellsWhereEachValueCameFrom() throws {
        let production = try Configuration(toml: text, file: "c.toml", environment: "production").requests
        #expect(
            production.maximumPerSecond.origin
                == .file(path: "c.toml", line: 19, key: "env.production.requests.max_requests_per_second"))
        #expect(production.routes.origin == .file(path: "c.toml", line: 4, key: "requests.routes"))
        #expect(production.routes.origin.description == "c.toml:4 (requests.routes)")
        #expect(Configuration.standard.requests.routes.origin.description == "built in")
    }

    @Test(
        arguments: [("all", .all), ("none", .none), ("1/1", .oneIn(1)), ("1/250", .oneIn(250))]
            as [(
                String, RequestRules.Keep
            )])
    func readsShares(text: String, keep: RequestRules.Keep) {
        #expect(RequestRules.Keep(configured: text) == keep)
    }

    @Test(arguments: ["", "some", "1/0", "1/-3", "1/+3", "2/3", "1/", "1/99999999999999999999", "All"])
    func refusesWhatIsNoShare(text: String) {
        #expect(RequestRules.Keep(configured: text) == nil)
    }
}
