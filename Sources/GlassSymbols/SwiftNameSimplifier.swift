/// Shortens what `swift_demangle` gives to what a programmer calls the function.
///
/// `static main.Server.handle(request: main.Request) async throws -> main.Response` becomes
/// `static Server.handle(request:)`. Kept: labels, what distinguishes a closure or accessor. Dropped: modules, the types
/// of arguments and results, generic parameters, discriminators of private names, and that the compiler made a special
/// form of the function, split it where it suspends, or put a thunk before it: of these the role tells.
public enum SwiftNameSimplifier {
    public static func simplified(_ text: String) -> String { name(text).text }

    static func name(_ text: String) -> (text: String, role: FunctionRole) {
        var role = FunctionRole.written
        let result = String(decoding: entity(Array(text.utf8)[...], depth: 0, &role), as: UTF8.self)
        return (result.isEmpty ? text : result, role)
    }

    private typealias Text = ArraySlice<UInt8>

    /// A declaration, or something the compiler made for one.
    private static func entity(_ text: Text, depth: Int, _ role: inout FunctionRole) -> [UInt8] {
        guard depth < 16 else { return Array(text) }
        // `@objc` is also how C calls a function of Swift.
        for word in ["static ", "merged ", "@objc "] where text.starts(with: word.utf8) {
            if word == "@objc " { role = .forwarder }
            let kept = word == "static " ? Array(word.utf8) : []
            return kept + entity(text.dropFirst(word.utf8.count), depth: depth + 1, &role)
        }
        if text.starts(with: "reabstraction thunk".utf8) {
            role = .helper
            return Array("reabstraction thunk".utf8)
        }
        if let (kind, origin) = specialization(text) {
            // The compiler leaves a function in the place of one whose signature it changed that calls the new one.
            if role == .written, kind.starts(with: "function signature".utf8) { role = .body }
            return entity(origin, depth: depth + 1, &role)
        }
        if let made = madeForAnother(text, depth: depth, &role) { return made }
        guard let (inner, outer) = split(text, at: " in ") else { return declaration(text) }
        var outerRole = FunctionRole.written
        return declaration(inner) + Array(" in ".utf8) + entity(outer, depth: depth + 1, &outerRole)
    }

    /// What `generic specialization <…> of …` and its kin were made of.
    private static func specialization(_ text: Text) -> (kind: Text, origin: Text)? {
        guard let bracket = text.firstIndex(of: UInt8(ascii: "<")), text[..<bracket].last == UInt8(ascii: " "),
            contains(text[..<bracket], "specialization")
        else { return nil }
        let end = Array("> of ".utf8)
        guard let close = text.indices.first(where: { text[$0...].starts(with: end) }) else { return nil }
        return (text[..<bracket], text[(close + end.count)...])
    }

    /// `partial apply forwarder for …`, `protocol witness for … in conformance …`.
    private static func madeForAnother(_ text: Text, depth: Int, _ role: inout FunctionRole) -> [UInt8]? {
        guard
            let (kind, origin) =
                ([" of ", " for "].compactMap { split(text, at: $0) }.min { $0.0.count < $1.0.count }),
            !strippedOfBrackets(kind).contains(where: { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":") })
        else { return nil }
        // The rest of an asynchronous function after a suspension is still that function.
        if contains(kind, "resume partial function") { return entity(origin, depth: depth + 1, &role) }
        if kind.starts(with: "outlined".utf8) { role = .helper }
        if isForwarder(kind) {
            if role != .helper { role = .forwarder }
            return target(of: origin, depth: depth, &role)
        }
        let conformance = split(origin, at: " in conformance ")
        var ignored = FunctionRole.written
        var result = entity(conformance?.0 ?? origin, depth: depth + 1, &ignored)
        if let conforming = conformance?.1 {
            result += Array(" in conformance ".utf8) + declaration(conforming)
        }
        return without(" value witness", atEndOf: kind) + text[kind.endIndex..<origin.startIndex] + result
    }

    private static func isForwarder(_ kind: Text) -> Bool {
        kind.elementsEqual("protocol witness".utf8) || kind.starts(with: "partial apply".utf8)
            || contains(kind, "thunk")
    }

    /// What a forwarder calls: of a witness, the conforming type's member.
    private static func target(of origin: Text, depth: Int, _ role: inout FunctionRole) -> [UInt8] {
        if let (_, overriding) = split(origin, at: " dispatching to ") {
            return entity(overriding, depth: depth + 1, &role)
        }
        guard let (requirement, conformance) = split(origin, at: " in conformance ") else {
            return entity(origin, depth: depth + 1, &role)
        }
        var name = entity(requirement, depth: depth + 1, &role)[...]
        let type = declaration(conformance).drop { $0 == UInt8(ascii: " ") }
        let isStatic = name.starts(with: "static ".utf8)
        if isStatic { name = name.dropFirst(7) }
        guard let member = position(of: ".", in: name), !type.isEmpty else { return Array(name) }
        return Array((isStatic ? "static " : "").utf8) + type + name[member...]
    }

    private static func without(_ word: String, atEndOf text: Text) -> Text {
        text.reversed().starts(with: word.utf8.reversed()) ? text.dropLast(word.utf8.count) : text
    }

    /// `main.Server.(handle in _0F2A)<A where …>(request: main.Request) -> ()` → `Server.handle<A>(request:)`.
    private static func declaration(_ text: Text) -> [UInt8] {
        var text = text
        while text.starts(with: "(extension in ".utf8), let end = text.firstIndex(of: UInt8(ascii: ":")) {
            text = text[(end + 1)...]
        }
        let signature = variableType(text).map { text[..<$0] } ?? text
        guard let open = parametersStart(signature), open > signature.startIndex else {
            return withoutModules(signature)
        }
        let close = closing(signature, from: open)
        let whole = withoutModules(signature[..<open])
        // `handle@Sendable (…)`: attributes of its type stand right behind the name.
        let name = Array(whole.prefix { $0 != UInt8(ascii: "@") })
        // A closure has a type but no labels that its caller could see.
        if isClosure(signature) {
            let end = name.firstIndex(of: UInt8(ascii: "#")).map {
                name[($0 + 1)...].prefix(while: isIdentifier).endIndex
            }
            return Array(name[..<(end ?? name.endIndex)])
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
                let isMember = index > text.startIndex && text[index - 1] == UInt8(ascii: ".")
                let isWhole = index == text.startIndex && privateName(text) != nil
                guard isMember || isWhole else { return index }
                index = closing(text, from: index)
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

    /// Whether the angle at `index` is part of an arrow or of an operator's name (`<= infix`) rather than a bracket.
    private static func isOperator(_ text: Text, at index: Int) -> Bool {
        if text[index] == UInt8(ascii: ">"), index > text.startIndex, text[index - 1] == UInt8(ascii: "-") {
            return true
        }
        let after = text[index...].drop { "-=!&|<>*/+%~^?".utf8.contains($0) }
        return [" infix", " prefix", " postfix"].contains { after.starts(with: $0.utf8) }
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

    /// The parenthesis that closes the one at `open`; the end where none does.
    private static func closing(_ text: Text, from open: Int) -> Int {
        var nesting = 0
        for index in open..<text.endIndex {
            if text[index] == UInt8(ascii: "(") { nesting += 1 }
            if text[index] == UInt8(ascii: ")") { nesting -= 1 }
            if nesting == 0 { return index }
        }
        return text.endIndex
    }

    private static func strippedOfBrackets(_ text: Text) -> [UInt8] {
        var nesting = 0
        return text.indices.compactMap { index in
            let change = step(text, at: index)
            defer { nesting = max(0, nesting + change) }
            return nesting == 0 && change == 0 ? text[index] : nil
        }
    }

    /// Each dotted path without its first component (the module), private names without discriminators, and without
    /// generic parameters and arguments.
    private static func withoutModules(_ text: Text) -> [UInt8] {
        var result: [UInt8] = []
        var index = text.startIndex
        var isWithinPath = false
        while index < text.endIndex {
            let rest = text[index...]
            let word = rest.prefix { isIdentifier($0) }
            if !word.isEmpty {
                let isModule = !isWithinPath && isFollowedByMember(word, in: text)
                if !isModule { result += word }
                index = word.endIndex + (isModule ? 1 : 0)
                isWithinPath = true
            } else if let (name, after) = privateName(rest) {
                result += name
                index = after
                isWithinPath = true
            } else if let end = genericsEnd(rest, in: text) {
                index = end
                isWithinPath = true
            } else {
                isWithinPath = text[index] == UInt8(ascii: ".") || text[index] == UInt8(ascii: ">")
                result.append(text[index])
                index += 1
            }
        }
        return result
    }

    private static func isFollowedByMember(_ word: Text, in text: Text) -> Bool {
        let dot = UInt8(ascii: ".")
        guard word.endIndex < text.endIndex - 1, text[word.endIndex] == dot else { return false }
        return text[word.endIndex + 1] != dot
    }

    /// `(name in _0F2A…)`
    private static func privateName(_ text: Text) -> (Text, after: Int)? {
        guard text.first == UInt8(ascii: "(") else { return nil }
        let close = closing(text, from: text.startIndex)
        guard let (name, discriminator) = split(text[(text.startIndex + 1)..<close], at: " in "),
            discriminator.first == UInt8(ascii: "_")
        else { return nil }
        return (name, min(close + 1, text.endIndex))
    }

    /// Behind the generic parameters or arguments that begin here.
    private static func genericsEnd(_ rest: Text, in text: Text) -> Int? {
        guard rest.first == UInt8(ascii: "<"), !isOperator(text, at: rest.startIndex) else { return nil }
        var nesting = 0
        for index in rest.indices {
            nesting += step(text, at: index)
            if nesting == 0 { return index + 1 }
        }
        return nil
    }
}
