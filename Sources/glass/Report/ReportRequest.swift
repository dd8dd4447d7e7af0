import GlassAnalysis
import GlassModel

/// What a report is to tell of a profile.
struct ReportRequest {
    var selection: Selection = .all
    /// Which functions are listed; a stack is where one of its functions is.
    var functions: Filter = .none
    var metric: Metric?
    /// Nil for as many as fit a screen.
    var top: Int?

    var functionCount: Int { top ?? 10 }
    var stackCount: Int { top ?? 5 }
    var threadCount: Int { top ?? 10 }
}

/// The filter of a report or an export: of functions, or of threads where it names a thread's fields.
enum ReportFilter {
    case functions(Filter)
    case threads(Filter)

    /// Throws an error of usage that says what is wrong with it as a filter of functions.
    init(_ text: String) throws(CommandError) {
        do throws(FilterError) {
            self = .functions(try Filter(text, fields: FunctionRow.filterFields))
        } catch {
            guard let filter = try? Filter(text, fields: ThreadRow.filterFields) else {
                throw .wrongUsage("the filter “\(text.printable)” makes no sense \(error)")
            }
            self = .threads(filter)
        }
    }

    /// Narrows a request down to what passes.
    func apply(to request: inout ReportRequest, profile: Profile) {
        switch self {
        case .functions(let filter): request.functions = filter
        case .threads(let filter):
            var table = ThreadTable(profile: profile, selection: request.selection)
            table.keep(filter)
            request.selection.threads = Set(table.rows.map(\.thread.key))
        }
    }
}
