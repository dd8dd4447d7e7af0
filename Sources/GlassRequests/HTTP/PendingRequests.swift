/// A request whose response is not complete.
struct PendingRequest: Sendable {
    var exchange: Exchange
    /// Its last byte was seen, or is given up.
    var isComplete = false
    /// Its response is complete; the request itself is not.
    var isAnswered = false
    /// Bytes were lost since: what comes next may not be its response.
    var isUncertain = false
}

/// The requests of a connection that wait for a response, in the order in which they came. Bounded: a client may send
/// requests for as long as the target reads them.
struct PendingRequests: Sendable {
    static let limit = 16_384
    /// Of the bytes of text that the requests hold.
    static let textLimit = 1 << 20

    private var requests: [PendingRequest] = []
    private var firstIndex = 0
    private var textBytes = 0
    /// Requests beyond the limit, behind all others.
    private(set) var beyond = 0

    var count: Int { requests.count - firstIndex }
    var isEmpty: Bool { count == 0 }

    // Each looks at the oldest where it stands: a copy of it costs more than what is asked.
    var isFirstAnswered: Bool { !isEmpty && requests[firstIndex].isAnswered }
    var isFirstUncertain: Bool { !isEmpty && requests[firstIndex].isUncertain }
    var isFirstApproximate: Bool { !isEmpty && requests[firstIndex].exchange.flags.contains(.approximate) }
    func isFirst(_ method: String) -> Bool { !isEmpty && requests[firstIndex].exchange.method == method }

    /// Changes the oldest, where there is one.
    mutating func updateFirst(_ change: (inout PendingRequest) -> Void) {
        if !isEmpty { change(&requests[firstIndex]) }
    }

    /// Changes the newest, where it is the one that is being read.
    mutating func updateOpen(_ change: (inout PendingRequest) -> Void) {
        let last = requests.count - 1
        if !isEmpty && beyond == 0 && !requests[last].isComplete { change(&requests[last]) }
    }

    /// Bytes were lost: whose response comes next is not certain.
    mutating func becomeUncertain() {
        var index = requests.count - 1
        while index >= firstIndex && !requests[index].isUncertain {
            requests[index].isUncertain = true
            index -= 1
        }
    }

    /// Gives false where there are too many.
    mutating func append(_ request: PendingRequest) -> Bool {
        let text = request.exchange.target.utf8.count
        guard beyond == 0, count < Self.limit, textBytes + text <= Self.textLimit else {
            beyond += 1
            return false
        }
        textBytes += text
        requests.append(request)
        return true
    }

    /// Puts one before all others: a response came, and nobody knows to what.
    mutating func insertFirst(_ request: PendingRequest) {
        textBytes += request.exchange.target.utf8.count
        requests.insert(request, at: firstIndex)
        if count == 1 && beyond > 0 { beyond -= 1 }
    }

    mutating func removeFirst() -> PendingRequest? {
        guard !isEmpty else { return nil }
        let request = requests[firstIndex]
        textBytes -= request.exchange.target.utf8.count
        firstIndex += 1
        if firstIndex == requests.count {
            requests.removeAll(keepingCapacity: requests.capacity <= 8)
            firstIndex = 0
        } else if firstIndex >= 64 && firstIndex * 2 >= requests.count {
            requests.removeFirst(firstIndex)
            firstIndex = 0
        }
        return request
    }
}
