import GlassModel
import GlassRequests
import GlassRuntimes

/// Writes values of Python as Python does, shortly, and a `*` where one may not be shown.
struct LocalsText {
    let rules: LocalsRules

    /// Characters of one text that are shown.
    static let maximumTextLength = 80
    /// Characters of one variable.
    static let maximumLength = 400

    func frames(_ frames: [PythonLocals]) -> [ThreadLocals.Frame] {
        frames.map { frame in
            ThreadLocals.Frame(
                function: frame.function, file: frame.file, variables: frame.variables.map(variable))
        }
    }

    private func variable(_ variable: PythonLocals.Variable) -> ThreadLocals.Variable {
        ThreadLocals.Variable(
            name: variable.name, isArgument: variable.isArgument, value: text(variable.value, named: variable.name),
            isMissed: [.changing, .unreadable, .more].contains(variable.value))
    }

    func text(_ value: PythonValue, named name: String) -> String {
        guard !isSecret(name) else { return Self.hidden }
        let text = text(value)
        return text.count > Self.maximumLength ? text.prefix(Self.maximumLength) + "…" : text
    }

    private static let hidden = "*"

    private func isSecret(_ name: String) -> Bool {
        let known = name.lowercased()
        if rules.hidden.contains(known) { return true }
        return !rules.shown.contains(known) && SecretName.matches(name)
    }

    private func text(_ value: PythonValue) -> String {
        switch value {
        case .none: "None"
        case .bool(let isTrue): isTrue ? "True" : "False"
        case .int(let number): String(number)
        case .largeInt(let bits): "<int of about \(bits) bits>"
        case .float(let bits): Self.float(Double(bitPattern: bits))
        case .text(let text, let isCut): quoted(text, isCut)
        case .bytes(let bytes, let isCut): "b" + quoted(String(bytes.map { Character(Unicode.Scalar($0)) }), isCut)
        case .elements(let kind, let elements, let count): collection(kind, elements.map(text), count)
        case .entries(let entries, let count): "{\(Self.list(entries.map(entry), count))}"
        case .object(let type, let address): "<\(type) at 0x\(String(address.rawValue, radix: 16))>"
        case .more: "…"
        case .changing: "<changed while it was read>"
        case .unreadable: "<unreadable>"
        }
    }

    private func entry(_ entry: PythonValue.Entry) -> String {
        let value =
            if case .text(let name, _) = entry.key { text(entry.value, named: name) } else { text(entry.value) }
        return "\(text(entry.key)): \(value)"
    }

    private func collection(_ kind: PythonValue.Collection, _ elements: [String], _ count: Int) -> String {
        let list = Self.list(elements, count)
        return switch kind {
        case .list: "[\(list)]"
        case .tuple: count == 1 && elements != ["…"] ? "(\(list),)" : "(\(list))"
        case .set: count == 0 ? "set()" : "{\(list)}"
        case .frozenset: count == 0 ? "frozenset()" : "frozenset({\(list)})"
        }
    }

    /// `1, 2, … 98 more`.
    private static func list(_ elements: [String], _ count: Int) -> String {
        let shown = elements == ["…"] ? [] : elements
        guard shown.count < count else { return shown.joined(separator: ", ") }
        let rest = shown.isEmpty ? "… \(count)" : "… \(count - shown.count) more"
        return (shown + [rest]).joined(separator: ", ")
    }

    private static func float(_ value: Double) -> String {
        value.isNaN ? "nan" : value.isInfinite ? (value < 0 ? "-inf" : "inf") : String(value)
    }

    private func quoted(_ text: String, _ isCut: Bool) -> String {
        guard !SecretText.matches(text) else { return Self.hidden }
        let isLong = isCut || text.count > Self.maximumTextLength
        let escaped = text.prefix(Self.maximumTextLength).unicodeScalars.map(Self.escaped).joined()
        return "'\(escaped)\(isLong ? "…" : "")'"
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        case "'": "\\'"
        case "\\": "\\\\"
        case _ where scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value):
            "\\x" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
        default: String(scalar)
        }
    }
}
