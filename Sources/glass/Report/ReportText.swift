import GlassAnalysis
import GlassModel
import Rainbow

/// The words of `glass report`.
struct ReportText {
    let content: ReportContent
    /// Where the profile was read from.
    let path: String
    /// Gives a moment in local time.
    let clock: (Timestamp) -> String

    /// Longer names are cut in the middle.
    let nameWidth = 60
    /// More frames of a stack are left out at its outer end.
    private let stackDepth = 8

    var lines: [String] {
        let sections = [
            heading, figures, routes, requests, queries, functions, stacks, threads, losses, notices,
        ]
        return Array(sections.filter { !$0.isEmpty }.joined(separator: [""]))
    }

    private var metricName: String {
        switch content.metric {
        case Metric.cpu.rawValue: "CPU time"
        case Metric.wall.rawValue: "time, running or waiting"
        default: content.metric
        }
    }

    private var heading: [String] {
        let target = content.target
        let title = isImported ? target.program : "\(target.program) (\(target.pid)) on \(target.host)"
        return [
            title.printable.bold,
            "  \(cut(target.commandLine.printable, to: 100))",
            "  \(howItWasMade)",
            "  \(path.printable)",
        ].filter { !$0.allSatisfy { $0 == " " } }
    }

    private var howItWasMade: String {
        let recording = content.recording
        let started = recording.started > 0 ? clock(Timestamp(nanosecondsSinceEpoch: recording.started)) : nil
        let duration = knowsTime ? time(recording.durationNs) : nil
        let end = recording.end.map { "; \($0)" } ?? ""
        return [started, duration, engineText].compactMap { $0 }.joined(separator: ", ") + end
    }

    private var engineText: String {
        if isImported { return "imported" }
        let recording = content.recording
        let achieved = recording.rateAchievedHz.map { " (\(NumberText.fixed($0, 1)) achieved)" } ?? ""
        let how = recording.engine == Engine.perf.rawValue ? " by perf" : ""
        return "at \(recording.rateHz.plain) Hz\(how)\(achieved)"
    }

    /// Read from another tool's file, which names no process and no host.
    private var isImported: Bool { content.recording.engine == Engine.imported.rawValue }

    /// Many such files say nothing of time: all of theirs is put into one second.
    private var knowsTime: Bool {
        !isImported || content.recording.started > 0 || content.recording.durationNs > 1_000_000_000
    }

    private var figures: [String] {
        var table = TextTable([("", .left), ("", .left)], indent: "")
        table.add(["CPU", cpuText])
        if let memory = content.memory { table.add(["Memory", memoryText(memory)]) }
        table.add(["Samples", "\(NumberText.count(content.samples)) of \(plural(content.threadCount, "thread"))"])
        if content.unwinding.stacks > 0 { table.add(["Stacks", unwindingText]) }
        if let traffic = trafficText { table.add(["Requests", traffic]) }
        if let cost = costText { table.add(["Cost", cost]) }
        return table.lines
    }

    private var cpuText: String {
        let cpu = content.cpu
        let share = knowsTime ? ", \(NumberText.fixed(cpu.cores * 100, 1)) % of one core" : ""
        var parts = [time(cpu.sampledNs) + share]
        if let user = cpu.userNs, let system = cpu.systemNs {
            parts.append("(user \(time(user)), system \(time(system)) by the kernel's count)")
        }
        return parts.joined(separator: " ")
    }

    private func memoryText(_ memory: ReportContent.Memory) -> String {
        let shared = memory.proportionalBytes.map { ", \(SizeText.format($0)) with shared pages divided" } ?? ""
        return "\(SizeText.format(memory.residentBytes)) resident, at most \(SizeText.format(memory.residentPeakBytes))"
            + shared
    }

    private var unwindingText: String {
        let unwinding = content.unwinding
        let share = NumberText.percent(Double(unwinding.whole) / Double(max(1, unwinding.stacks)))
        let text = "\(NumberText.count(unwinding.stacks)) unwound, \(share) of them to the root"
        guard unwinding.framesGuessed > 0, unwinding.frames > 0 else { return text }
        let guessed = NumberText.percent(Double(unwinding.framesGuessed) / Double(unwinding.frames))
        return text + "; \(guessed) of their frames by frame pointers"
    }

    private var costText: String? {
        guard let share = content.cost.toTarget else { return nil }
        let agent = content.cost.agentCPUNs.map { "; the agent used \(time($0)) of CPU" } ?? ""
        return "\(NumberText.fixed(share * 100, 2)) % of the target's CPU time\(agent)"
    }

    private var functions: [String] {
        guard !content.functions.isEmpty else { return ["No function took any time."] }
        var table = TextTable([
            ("SELF", .right), ("", .right), ("TOTAL", .right), ("", .right), ("FUNCTION", .left), ("MODULE", .left),
        ])
        for row in content.functions {
            table.add([
                amount(cpu: row.selfNs, wall: row.selfWallNs, samples: row.selfSamples),
                NumberText.percent(row.selfShare),
                amount(cpu: row.totalNs, wall: row.totalWallNs, samples: row.totalSamples),
                NumberText.percent(row.totalShare), cut(row.function.printable, to: nameWidth), row.module.printable,
            ])
        }
        let of = content.functionCount > content.functions.count ? " of \(content.functionCount)" : ""
        return ["Hottest functions, \(content.functions.count)\(of), by \(metricName)".bold] + table.lines
    }

    private var stacks: [String] {
        guard !content.stacks.isEmpty else { return [] }
        let blocks = content.stacks.map { stack in
            let amount = amount(cpu: stack.cpuNs, wall: stack.wallNs, samples: stack.samples)
            return ["  \(NumberText.percent(stack.share))  \(amount)"] + frames(stack.functions)
        }
        return ["Hottest stacks, innermost frame first".bold] + blocks.joined()
    }

    private func frames(_ functions: [String]) -> [String] {
        let shown = functions.reversed().prefix(stackDepth).map { "      \(cut($0.printable, to: 90))" }
        let left = functions.count - shown.count
        return left > 0 ? shown + ["      … \(plural(left, "frame")) further out"] : shown
    }

    private var threads: [String] {
        guard !content.threads.isEmpty else { return [] }
        var table = TextTable([
            ("TID", .right), ("NAME", .left), ("CPU", .right), ("SHARE", .right), ("WAITING", .right),
            ("MOSTLY IN", .left),
        ])
        for row in content.threads {
            table.add([
                "\(row.tid)", row.name.printable + (row.ended ? " (ended)" : ""), time(row.cpuNs),
                NumberText.percent(row.share), time(row.waitingNs),
                row.topFunction.map { cut($0.printable, to: nameWidth) } ?? "",
            ])
        }
        let of = content.threadCount > content.threads.count ? " of \(content.threadCount)" : ""
        return ["Threads, \(content.threads.count)\(of)".bold] + table.lines
    }

    private var losses: [String] {
        let broken = content.unwinding.broken.prefix(5)
        guard !content.losses.isEmpty || !broken.isEmpty else { return ["Nothing was lost."] }
        var table = TextTable([("", .right), ("", .left)])
        for loss in content.losses { table.add([NumberText.count(loss.count), describe(loss)]) }
        for end in broken { table.add([NumberText.count(end.count), "stack not whole: \(describe(end))"]) }
        return ["Losses".bold] + table.lines
    }

    private func describe(_ entry: ReportContent.LossEntry) -> String {
        (entry.detail.isEmpty ? entry.reason : "\(entry.reason) (\(entry.detail))").printable
    }

    private var notices: [String] { content.notices.map { "Note: \($0.printable)" } }

    private func amount(cpu: Int64, wall: Int64, samples: Int64) -> String {
        switch content.metric {
        case Metric.cpu.rawValue: time(cpu)
        case Metric.samples.rawValue: NumberText.count(samples)
        default: time(wall)
        }
    }

    func time(_ nanoseconds: Int64) -> String { DurationText.format(Nanoseconds(nanoseconds)) }
    func plural(_ count: Int, _ word: String) -> String { "\(count) \(word)\(count == 1 ? "" : "s")" }

    func cut(_ text: String, to width: Int) -> String {
        guard text.count > width else { return text }
        let tail = width / 3
        return "\(text.prefix(width - tail - 1))…\(text.suffix(tail))"
    }
}
