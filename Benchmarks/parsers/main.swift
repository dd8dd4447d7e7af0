import GlassModel
import GlassRequests
import Glibc

// How many requests a second one core pairs: from what was captured of sockets to exchanges with their routes. Give the
// number of requests; `release` is the build that counts.

let count = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 1_000_000

func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// What one connection says, call by call.
struct Scenario {
    var name: String
    var calls: [(isRead: Bool, bytes: [UInt8], total: Int)]

    init(_ name: String, requests: [(isRead: Bool, text: String, missing: Int)]) {
        self.name = name
        calls = requests.map { ($0.isRead, Array($0.text.utf8), $0.text.utf8.count + $0.missing) }
    }
}

let browserHead =
    "Host: shop.example.com:8000\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\r\n"
    + "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\nAccept-Language: en-US,en;q=0.5\r\n"
    + "Accept-Encoding: gzip, deflate, br\r\nConnection: keep-alive\r\nCookie: session=0123456789abcdef0123456789abcdef\r\n"
    + "Upgrade-Insecure-Requests: 1\r\nPriority: u=0, i\r\n\r\n"
let answerHead =
    "date: Sat, 21 Nov 2026 15:00:00 GMT\r\nserver: uvicorn\r\ncontent-type: application/json\r\nx-request-id: 7f3a9c\r\n"

let scenarios = [
    Scenario(
        "wrk: a short request, a short response",
        requests: [
            (true, "GET /items/17?page=2 HTTP/1.1\r\nHost: 127.0.0.1:8000\r\n\r\n", 0),
            (false, "HTTP/1.1 200 OK\r\n\(answerHead)content-length: 13\r\n\r\n{\"item\": \"a\"}", 0),
        ]),
    Scenario(
        "browser: a long head, head and body of the response apart",
        requests: [
            (
                true,
                "GET /users/4711/orders/550e8400-e29b-41d4-a716-446655440000?q=x&page=2 HTTP/1.1\r\n\(browserHead)", 0
            ),
            (false, "HTTP/1.1 200 OK\r\n\(answerHead)content-length: 40000\r\n\r\n", 0),
            (false, String(repeating: "b", count: 480), 39_520),
        ]),
    Scenario(
        "chunks: a body in both directions",
        requests: [
            (true, "POST /items HTTP/1.1\r\nHost: 127.0.0.1:8000\r\nContent-Length: 10\r\n\r\n0123456789", 0),
            (false, "HTTP/1.1 201 Created\r\n\(answerHead)transfer-encoding: chunked\r\n\r\n", 0),
            (false, "d\r\n{\"item\": \"a\"}\r\n", 0), (false, "0\r\n\r\n", 0),
        ]),
]

func measure(_ scenario: Scenario) -> (perSecond: Double, exchanges: Int) {
    var tracker = ConnectionTracker()
    var folder = RouteFolder()
    var output = TrackerOutput()
    var exchanges = 0
    var patternBytes = 0
    let nothing: [UInt8] = []
    let began = processorSeconds()
    for number in 0..<count {
        let moment = Moment(time: Nanoseconds(Int64(number) * 1_000))
        for call in scenario.calls {
            tracker.take(
                call.isRead ? .read(total: call.total) : .wrote(total: call.total),
                on: ConnectionID(UInt64(number % 512)), head: call.bytes.span.bytes, tail: nothing.span.bytes,
                at: moment, &output)
        }
        guard number % 256 == 255 else { continue }
        for tracked in output.exchanges { patternBytes += folder.pattern(of: tracked.exchange.target).utf8.count }
        exchanges += output.exchanges.count
        output.removeAll()
    }
    let seconds = processorSeconds() - began
    return (Double(count) / seconds, exchanges)
}

for scenario in scenarios {
    let best = (0..<3).map { _ in measure(scenario) }.max { $0.perSecond < $1.perSecond }
    guard let best else { continue }
    print("\(Int(best.perSecond)) requests/s of CPU time, \(best.exchanges) of \(count) seen: \(scenario.name)")
}

/// What connections cost that are open and silent, each after one request.
func residentBytes() -> Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var buffer = [CChar](repeating: 0, count: 128)
    guard fgets(&buffer, 128, file) != nil else { return 0 }
    let fields = buffer.prefix { $0 != 0 }.split(separator: 0x20)
    guard fields.count > 1 else { return 0 }
    let pages = fields[1].reduce(0) { $0 * 10 + Int($1) - 0x30 }
    return pages * sysconf(Int32(_SC_PAGESIZE))
}

var tracker = ConnectionTracker()
var output = TrackerOutput()
let before = residentBytes()
let nothing: [UInt8] = []
for id in 0..<100_000 as Range<UInt64> {
    for call in scenarios[0].calls {
        tracker.take(
            call.isRead ? .read(total: call.total) : .wrote(total: call.total), on: ConnectionID(id),
            head: call.bytes.span.bytes, tail: nothing.span.bytes, at: Moment(time: .zero), &output)
    }
    output.removeAll()
}
print(
    "\((residentBytes() - before) / tracker.connectionCount) bytes for each of \(tracker.connectionCount) silent connections"
)
