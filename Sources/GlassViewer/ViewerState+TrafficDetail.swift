import GlassAnalysis
import GlassModel
import GlassTerminal

extension ViewerState {
    /// What the lines below the pane of requests say: of the selected route, request, query or frame.
    func requestsDetail(_ profile: Profile) -> Detail? {
        guard let opened = requests.detail else {
            return requests.showsRoutes ? routeDetail : requestDetail(profile)
        }
        if opened.part == .icicle, opened.hasSamples {
            return frameDetail(in: opened.icicle, of: outward, opened.metric, "this request", profile)
        }
        guard let queries = opened.detail?.queries else { return nil }
        return opened.list.index(in: opened.ids).map { sentQueryDetail(queries[$0]) }
    }

    private func sentQueryDetail(_ query: RequestDetail.Query) -> Detail {
        let record = query.record
        var figures = [
            ("after", DurationText.format(query.offset)), ("duration", DurationText.format(record.duration)),
        ]
        if let rows = record.rows { figures.append(("rows", NumberText.count(rows))) }
        if let status = record.status { figures.append(("status", String(status))) }
        if query.repetitions > 1 { figures.append(("sent", "\(query.repetitions) times")) }
        figures += [("out", SizeText.format(record.bytesOut)), ("in", SizeText.format(record.bytesIn))]
        let place = [record.error ?? "", query.statement?.wireProtocol.rawValue ?? "", record.peer]
        return Detail(
            mark: theme[record.error == nil ? .memory : .bad], name: query.statement?.text ?? "",
            place: place.filter { !$0.isEmpty }.joined(separator: " · "), figures: figures)
    }

    private func requestDetail(_ profile: Profile) -> Detail? {
        guard let row = requests.selected(of: profile) else { return nil }
        let record = row.record
        var figures = [("duration", DurationText.format(record.duration))]
        if let time = record.timeToFirstByte { figures.append(("first byte", DurationText.format(time))) }
        if let cpu = record.cpu { figures.append(("cpu", DurationText.format(cpu))) }
        if let waiting = record.waiting { figures.append(("waiting", DurationText.format(waiting))) }
        if record.queryCount > 0 {
            figures.append(("queries", "\(record.queryCount) in \(DurationText.format(record.queryTime))"))
        }
        if row.isRepeating { figures.append(("N+1", "one statement \(record.mostRepeated) times")) }
        figures += [("in", SizeText.format(record.bytesIn)), ("out", SizeText.format(record.bytesOut))]
        let place = [record.error ?? "", record.flags.names, record.peer, row.thread?.name ?? ""]
        return Detail(
            mark: theme[Theme.outcome(of: record).role], name: "\(row.route.method) \(record.target)",
            place: place.filter { !$0.isEmpty }.joined(separator: " · "), figures: figures)
    }

    private var routeDetail: Detail? {
        guard let row = selectedRouteRow else { return nil }
        var figures = [
            ("requests", "\(NumberText.count(row.count)), \(rateText(row.rate))/s"),
            ("failed", NumberText.count(row.failed)), ("p50", DurationText.format(row.p50)),
            ("p90", DurationText.format(row.p90)), ("p99", DurationText.format(row.p99)),
            ("max", DurationText.format(row.maximum)), ("out", SizeText.format(row.bytesOut)),
        ]
        if row.notKept > 0 { figures.append(("only counted", NumberText.count(row.notKept))) }
        return Detail(
            mark: theme[row.failed > 0 ? .bad : .good], name: row.route.name, place: row.route.wireProtocol.rawValue,
            figures: figures)
    }

    func queryDetail(_ row: QueryRow) -> Detail {
        var figures = [("queries", "\(NumberText.count(row.count)), \(rateText(row.rate))/s")]
        if row.isRepeating { figures.append(("N+1", "in \(NumberText.count(row.repeatingRequests)) requests")) }
        figures += [
            ("sent by", senders(of: row)), ("total", DurationText.format(row.total)),
            ("p50", DurationText.format(row.p50)), ("p99", DurationText.format(row.p99)),
            ("max", DurationText.format(row.maximum)),
        ]
        if row.notKept > 0 { figures.append(("only counted", NumberText.count(row.notKept))) }
        return Detail(
            mark: theme[row.failed > 0 ? .bad : .memory], name: row.statement.text,
            place: row.statement.wireProtocol.rawValue, figures: figures)
    }

    /// As many as there is room for, each with its share.
    private func senders(of row: QueryRow) -> String {
        var text = ""
        for (index, sender) in row.senders.enumerated() {
            let share = Double(sender.count) / Double(max(1, row.count))
            let name = "\(sender.route?.name ?? "not known") \(NumberText.percent(share))"
            if index > 0, columns(of: text) + columns(of: name) > size.width / 2 {
                return text + ", \(row.senders.count - index) more"
            }
            text += index > 0 ? ", " + name : name
        }
        return text
    }
}
