import GlassModel

/// Requests one by one, a column for each property: about a hundred bytes a request, and conditions on one property
/// read nothing else. They are only ever added, so the place of a request never changes.
public struct RequestColumns: Sendable {
    private(set) var ids: [Int32] = []
    private(set) var routes: [Int32] = []
    private(set) var targets: [Int32] = []
    /// ``none`` where there is none, as in all columns of numbers.
    private(set) var statuses: [Int32] = []
    private(set) var errors: [Int32] = []
    private(set) var starts: [Int64] = []
    private(set) var durations: [Int64] = []
    private(set) var timesToFirstByte: [Int64] = []
    private(set) var attributions: [Attribution] = []
    private(set) var cpuTimes: [Int64] = []
    private(set) var queryCounts: [Int32] = []
    private(set) var queryTimes: [Int64] = []
    private(set) var repetitions: [Int32] = []
    private(set) var bytesIn: [Int64] = []
    private(set) var bytesOut: [Int64] = []
    private(set) var peers: [Int32] = []
    private(set) var threads: [Int32] = []
    private(set) var flags: [UInt8] = []
    /// Of targets, errors and peers.
    private(set) var texts = TextTable()

    /// What stands in a column of numbers for what is not known.
    static let none = Int64.min
    static let noText: Int32 = -1
    static let noNumber = Int32.min

    public init() {}

    public var count: Int { ids.count }
    public var isEmpty: Bool { ids.isEmpty }
    public var lastID: RequestID? { ids.last.map { RequestID($0) } }

    /// The place of a request; nil for one that is not here.
    public func index(of id: RequestID) -> Int? {
        let place = ids.partitioningIndex { $0 >= id.rawValue }
        return place < ids.count && ids[place] == id.rawValue ? place : nil
    }

    /// The request at a place, put together from its columns.
    public subscript(index: Int) -> RequestRecord {
        RequestRecord(
            id: RequestID(ids[index]), route: RouteID(routes[index]), target: texts[targets[index]],
            status: statuses[index] == Self.noNumber ? nil : statuses[index],
            error: errors[index] == Self.noText ? nil : texts[errors[index]],
            started: Timestamp(rawValue: starts[index]), duration: Nanoseconds(durations[index]),
            timeToFirstByte: Self.time(timesToFirstByte[index]), attribution: attributions[index],
            cpu: Self.time(cpuTimes[index]), queryCount: queryCounts[index], queryTime: Nanoseconds(queryTimes[index]),
            mostRepeated: repetitions[index], bytesIn: bytesIn[index], bytesOut: bytesOut[index],
            peer: texts[peers[index]], thread: threads[index] == 0 ? nil : ThreadKey(threads[index]),
            flags: RequestFlags(rawValue: Int32(flags[index])))
    }

    private static func time(_ value: Int64) -> Nanoseconds? { value == none ? nil : Nanoseconds(value) }

    mutating func append(_ request: RequestRecord) {
        ids.append(request.id.rawValue)
        routes.append(request.route.rawValue)
        targets.append(texts.id(of: request.target))
        statuses.append(request.status ?? Self.noNumber)
        errors.append(request.error.map { texts.id(of: $0) } ?? Self.noText)
        starts.append(request.started.rawValue)
        durations.append(max(0, request.duration.rawValue))
        timesToFirstByte.append(request.timeToFirstByte?.rawValue ?? Self.none)
        attributions.append(request.attribution)
        cpuTimes.append(request.cpu?.rawValue ?? Self.none)
        queryCounts.append(max(0, request.queryCount))
        queryTimes.append(max(0, request.queryTime.rawValue))
        repetitions.append(max(0, request.mostRepeated))
        bytesIn.append(request.bytesIn)
        bytesOut.append(request.bytesOut)
        peers.append(texts.id(of: request.peer))
        threads.append(request.thread?.rawValue ?? 0)
        flags.append(UInt8(truncatingIfNeeded: request.flags.rawValue))
    }

    /// CPU time is known of few requests at most; where it is not, neither is the time they waited.
    func waiting(_ index: Int) -> Int64 {
        cpuTimes[index] == Self.none ? Self.none : max(0, durations[index] &- cpuTimes[index])
    }

    func ended(_ index: Int) -> Timestamp { Timestamp(rawValue: starts[index]) + Nanoseconds(durations[index]) }
}
