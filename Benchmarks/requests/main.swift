import GlassAnalysis
import GlassModel
import Glibc

// How long the table of requests takes to answer a key, with a million requests. Each line types a filter one
// character after the other and gives the slowest key; `release` is the build that counts. It is CPU time that is
// measured, so that a busy machine says the same.

let count = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 1_000_000

func makeProfile() -> Profile {
    let info = RecordingInfo(
        process: ProcessID(1), executable: "/bin/service", commandLine: "", host: "", started: Timestamp(rawValue: 0),
        rate: 99, engine: .ptrace, version: "")
    var delta = RecordingDelta(info: info)
    let patterns = ["/items", "/items/{id}", "/users/{id}/orders", "/search", "/health", "/login", "/static/{name}"]
    delta.routes = patterns.enumerated().map { index, pattern in
        Route(id: RouteID(Int32(index + 1)), wireProtocol: .http, method: index == 5 ? "POST" : "GET", pattern: pattern)
    }
    var random = SystemRandomNumberGenerator()
    delta.requests = (0..<count).map { number in
        let route = Int(random.next() % UInt64(patterns.count))
        let bits = random.next()
        return RequestRecord(
            id: RequestID(Int32(number + 1)), route: RouteID(Int32(route + 1)),
            target: patterns[route] + "/\(number)?page=?", status: bits % 50 == 0 ? 500 : 200,
            started: Timestamp(rawValue: Int64(number) * 1_000_000), duration: Nanoseconds(Int64(bits >> 40)),
            timeToFirstByte: Nanoseconds(Int64(bits >> 42)), cpu: Nanoseconds(Int64(bits >> 44)),
            queryCount: Int32(bits % 7), bytesIn: 120, bytesOut: Int64(bits % 9_000),
            peer: "127.0.0.1:\(20_000 + bits % 40_000)", thread: nil)
    }
    var profile = Profile(info: info)
    let time = measure { profile.apply(delta) }
    print("take in \(count) requests: \(milliseconds(time)) ms")
    return profile
}

func milliseconds(_ time: Duration) -> Int { Int((time / .milliseconds(1)).rounded()) }

func cpuTime() -> Duration {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
}

func measure(_ body: () -> Void) -> Duration {
    let start = cpuTime()
    body()
    return cpuTime() - start
}

let profile = makeProfile()
var table = RequestTable(profile: profile)
for column in RequestTable.Column.allCases {
    let time = measure { table.sort(by: column, of: profile) }
    print("sort by \(column.rawValue): \(milliseconds(time)) ms")
}
for column in [RequestTable.Column.time, .duration] {
    table.sort(by: column, of: profile)
    for text in [
        "orders", "127.0.0.1:2", "/items/77", "status>=500", "duration>10ms", "status>=500 duration>10ms orders",
        "route~^/items", "target~/9+\\?", "not /items or method=POST", "target=/health/77?page=?",
    ] {
        var slowest = Duration.zero
        var matches = 0
        for length in 1...text.count {
            let typed = String(text.prefix(length))
            guard let filter = try? Filter(typed, fields: RequestRow.filterFields) else { continue }
            slowest = max(slowest, measure { table.keep(filter, of: profile) })
            matches = table.count
        }
        let answer = "\(milliseconds(slowest)) ms for the slowest key, \(matches) rows"
        print("filter in order of \(column.rawValue), \(text): \(answer)")
        table.keep(.none, of: profile)
    }
}
