import GlassModel
import GlassRequests
import Testing

@Suite struct RouteFolderTests {
    @Test(arguments: [
        ("/", "/"), ("", ""), ("/items", "/items"), ("/items/", "/items/"), ("/items/17", "/items/{id}"),
        ("/items/17?page=*", "/items/{id}"), ("/users/-3/x", "/users/{id}/x"), ("/v1/api", "/v1/api"),
        ("/o/550e8400-e29b-41d4-a716-446655440000", "/o/{id}"), ("/c/3f2a9bc1", "/c/{id}"), ("/c/facade", "/c/facade"),
        ("/c/507f1f77bcf86cd799439011/y", "/c/{id}/y"), ("/u/01ARZ3NDEKTSV4RRFFQ69G5FAV", "/u/{id}"),
        ("/watch/dQw4w9WgXcQ", "/watch/{id}"), ("/cus_NffrFeUfNV2Hib", "/{id}"), ("/reset/*", "/reset/{id}"),
        ("/u/ann@example.com", "/u/{id}"), ("/u/ann%40example.com", "/u/{id}"), ("/d/2026-11-21", "/d/{id}"),
        ("/d/2026-11-21T15:00:00Z", "/d/{id}"), ("/at/52.37,4.89", "/at/{id}"), ("/orders/order-1042", "/orders/{id}"),
        ("/blog/what-happened-in-2024-again", "/blog/{id}"), ("/blog/about-us", "/blog/about-us"),
        ("/img/12345.jpg", "/img/{id}.jpg"), ("/js/main.8f7e6d5c4b3a.js", "/js/main.{id}.js"),
        ("/js/app.min.js", "/js/app.min.js"), ("/x;jsessionid=*/y", "/x/y"), ("/getUserByName", "/getUserByName"),
        ("/api/OAuth2Callback", "/api/OAuth2Callback"), ("/ip/10.0.0.1", "/ip/{id}"),
    ])
    func foldsWhatIdentifies(_ target: String, _ pattern: String) {
        var folder = RouteFolder()
        #expect(folder.pattern(of: target) == pattern)
        #expect(folder.pattern(of: target) == pattern)
    }

    @Test func templatesComeFirst() {
        var rules = RequestRules()
        rules.routes = ["/users/{name}/posts/{id}", "/items/special", "/users/{name}"]
        var folder = RouteFolder(rules: rules, maximumPatterns: 1)
        #expect(folder.pattern(of: "/users/ann/posts/first?x=*") == "/users/{name}/posts/{id}")
        #expect(folder.pattern(of: "/users/ann") == "/users/{name}")
        #expect(folder.pattern(of: "/users/") == "/users/")
        #expect(folder.pattern(of: "/items/special") == "/items/special")
        #expect(folder.pattern(of: "/users/ann/posts") == RouteFolder.otherPattern)
    }

    @Test func whatIsTooManyIsOne() {
        var folder = RouteFolder(maximumPatterns: 100)
        let names = "abcdefghij"
        var patterns: Set<String> = []
        for first in names {
            for second in names {
                for third in names { patterns.insert(folder.pattern(of: "/\(first)\(second)\(third)")) }
            }
        }
        #expect(patterns.count == 101)
        #expect(patterns.contains(RouteFolder.otherPattern))
        #expect(folder.pattern(of: "/aaa") == "/aaa")
    }
}
