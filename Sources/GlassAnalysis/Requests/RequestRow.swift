import GlassModel

/// A request with what its identifiers stand for.
public struct RequestRow: Hashable, Sendable {
    public let record: RequestRecord
    public let route: Route
    public let thread: ThreadRecord?
    /// Since the recording began.
    public let time: Nanoseconds

    /// - Parameter index: A place in ``Profile/requests``.
    public init(profile: Profile, index: Int) {
        record = profile.requests[index]
        route = profile.route(record.route)
        thread = record.thread.flatMap { profile.threads[$0] }
        time = record.started - profile.info.started
    }

    public var isFailed: Bool { record.flags.contains(.failed) }
    /// One statement was sent so often for it that it could have been one query.
    public var isRepeating: Bool { record.mostRepeated >= Profile.manyTimes }
}

extension RequestFlags {
    /// The names of the flags that are set, with blanks between: `failed approximate`.
    public var names: String {
        let all: [(RequestFlags, String)] = [
            (.failed, "failed"), (.approximate, "approximate"), (.cutShort, "cut-short"), (.upgraded, "upgraded"),
            (.streaming, "streaming"), (.pipelined, "pipelined"),
        ]
        return all.filter { contains($0.0) }.map(\.1).joined(separator: " ")
    }
}

extension Attribution {
    public var name: String {
        switch self {
        case .none: "none"
        case .thread: "thread"
        case .task: "task"
        }
    }
}

extension RequestRow: FilterSubject {
    public static let filterFields: [FilterField] = [
        FilterField("time", .duration), FilterField("protocol", .text), FilterField("method", .text),
        FilterField("route", .text), FilterField("target", .text), FilterField("status", .number),
        FilterField("error", .text), FilterField("duration", .duration), FilterField("ttfb", .duration),
        FilterField("cpu", .duration), FilterField("waiting", .duration), FilterField("queries", .number),
        FilterField("query_time", .duration), FilterField("repeated", .number), FilterField("bytes_in", .size),
        FilterField("bytes_out", .size), FilterField("peer", .text), FilterField("thread", .text),
        FilterField("flags", .text), FilterField("failed", .text), FilterField("attribution", .text),
    ]

    public func value(of field: String) -> FilterValue? {
        switch field {
        case "time": .duration(time)
        case "protocol": .text(route.wireProtocol.rawValue)
        case "method": .text(route.method)
        case "route": .text(route.pattern)
        case "target": .text(record.target)
        case "status": record.status.map { .number(Double($0)) }
        case "error": record.error.map { .text($0) }
        case "peer": .text(record.peer)
        case "thread": thread.map { .text($0.name) }
        case "flags": .text(record.flags.names)
        case "failed": .text(isFailed ? "yes" : "no")
        case "attribution": .text(record.attribution.name)
        default: figure(of: field)
        }
    }

    private func figure(of field: String) -> FilterValue? {
        switch field {
        case "duration": .duration(record.duration)
        case "ttfb": record.timeToFirstByte.map { .duration($0) }
        case "cpu": record.cpu.map { .duration($0) }
        case "waiting": record.waiting.map { .duration($0) }
        case "queries": .number(Double(record.queryCount))
        case "query_time": .duration(record.queryTime)
        case "repeated": .number(Double(record.mostRepeated))
        case "bytes_in": .size(record.bytesIn)
        case "bytes_out": .size(record.bytesOut)
        default: nil
        }
    }

    public var texts: [String] { [route.pattern, record.target, route.method, record.peer] }
}
