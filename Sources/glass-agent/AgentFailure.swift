import GlassConfiguration
import GlassModel
import GlassSampler
import GlassStore
import GlassSystem

/// Why the agent could not do its work, with the exit status that says so.
struct AgentFailure: Error {
    let message: String
    let status: Int32
    /// The target was not sampled at all.
    var isBeforeSampling = false

    init(_ error: TargetError) {
        isBeforeSampling = true
        message = error.description
        status = if case .notPermitted = error { 77 } else { 69 }
    }

    init(_ error: StoreError) {
        message = error.description
        status = error.kind == .notPermitted ? 77 : 73
    }

    init(_ error: SystemError) {
        message = "\(error); glass needs this call of the system to sample"
        status = 69
    }

    init(_ error: SocketTapError) {
        message = error.description
        status = if case .notPermitted = error { 77 } else { 69 }
    }

    init(_ error: ConfigurationError) {
        message = error.description
        status = 64
    }

    init(localsTo path: String) {
        message = "the local variables cannot be written to \(path)"
        status = 73
    }

    private init(message: String, status: Int32) {
        self.message = message
        self.status = status
    }

    private init(sink error: any Error) {
        if let error = error as? StoreError {
            self.init(error)
        } else {
            self.init(message: "the recording could not be written: \(error)", status: 73)
        }
    }

    static func throwIfFailed(_ outcome: Sampler.Outcome) throws(AgentFailure) {
        switch outcome {
        case .ended: return
        case .notAttached(let error): throw AgentFailure(error)
        case .unable(let error): throw AgentFailure(error)
        case .sinkFailed(let error): throw AgentFailure(sink: error)
        }
    }
}
