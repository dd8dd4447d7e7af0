import Foundation
import NIOHTTP1
import Testing

@testable import glass_demo

@Suite struct ServiceTests {
    private func startService(port: Int = 0, workers: Int = 2) throws -> Service {
        try Service.start(port: port, workers: workers, load: nil, companions: nil)
    }

    @Test func answersEveryRouteThatNeedsNoServer() async throws {
        let service = try startService()
        defer { service.stop() }
        let expected: [(target: String, status: UInt, fragment: String)] = [
            ("/", 200, "/items/{id}"), ("/healthz", 200, "ok"), ("/items/3", 200, "Number 3."),
            ("/items/3?x=1", 200, "similar"), ("/items/0", 404, "no such item"), ("/items/x", 400, "number"),
            ("/items", 404, "no such route"), ("/search?q=teapot", 200, "teapot"), ("/search", 400, "/search?q=tea"),
            ("/search?q=nothing-like-it", 200, "[]"), ("/report", 200, "bestDays"), ("/slow", 200, "answered"),
            ("/fail", 500, "on purpose"), ("/fail", 200, "attempt"), ("/nowhere", 404, "no such route"),
            ("/items.csv", 200, "id,name,priceCents"), ("/events", 200, "\"event\":4"),
            ("/orders/1", 404, "no such route"), ("/sales", 404, "no such route"),
        ]
        for (target, status, fragment) in expected {
            let answer = try await fetch(target, port: service.port)
            #expect(answer.status == status, "\(target)")
            #expect(answer.body.contains(fragment), "\(target): \(answer.body.prefix(200))")
        }
    }

    @Test func sendsPiecesInChunksAndTheRestWithALength() async throws {
        let service = try startService()
        defer { service.stop() }
        #expect(try await fetch("/events", port: service.port).headers["transfer-encoding"] == ["chunked"])
        let item = try await fetch("/items/3", port: service.port)
        #expect(item.headers["content-length"] == ["\(item.body.utf8.count)"])
    }

    @Test func takesTheMethodsOfItsRoutes() async throws {
        let service = try startService(workers: 1)
        defer { service.stop() }
        #expect(try await fetch("/", port: service.port, method: .POST).status == 405)
        #expect(try await fetch("/quotes", port: service.port).status == 405)
        let head = try await fetch("/", port: service.port, method: .HEAD)
        #expect(head.status == 200)
        #expect(head.body.isEmpty)
    }

    @Test(arguments: [("{\"items\":[1,1]}", 201), ("{\"items\":3}", 400), ("", 400)] as [(String, UInt)])
    func readsABody(body: String, status: UInt) async throws {
        let service = try startService(workers: 1)
        defer { service.stop() }
        let answer = try await fetch("/quotes", port: service.port, method: .POST, body: body)
        #expect(answer.status == status)
        let price = Item(number: 1).priceCents
        if status == 201 { #expect(answer.body == "{\"items\":2,\"totalCents\":\(2 * price)}") }
    }

    @Test func refusesABodyThatIsTooLarge() async throws {
        let service = try startService(workers: 1)
        defer { service.stop() }
        let body = String(repeating: " ", count: 3 * Request.maximumBodySize)
        #expect(try await fetch("/quotes", port: service.port, method: .POST, body: body).status == 413)
    }

    @Test func refusesAPortInUseAndLeavesNothing() throws {
        let service = try startService(workers: 1)
        defer { service.stop() }
        #expect(throws: DemoError.portInUse(service.port)) { try startService(port: service.port) }
    }
}
