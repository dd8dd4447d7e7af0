/// Shortens what `swift_demangle` gives to what a programmer calls the function.
///
/// `static main.Server.handle(request: main.Request) async throws -> main.Response` becomes
/// `static Server.handle(request:)`. Kept: labels, what distinguishes a closure, thunk or accessor. Dropped: modules,
/// the types of arguments and results, constraints, discriminators of private names.
public enum SwiftNameSimplifier {
    public static func simplified(_ text: String) -> String {
        let result = String(decoding: entity(Array(text.utf8)[...], depth: 0), as: UTF8.self)
        return result.isEmpty ? text : result
    }

    private typealias Text = ArraySlice<UInt8>

    /// A declaration, or something the compiler made for one.
    private static func entity(_ text: Text, depth: Int) -> [UInt8] {
        guard depth < 16 else { return Array(text) }
        for word in ["static ", "merged ", "@objc ", "specialized "] where text.starts(with: word.utf8) {
            return Array(word.utf8) + entity(text.dropFirst(word.utf8.count), depth: depth + 1)
        }
        if text.starts(with: "reabstraction thunk".utf8) { return Array("reabstraction thunk".utf8) }
        if let made = madeForAnother(text, depth: depth) { return made }
        guard let (inner, outer) = split(text, at: " in ") else { return declaration(text) }
        return declaration(inner) + Array(" in ".utf8) + entity(outer, depth: depth + 1)
    }

    /// `partial apply forwarder for …`, `generic specialization <…> of …`, `protocol witness for … in conformance …`.
    private static func madeForAnother(_ text: Text, depth: Int) -> [UInt8]? {
        guard
            let (kind, origin) =
                ([" of ", " for "].compactMap { split(text, at: $0) }.min { $0.0.count < $1.0.count }),
            !strippedOfBrackets(kind).contains(UInt8(ascii: ".")),
            !kind.contains(UInt8(ascii: ":"))
                || contains(kind, "specialization")
        else { return nil }
        let named = [" in conformance ", " and conformance "].compactMap { split(origin, at: $0)?.0 }.first ?? origin
        let result = entity(named, depth: depth + 1)
        if contains(kind, "specialization") {
            let prefix = Array("specialized ".utf8)
            return result.starts(with: prefix) ? result : prefix + result
        }
        return Array(text[kind.startIndex..<origin.startIndex]) + result
    }

    /// `main.Server.(handle in _0F2A)<A where …>(request: main.Request) -> ()` → `Server.handle<A>(request:)`.
    private static func declaration(_ text: Text) -> [UInt8] {
        var text = text
        while text.starts(with: "(extension in ".utf8), let end = text.firstIndex(of: UInt8(ascii: ":")) {
            text = text[(end + 1)...]
        }
        let signature = variableType(text).map { text[..<$0] } ?? text
        guard let open = parametersStart(signature) else { return withoutModules(signature) }
        let close = closing(signature, from: open)
        var name = withoutModules(signature[..<open])
        // A closure has a type but no labels that its caller could see.
        if isClosure(signature) {
            while name.last == UInt8(ascii: " ") { name.removeLast() }
            return name
        }
        return name + labels(signature[(open + 1)..<close])
    }

    private static func isClosure(_ text: Text) -> Bool {
        text.starts(with: "closure #".utf8) || text.starts(with: "implicit closure #".utf8)
    }

    /// Where ` : Type` of a variable begins.
    private static func variableType(_ text: Text) -> Int? { position(of: " : ", in: text) }

    /// The parenthesis that opens the parameters: not that of a private name, `(name in _0F2A)`, or of a context.
    private static func parametersStart(_ text: Text) -> Int? {
        var index = text.startIndex
        var nesting = 0
        while index < text.endIndex {
            switch text[index] {
            case UInt8(ascii: "<") where !isOperator(text, at: index): nesting += 1
            case UInt8(ascii: ">") where !isOperator(text, at: index): nesting -= 1
            case UInt8(ascii: "(") where nesting == 0:
                let close = closing(text, from: index)
                let follows = index > text.startIndex ? text[index - 1] : UInt8(ascii: ".")
                let isPrivateName = follows == UInt8(ascii: ".") || contains(text[index..<close], " in _")
                if !isPrivateName { return index }
                index = close
            default: break
            }
            index += 1
        }
        return nil
    }

    /// `(request: Request, Int)` → `(request:_:)`.
    private static func labels(_ parameters: Text) -> [UInt8] {
        var result = Array("(".utf8)
        for parameter in pieces(of: parameters) {
            let label = parameter.prefix { isIdentifier($0) }
            let rest = parameter[label.endIndex...]
            result += !label.isEmpty && rest.starts(with: ": ".utf8) ? Array(label) : Array("_".utf8)
            result.append(UInt8(ascii: ":"))
        }
        return result + Array(")".utf8)
    }

    private static func pieces(of text: Text) -> [Text] {
        var pieces: [Text] = []
        var rest = text
        while let (first, others) = split(rest, at: ", ") {
            pieces.append(first)
            rest = others
        }
        return rest.isEmpty ? pieces : pieces + [rest]
    }
}

// MARK: - Scanning

extension SwiftNameSimplifier {
    private static func contains(_ text: Text, _ word: String) -> Bool {
        let word = Array(word.utf8)
        return text.indices.contains { text[$0...].starts(with: word) }
    }

    private static func isIdentifier(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || byte >= 128 || (byte | 32) >= UInt8(ascii: "a") && (byte | 32) <= UInt8(ascii: "z")
            || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    /// Whether the angle at `index` is part of an arrow or of an operator's name rather than a bracket.
    private static func isOperator(_ text: Text, at index: Int) -> Bool {
        let operators = Array("-=!&|.<>*/+%~^".utf8)
        if text[index] == UInt8(ascii: ">") { return index > text.startIndex && text[index - 1] == UInt8(ascii: "-") }
        let before = index > text.startIndex ? text[index - 1] : 0
        let after = index + 1 < text.endIndex ? text[index + 1] : 0
        return operators.contains(before) || (operators.contains(after) && after != UInt8(ascii: "<"))
            || after == UInt8(ascii: "<") || contains(text[index...].prefix(12), " infix")
    }

    /// Where `word` first stands outside of all brackets.
    private static func position(of word: String, in text: Text) -> Int? {
        let word = Array(word.utf8)
        var nesting = 0
        for index in text.indices {
            if nesting == 0, text[index...].starts(with: word) { return index }
            nesting = max(0, nesting + step(text, at: index))
        }
        return nil
    }

    private static func step(_ text: Text, at index: Int) -> Int {
        switch text[index] {
        case UInt8(ascii: "("), UInt8(ascii: "["): 1
        case UInt8(ascii: ")"), UInt8(ascii: "]"): -1
        case UInt8(ascii: "<"): isOperator(text, at: index) ? 0 : 1
        case UInt8(ascii: ">"): isOperator(text, at: index) ? 0 : -1
        default: 0
        }
    }

    private static func split(_ text: Text, at word: String) -> (Text, Text)? {
        position(of: word, in: text).map { (text[..<$0], text[($0 + word.utf8.count)...]) }
    }

    /// The parenthesis that closes the one at `open`; the last byte where none does.
    private static func closing(_ text: Text, from open: Int) -> Int {
        var nesting = 0
        for index in open..<text.endIndex {
            if text[index] == UInt8(ascii: "(") { nesting += 1 }
            if text[index] == UInt8(ascii: ")") { nesting -= 1 }
            if nesting == 0 { return index }
        }
        return text.endIndex - 1
    }

    private static func strippedOfBrackets(_ text: Text) -> [UInt8] {
        var nesting = 0
        return text.indices.compactMap { index in
            let change = step(text, at: index)
            defer { nesting = max(0, nesting + change) }
            return nesting == 0 && change == 0 ? text[index] : nil
        }
    }

    /// Each dotted path without its first component (the module), private names without discriminators, brackets of
    /// generic parameters without constraints.
    private static func withoutModules(_ text: Text) -> [UInt8] {
        var result: [UInt8] = []
        var index = text.startIndex
        while index < text.endIndex {
            let rest = text[index...]
            let previous = result.last ?? UInt8(ascii: " ")
            let word = rest.prefix { isIdentifier($0) }
            if !word.isEmpty, previous != UInt8(ascii: "."), word.endIndex < text.endIndex - 1,
                text[word.endIndex] == UInt8(ascii: "."), text[word.endIndex + 1] != UInt8(ascii: ".")
            {
                index = word.endIndex + 1
                continue
            }
            if !word.isEmpty {
                result += word
                index = word.endIndex
                continue
            }
            if rest.first == UInt8(ascii: "("), let (name, after) = privateName(rest) {
                result += name
                index = after
                continue
            }
            if rest.starts(with: " where ".utf8), let end = constraintsEnd(rest) {
                index = end
                continue
            }
            result.append(text[index])
            index += 1
        }
        return result
    }

    /// `(name in _0F2A…)`
    private static func privateName(_ text: Text) -> (Text, after: Int)? {
        let close = closing(text, from: text.startIndex)
        guard let (name, discriminator) = split(text[(text.startIndex + 1)..<close], at: " in "),
            discriminator.first == UInt8(ascii: "_")
        else { return nil }
        return (name, close + 1)
    }

    /// The bracket that ends a constraint clause.
    private static func constraintsEnd(_ text: Text) -> Int? {
        var nesting = 0
        for index in text.indices {
            nesting += step(text, at: index)
            if nesting < 0 { return index }
        }
        return nil
    }
}
