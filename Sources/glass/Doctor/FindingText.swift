import Rainbow

/// Findings as `glass doctor` prints them.
enum FindingText {
    static func text(_ findings: [Finding]) -> String {
        let width = findings.map(\.check.count).max() ?? 0
        let lines = findings.flatMap { finding -> [String] in
            let name = finding.check + String(repeating: " ", count: width - finding.check.count)
            let line = "\(mark(finding.status))  \(name)  \(finding.summary)"
            guard let remedy = finding.remedy else { return [line] }
            return [line, String(repeating: " ", count: width + 8) + "→ \(remedy)"]
        }
        return (lines + ["", verdict(findings)]).joined(separator: "\n") + "\n"
    }

    private static func mark(_ status: Finding.Status) -> String {
        switch status {
        case .ok: "ok  ".green
        case .warn: "warn".yellow
        case .fail: "FAIL".red.bold
        case .info: "info".cyan
        }
    }

    static func verdict(_ findings: [Finding]) -> String {
        let failures = findings.filter { $0.status == .fail }.map(\.check)
        guard failures.isEmpty else { return "Sampling is not possible: see \(failures.joined(separator: ", "))." }
        let lacksRequests = findings.contains { $0.check == "requests" && $0.status != .ok }
        return lacksRequests
            ? "Sampling is possible, but requests cannot be watched: see requests." : "Sampling is possible."
    }
}

/// Findings as `glass doctor --json` writes them.
struct FindingList: Encodable {
    private struct Entry: Encodable {
        let check: String
        let status: String
        let summary: String
        let remedy: String?
    }

    private let findings: [Entry]
    private let samplingPossible: Bool

    init(_ findings: [Finding]) {
        self.findings = findings.map {
            Entry(check: $0.check, status: $0.status.rawValue, summary: $0.summary, remedy: $0.remedy)
        }
        samplingPossible = !findings.contains { $0.status == .fail }
    }
}
