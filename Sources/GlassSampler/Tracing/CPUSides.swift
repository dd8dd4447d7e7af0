/// Where the samples of late met a thread that ran: on the tracer's CPU, or on another.
struct CPUSides {
    /// The share of those that met it on the tracer's CPU.
    private var besideShare = 0.0
    /// Of those that met it on another, the share in its own code.
    private var farCodeShare = 0.0

    private static let enough = 0.2
    private static let weight = 1.0 / 16

    mutating func met(besideTracer: Bool) { Self.follow(&besideShare, besideTracer) }

    mutating func metFar(isInCall: Bool) { Self.follow(&farCodeShare, !isInCall) }

    /// It is on the tracer's CPU at some ticks and on another at others, and the first are enough to tell what it does. One that
    /// is hardly ever met in its own code on the other was moved there at the end of a call, when the tick had come: it
    /// stands where it stood.
    var isPassedBy: Bool { besideShare > Self.enough && farCodeShare > Self.enough }

    private static func follow(_ share: inout Double, _ isSo: Bool) { share += ((isSo ? 1 : 0) - share) * weight }
}
