import GlassAnalysis
import GlassModel
import GlassTerminal

/// A moment as a clock on the wall shows it: `15:04:05.123`.
func timeOfDay(_ time: Timestamp, secondsFromUTC: Int64, milliseconds: Bool) -> String {
    func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let second = ((time.second &+ secondsFromUTC) % 86_400 + 86_400) % 86_400
    let text = "\(two(second / 3_600)):\(two(second / 60 % 60)):\(two(second % 60))"
    guard milliseconds else { return text }
    let fraction = String((time.rawValue &- time.second &* 1_000_000_000) / 1_000_000)
    return text + "." + String(repeating: "0", count: max(0, 3 - fraction.count)) + fraction
}

extension Theme {
    /// What a request came to: its status or its error, and the colour of that.
    static func outcome(of record: RequestRecord) -> (text: String, role: Role) {
        let isFailed = record.flags.contains(.failed)
        guard let status = record.status else {
            if let error = record.error { return (error, .bad) }
            if record.flags.contains(.cutShort) { return ("cut", .warn) }
            return isFailed ? ("failed", .bad) : ("ok", .good)
        }
        return (String(status), isFailed ? .bad : role(ofStatus: status))
    }

    private static func role(ofStatus status: Int32) -> Role {
        switch status {
        case ..<200: .dim
        case ..<300: .good
        case ..<400: .accent
        case ..<500: .warn
        default: .bad
        }
    }
}

extension DurationText {
    /// Nothing for what is not known.
    static func format(_ time: Nanoseconds?) -> String { time.map { format($0) } ?? "" }
}

/// Words in lines of at most `width` columns.
func wrapped(_ text: String, to width: Int) -> [String] {
    var lines: [String] = []
    for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
        var line = ""
        for word in paragraph.split(separator: " ") {
            if !line.isEmpty, columns(of: line) + columns(of: word) + 1 > max(8, width) {
                lines.append(line)
                line = ""
            }
            line += line.isEmpty ? String(word) : " " + word
        }
        lines.append(line)
    }
    return lines
}

extension ViewerState {
    /// What is looked at in the panes of requests and queries.
    var trafficScope: [String] {
        guard pane == .requests, let profile, captureExplanation == nil, filterScope.isEmpty else { return [] }
        if requests.detail != nil { return ["request"] }
        let notNow = profile.requestCapture.state == .steppedBack ? ["not watched now"] : []
        return notNow + tableScope(profile)
    }

    private func tableScope(_ profile: Profile) -> [String] {
        guard requests.showsRoutes else {
            let all = NumberText.count(Int64(requests.each.countOfAll))
            let room = layout.tabs.width - (tabs.last?.area.right ?? 0) - 2
            return [columns(of: all) + 9 <= room ? "\(all) requests" : all]
        }
        if selection.seconds != nil { return [] }
        let length = clock(Int64(clamping: profile.seconds.count))
        let isShort = profile.seconds.count <= 900
        return [requests.period == .whole || isShort ? "all \(length)" : "last 15 min"]
    }

    /// Why there are no requests, and what to do about it; nil where there are some.
    var captureExplanation: (title: String, text: String)? {
        guard let profile, !profile.hasTraffic else { return nil }
        let capture = profile.requestCapture
        switch capture.state {
        case .waiting:
            return ("No connection yet", "The target has no socket. Requests are watched from its first one on.")
        case .on: return ("No request yet", "Requests are watched; none has been answered so far.")
        case .off:
            let text =
                "Nothing asked for them when this was recorded. \(capture.explanation)\nTo see them, attach or record with `--requests auto`."
            return ("Requests are not captured", text)
        case .steppedBack: return ("Requests are not watched for now", capture.explanation)
        case .unavailable:
            let text = capture.explanation.isEmpty ? "`glass doctor` says what is missing." : capture.explanation
            return ("Requests cannot be captured here", text)
        }
    }
}
