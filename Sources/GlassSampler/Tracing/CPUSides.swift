/// Where the samples of late met a thread that ran: on the tracer's CPU, or on another, and in its own code or in a call.
struct CPUSides {
    /// The share of those that met it on the tracer's CPU.
    private var beside = RecentShare()
    /// Of those that met it on the tracer's CPU, the share in a call, and how many there were.
    private var besideInCall = RecentShare()
    private var besideCount = 0
    /// Of those that met it on another while the tracer was near it at times, the share in its own code.
    private var farInCode = RecentShare()

    private static let enough = 0.2
    private static let few = 0.02
    private static let enoughSamples = 32

    mutating func metBeside(isInCall: Bool) {
        beside.note(true)
        besideInCall.note(isInCall)
        besideCount += 1
    }

    mutating func metElsewhere() { beside.note(false) }

    mutating func metFar(isInCall: Bool) { farInCode.note(!isInCall) }

    /// Samples come from its own CPU often enough to tell what it does.
    var isNear: Bool { beside.value > Self.enough }

    /// It is on the tracer's CPU at some ticks and on another at others, and the first are enough to tell what it does. One that
    /// is hardly ever met in its own code on the other, and sleeps, was moved there at the end of a call, when the tick had
    /// come: it stands where it stood.
    func isPassedBy(isAwake: Bool) -> Bool { isNear && (isAwake || farInCode.value > Self.enough) }

    /// From its own CPU it was hardly ever met in a call: where it is from another CPU, it went on to it.
    var isHardlyInCalls: Bool { besideCount >= Self.enoughSamples && besideInCall.value < Self.few }
}
