import GlassAnalysis
import GlassModel

/// What a report is to tell of a profile.
struct ReportRequest {
    var selection: Selection = .all
    /// Which functions are listed; a stack is where one of its functions is.
    var functions: Filter = .none
    /// Which requests are listed and counted; nil for all.
    var requests: Filter?
    /// Which statements are listed.
    var queries: Filter = .none
    var metric: Metric?
    /// Nil for as many as fit a screen.
    var top: Int?

    var functionCount: Int { top ?? 10 }
    var stackCount: Int { top ?? 5 }
    var threadCount: Int { top ?? 10 }
    var routeCount: Int { top ?? 10 }
    var slowestCount: Int { top ?? 5 }
    var queryCount: Int { top ?? 5 }
}
