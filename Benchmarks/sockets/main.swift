import GlassModel
import GlassSystem
import Glibc

// `socket-bench PID` watches a process with a consumer that only counts. Lines on standard input: `attach` and
// `detach`; each is answered with how many microseconds it took. At the end of the input it says what it has counted.

struct Counted {
    var events = 0
    var bytes = 0
    var gaps = 0
}

func report(_ tap: SocketTap, _ counted: Counted) {
    print(counted.events, counted.bytes, counted.gaps, tap.lostEvents, tap.handledCalls, tap.cost.rawValue)
}

func timed(_ body: () throws -> Void) rethrows {
    let began = Clocks.monotonic
    try body()
    print((Clocks.monotonic - began).rawValue / 1_000)
    fflush(nil)
}

enum Order {
    case nothing, attach, detach, end

    /// The next one, if there is one; whoever gives them waits for the answer to each.
    static func next() -> Order {
        var input = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
        guard poll(&input, 1, 0) > 0 else { return .nothing }
        var text = [UInt8](repeating: 0, count: 64)
        guard read(0, &text, text.count) > 0 else { return .end }
        return text[0] == UInt8(ascii: "a") ? .attach : .detach
    }
}

func run(_ process: ProcessID) throws {
    let tap = try SocketTap()
    try tap.watch(process)
    var counted = Counted()
    print("ready")
    fflush(nil)
    while true {
        switch Order.next() {
        case .nothing: break
        case .attach: try timed { try tap.attach() }
        case .detach: timed { tap.detach() }
        case .end: return report(tap, counted)
        }
        tap.poll(timeout: Nanoseconds(20_000_000)) { event, head, tail in
            if event.action == .gap {
                counted.gaps += 1
            } else {
                counted.events += 1
                counted.bytes += head.byteCount + tail.byteCount
            }
        }
    }
}

guard CommandLine.arguments.count == 2, let process = Int32(CommandLine.arguments[1]) else {
    print("usage: socket-bench PID")
    exit(64)
}
do {
    try run(ProcessID(process))
} catch {
    print(error)
    exit(77)
}
