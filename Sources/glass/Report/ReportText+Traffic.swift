import GlassAnalysis
import GlassModel
import Rainbow

/// The words about requests and queries.
extension ReportText {
    /// A line among the figures.
    var trafficText: String? {
        guard let traffic = content.requests else { return nil }
        let counted = traffic.total.count > 0 ? totals(traffic.total) : nil
        return [counted, state(traffic)].compactMap { $0 }.joined(separator: "; ")
    }

    private func totals(_ total: ReportTraffic.Latency) -> String {
        let share = NumberText.percent(Double(total.failed) / Double(max(1, total.count)))
        let notKept = total.notKept > 0 ? ", \(NumberText.count(total.notKept)) of them only counted" : ""
        return
            "\(NumberText.count(total.count))\(notKept), \(NumberText.fixed(total.rate, 1)) a second, \(share) failed; "
            + "p50 \(time(total.p50Ns)), p90 \(time(total.p90Ns)), p99 \(time(total.p99Ns))"
    }

    private func state(_ traffic: ReportTraffic) -> String? {
        let why = traffic.explanation.isEmpty ? "" : ": \(traffic.explanation.printable)"
        switch GlassModel.RequestCapture.State(rawValue: traffic.capture) {
        case .on: return traffic.total.count == 0 ? "none seen" : nil
        case .steppedBack: return "not watched at the end\(why)"
        case .unavailable: return "could not be watched\(why)"
        case .waiting: return "none: the target had no connection"
        case .off, nil: return traffic.total.count == 0 ? "not watched\(why)" : nil
        }
    }

    var routes: [String] {
        guard let traffic = content.requests, !traffic.routes.isEmpty else { return [] }
        var table = TextTable([
            ("COUNT", .right), ("RATE", .right), ("P50", .right), ("P90", .right), ("P99", .right),
            ("FAILED", .right), ("ROUTE", .left),
        ])
        for route in traffic.routes {
            let latency = route.latency
            table.add([
                NumberText.count(latency.count), "\(NumberText.fixed(latency.rate, 1))/s", time(latency.p50Ns),
                time(latency.p90Ns), time(latency.p99Ns),
                latency.failed > 0 ? NumberText.percent(Double(latency.failed) / Double(max(1, latency.count))) : "",
                cut(route.name.printable, to: nameWidth),
            ])
        }
        let of = traffic.routeCount > traffic.routes.count ? " of \(traffic.routeCount)" : ""
        return ["Slowest routes, \(traffic.routes.count)\(of), by 99th percentile".bold] + table.lines
    }

    var requests: [String] {
        guard let traffic = content.requests, !traffic.slowest.isEmpty else { return [] }
        var table = TextTable([
            ("TIME", .right), ("CPU", .right), ("WAITING", .right), ("QUERIES", .right), ("STATUS", .left),
            ("REQUEST", .left),
        ])
        for request in traffic.slowest {
            table.add([
                time(request.durationNs), request.cpuNs.map(time) ?? "", request.waitingNs.map(time) ?? "",
                queries(request), (request.status.map { "\($0)" } ?? request.error ?? "").printable,
                cut(name(request).printable, to: nameWidth),
            ])
        }
        return ["Slowest requests".bold] + table.lines
    }

    private func queries(_ request: ReportTraffic.Request) -> String {
        guard request.queries > 0 else { return "" }
        return "\(request.queries) in \(time(request.queryNs))\(request.repeatsAStatement ? " N+1" : "")"
    }

    /// Of other protocols than HTTP the target, a statement, begins with the method.
    private func name(_ request: ReportTraffic.Request) -> String {
        request.method.isEmpty || request.target.hasPrefix(request.method)
            ? request.target : "\(request.method) \(request.target)"
    }

    var queries: [String] {
        guard let traffic = content.requests, !traffic.queries.isEmpty else { return [] }
        var table = TextTable([
            ("TOTAL", .right), ("COUNT", .right), ("P99", .right), ("ROWS", .right), ("FAILED", .right),
            ("STATEMENT", .left),
        ])
        for query in traffic.queries {
            let flag = query.repeatingRequests > 0 ? "  N+1 in \(plural(Int(query.repeatingRequests), "request"))" : ""
            table.add([
                time(query.totalNs), NumberText.count(query.count), time(query.p99Ns), NumberText.count(query.rows),
                query.failed > 0 ? NumberText.count(query.failed) : "",
                cut(query.statement.printable, to: nameWidth) + flag,
            ])
        }
        let of = traffic.queryCount > traffic.queries.count ? " of \(traffic.queryCount)" : ""
        return ["Hottest queries, \(traffic.queries.count)\(of), by time".bold] + table.lines
    }
}
