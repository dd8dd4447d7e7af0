import Foundation
import NIOHTTP1
import Testing

@testable import glass_demo

@Suite struct ServiceTests {
    @Test func answersEveryRoute() async throws {
        let service = try Service.start(port: 0, workers: 2, loadRate: nil)
        defer { service.stop() }
        let expected: [(target: String, status: UInt, fragment: String)] = [
            ("/", 200, "/items/{id}"), ("/healthz", 200, "ok"), ("/items/3", 200, "Number 3."),
            ("/items/3?x=1", 200, "similar"), ("/items/0", 404, "no such item"), ("/items/x", 400, "number"),
            ("/items", 404, "no such route"), ("/search?q=teapot", 200, "teapot"), ("/search", 400, "/search?q=tea"),
            ("/search?q=nothing-like-it", 200, "[]"), ("/report", 200, "bestDays"), ("/slow", 200, "answered"),
            ("/fail", 500, "on purpose"), ("/fail", 200, "attempt"), ("/nowhere", 404, "no such route"),
        ]
        for (target, status, fragment) in expected {
            let answer = try await fetch(target, port: service.port)
            #expect(answer.status == status, "\(target)")
            #expect(answer.body.contains(fragment), "\(target): \(answer.body)")
        }
    }

    @Test func takesGetAndHeadOnly() async throws {
        let service = try Service.start(port: 0, workers: 1, loadRate: nil)
        defer { service.stop() }
        #expect(try await fetch("/", port: service.port, method: .POST).status == 405)
        let head = try await fetch("/", port: service.port, method: .HEAD)
        #expect(head.status == 200)
        #expect(head.body.isEmpty)
    }

    @Test func refusesAPortInUseAndLeavesNothing() throws {
        let service = try Service.start(port: 0, workers: 1, loadRate: nil)
        defer { service.stop() }
        #expect(throws: DemoError.portInUse(service.port)) {
            try Service.start(port: service.port, workers: 1, loadRate: nil)
        }
    }

    @Test(.timeLimit(.minutes(5))) func sendsItselfLoad() async throws {
        let service = try Service.start(port: 0, workers: 2, loadRate: 1_000)
        while service.answeredLoad < 20 { await Task.yield() }
        service.stop()
        #expect(service.answeredLoad >= 20)
    }
}
