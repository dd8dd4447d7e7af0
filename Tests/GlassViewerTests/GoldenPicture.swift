import GlassTerminal

/// A drawn screen as text that a person can read and a version control can compare: its rows once, and for each depth
/// of colours the rows that are others, a table of styles, and the runs of cells that have them.
struct GoldenPicture {
    let screens: [(depth: ColorDepth, buffer: CellBuffer)]

    /// The whole file.
    var text: String {
        let rows = screens.last.map { Self.rows($0.buffer) } ?? []
        let sections = screens.map { Self.section($0.depth, $0.buffer, besides: rows) }
        return (["== text"] + rows + sections).joined(separator: "\n") + "\n"
    }

    private static func rows(_ buffer: CellBuffer) -> [String] {
        buffer.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    private static func section(_ depth: ColorDepth, _ buffer: CellBuffer, besides rows: [String]) -> String {
        let others = zip(rows, Self.rows(buffer)).enumerated().filter { $1.0 != $1.1 }.map { "row \($0): \($1.1)" }
        return (["== \(depth.rawValue)"] + others + styles(buffer)).joined(separator: "\n")
    }

    private static func styles(_ buffer: CellBuffer) -> [String] {
        var names: [Style: String] = [:]
        var table: [String] = []
        var previous = ""
        let rows = (0..<buffer.height).map { y in
            let runs = runs(of: buffer, y).map { style, count in
                let name = names[style] ?? letters(names.count)
                if names.updateValue(name, forKey: style) == nil { table.append("\(name) \(description(of: style))") }
                return count == 1 ? name : "\(count)\(name)"
            }.joined(separator: " ")
            defer { previous = runs }
            return runs == previous ? "\"" : runs
        }
        return table + ["--"] + rows
    }

    private static func runs(of buffer: CellBuffer, _ y: Int) -> [(Style, Int)] {
        var runs: [(Style, Int)] = []
        for x in 0..<buffer.width {
            guard let cell = buffer[x, y] else { continue }
            // The colour of a blank's text does not show.
            let isBlank = cell.glyph == .space && cell.style.attributes.isDisjoint(with: [.underline, .reverse])
            let style = isBlank ? Style(cell.style.background, on: cell.style.background) : cell.style
            if let last = runs.last, last.0 == style { runs[runs.count - 1].1 += 1 } else { runs.append((style, 1)) }
        }
        return runs
    }

    private static func description(of style: Style) -> String {
        let colors =
            style.foreground == style.background
            ? style.background.description : "\(style.foreground.description) on \(style.background.description)"
        let attributes: [(Style.Attributes, String)] = [
            (.bold, " bold"), (.italic, " italic"), (.underline, " underline"), (.reverse, " reverse"),
        ]
        return attributes.reduce(colors) { style.attributes.contains($1.0) ? $0 + $1.1 : $0 }
    }

    /// a…z, A…Z, aa…
    private static func letters(_ index: Int) -> String {
        let alphabet = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
        let last = String(alphabet[index % alphabet.count])
        return index < alphabet.count ? last : letters(index / alphabet.count - 1) + last
    }
}

/// What differs between two pictures, in words that show where.
struct GoldenDifference: CustomStringConvertible {
    let expected: String
    let drawn: String
    private static let mostLines = 6

    var description: String {
        let (old, new) = (sections(expected), sections(drawn))
        return new.indices.compactMap { index -> String? in
            let before = index < old.count ? old[index] : []
            return before == new[index] ? nil : difference(before, new[index])
        }.joined(separator: "\n")
    }

    private func sections(_ text: String) -> [[Substring]] {
        text.split(separator: "== ").map { $0.split(separator: "\n", omittingEmptySubsequences: false) }
    }

    /// The first lines that differ, with a mark below the first column that does.
    private func difference(_ old: [Substring], _ new: [Substring]) -> String {
        var lines = ["\(new.first ?? ""): \(old.count) lines before, \(new.count) now"]
        for row in 0..<max(old.count, new.count) {
            let (was, isNow) = (row < old.count ? old[row] : "", row < new.count ? new[row] : "")
            guard was != isNow else { continue }
            let common = zip(was, isNow).prefix { $0 == $1 }.count
            lines += ["  line \(row) was |\(was)|", "          is |\(isNow)|"]
            lines.append(String(repeating: " ", count: 14 + common) + "^")
            if lines.count > Self.mostLines * 3 { return (lines + ["  …"]).joined(separator: "\n") }
        }
        return lines.joined(separator: "\n")
    }
}
