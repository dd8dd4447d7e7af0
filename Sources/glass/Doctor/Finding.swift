/// What one check of `glass doctor` found.
struct Finding: Equatable, Sendable {
    enum Status: String, Sendable, CaseIterable {
        case ok
        /// Something is missing or worse than it could be, but sampling is possible.
        case warn
        /// Sampling is not possible.
        case fail
        /// A fact that explains others.
        case info
    }

    /// The check's short name: `yama`, `capabilities`.
    let check: String
    let status: Status
    let summary: String
    /// What to do about it.
    let remedy: String?

    init(_ check: String, _ status: Status, _ summary: String, remedy: String? = nil) {
        self.check = check
        self.status = status
        self.summary = summary
        self.remedy = remedy
    }
}
