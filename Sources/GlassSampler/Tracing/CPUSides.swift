/// Where the samples of late met a thread that ran: on the tracer's CPU, or on another.
struct CPUSides {
    /// The share of those that met it on the tracer's CPU.
    private var beside = RecentShare()
    /// Of those that met it on another, the share in its own code.
    private var farInCode = RecentShare()

    private static let enough = 0.2

    mutating func met(besideTracer: Bool) { beside.note(besideTracer) }

    mutating func metFar(isInCall: Bool) { farInCode.note(!isInCall) }

    /// It is on the tracer's CPU at some ticks and on another at others, and the first are enough to tell what it does. One that
    /// is hardly ever met in its own code on the other was moved there at the end of a call, when the tick had come: it
    /// stands where it stood.
    var isPassedBy: Bool { beside.value > Self.enough && farInCode.value > Self.enough }
}
