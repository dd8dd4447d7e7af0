import GlassAnalysis
import GlassExchange
import GlassModel
import GlassTerminal

/// A file that is to be written to the current directory.
struct ExportFile: Hashable, Sendable {
    /// Without a number, which is added where a file of that name exists.
    let name: String
    let suffix: String
    let text: String
}

extension ViewerState {
    /// What is shown, as a file: tables as CSV, the icicle as folded stacks, the timeline as CSV of the counters.
    mutating func export() -> [ViewerEffect] {
        guard let profile else { return [] }
        var sink = StringSink()
        do {
            switch pane {
            case .icicle: try FoldedWriter(metric: metric).write(profile, selection: selection, to: &sink)
            case .functions: if let table = functions.shown { try CSVWriter.write(table, to: &sink) }
            case .threads: if let table = threads.shown { try CSVWriter.write(table, to: &sink) }
            case .timeline: try CSVWriter.writeCounters(of: profile, selection: selection, to: &sink)
            }
        } catch {
            notice = Notice(text: "not exported: \(error)", kind: .bad)
            return []
        }
        let target = profile.info.executable.split(separator: "/").last.map(String.init) ?? "target"
        let safe = String(
            target.unicodeScalars.filter {
                $0.properties.isAlphabetic || ("0"..."9").contains($0) || "-_.".unicodeScalars.contains($0)
            }.map(Character.init))
        let file = ExportFile(
            name: "glass-\(safe)-\(pane.rawValue)", suffix: pane == .icicle ? "folded" : "csv", text: sink.text)
        return [.write(file)]
    }

    /// What is selected, for the clipboard: a stack as folded text, a function's or a thread's name.
    mutating func copy() -> [ViewerEffect] {
        guard let text = selectedText else {
            notice = Notice(text: "nothing is selected that could be copied", kind: .bad)
            return []
        }
        notice = Notice(text: "copied \(clipped(text, to: 60))", kind: .good)
        return [.copy(text)]
    }

    private var selectedText: String? {
        switch pane {
        case .icicle:
            guard let profile, let node = icicle.shownNode(tree), node != .root else { return nil }
            let names = tree.path(to: node).compactMap { tree.function(of: $0) }.map { profile.function($0).function }
            return sanitize(names.joined(separator: ";"))
        case .functions: return (functions.selected?.name).map(sanitize)
        case .threads: return (threads.selected?.name).map(sanitize)
        case .timeline: return (timeline.selected?.thread.name).map(sanitize)
        }
    }
}

/// The sequence that puts text on the clipboard of the person's own machine, over ssh too (OSC 52, as xterm has it).
func clipboardSequence(_ text: String) -> [UInt8] {
    Array("\u{1B}]52;c;\(base64(Array(text.utf8)))\u{07}".utf8)
}

/// RFC 4648, section 4.
func base64(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    var text = ""
    for start in stride(from: 0, to: bytes.count, by: 3) {
        let group = bytes[start..<min(start + 3, bytes.count)]
        var bits: UInt32 = 0
        for byte in group { bits = bits << 8 | UInt32(byte) }
        bits <<= UInt32(8 * (3 - group.count))
        for place in 0..<4 {
            text.append(place <= group.count ? alphabet[Int(bits >> UInt32(18 - 6 * place) & 63)] : "=")
        }
    }
    return text
}
