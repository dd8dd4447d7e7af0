import GlassAnalysis
import GlassModel

/// A filter of a report: of whatever has the fields that it names. A filter of functions and requests, a bare word for
/// instance, is for both.
struct ReportFilter {
    let functions: Filter?
    /// Of threads, where it is none of functions.
    let threads: Filter?
    let requests: Filter?
    let queries: Filter?

    /// Throws an error of usage that says what is wrong with it.
    init(_ text: String) throws(CommandError) {
        functions = try? Filter(text, fields: FunctionRow.filterFields)
        threads = functions == nil ? try? Filter(text, fields: ThreadRow.filterFields) : nil
        requests = try? Filter(text, fields: RequestRow.filterFields)
        queries = try? Filter(text, fields: QueryRow.filterFields)
        if functions == nil, threads == nil, requests == nil, queries == nil { throw Self.error(in: text) }
    }

    /// Narrows a report down to what passes.
    func apply(to request: inout ReportRequest, profile: Profile) {
        request.functions = functions ?? .none
        request.requests = requests
        request.queries = queries ?? .none
        if let threads { request.selection.threads = Self.threads(threads, of: profile, request.selection) }
    }

    static func threads(_ filter: Filter, of profile: Profile, _ selection: Selection) -> Set<ThreadKey> {
        var table = ThreadTable(profile: profile, selection: selection)
        table.keep(filter)
        return Set(table.rows.map(\.thread.key))
    }

    /// Of all that could have been meant, the mistake that is none of a field's name; else the names that there are.
    private static func error(in text: String) -> CommandError {
        let kinds: [(String, [FilterField])] = [
            ("functions", FunctionRow.filterFields), ("threads", ThreadRow.filterFields),
            ("requests", RequestRow.filterFields), ("queries", QueryRow.filterFields),
        ]
        var unknown = ""
        for (_, fields) in kinds {
            do throws(FilterError) { _ = try Filter(text, fields: fields) } catch {
                guard case .unknownField(let name, _) = error.problem else {
                    return .wrongUsage("the filter “\(text.printable)” makes no sense \(error)")
                }
                if unknown.isEmpty { unknown = "at column \(error.column): no field `\(name.printable)`" }
            }
        }
        let known = kinds.map { "\($0.0) have \($0.1.map(\.name).joined(separator: ", "))" }.joined(separator: "; ")
        return .wrongUsage(
            "the filter “\(text.printable)” makes no sense \(unknown); \(known); and all of its fields belong to one of them"
        )
    }
}

extension Filter {
    /// A filter of rows of one kind. Throws an error of usage that says what is wrong with it.
    init(argument text: String, fields: [FilterField]) throws(CommandError) {
        do throws(FilterError) {
            try self.init(text, fields: fields)
        } catch {
            throw .wrongUsage("the filter “\(text.printable)” makes no sense \(error)")
        }
    }
}
