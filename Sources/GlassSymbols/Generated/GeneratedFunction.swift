import GlassModel

/// A function whose code was made at run time, as its runtime names it.
public struct GeneratedFunction: Hashable, Sendable {
    /// As a person reads it.
    public let name: String
    public let file: String?
    /// Counted from 1.
    public let line: Int32?

    public init(name: String, file: String? = nil, line: Int32? = nil) {
        self.name = name
        self.file = file
        self.line = line
    }
}

/// Which function of a file, and which of its lines, an address is in; it stays the same as long as the file is open.
public struct GeneratedPlace: Hashable, Sendable {
    let function: Int32
    /// Nil where the file has no lines for it.
    let line: Int32?
}

/// A file in which a runtime says what code it makes.
public protocol GeneratedCodeFile: AnyObject {
    /// Reads a part of what was appended since the last time; true where there may be more.
    func refresh() -> Bool
    /// What stood at an address at a time of the monotonic clock.
    func place(at address: VirtualAddress, time: Nanoseconds) -> GeneratedPlace?
    func function(at place: GeneratedPlace) -> GeneratedFunction?
    /// Entries that could not be understood, or were too many to keep.
    var lost: Int64 { get }
}

extension GeneratedFunction {
    /// Takes apart what runtimes write into perf maps and jitdumps:
    ///
    /// - V8: `JS:*work /srv/app.js:4:12`, where the sign before the name tells which of its compilers made the code;
    ///   older versions write `LazyCompile:` or `Function:`. (v8/src/logging/log.cc.)
    /// - CPython: `py::work:/srv/app.py` (Python/perf_trampoline.c).
    /// - .NET: `int32 [app] Shop.Basket::Total(int32)[Tier1]` (perfmap.cpp): the tier is dropped.
    /// - Java: `long Shop.total(int)`, where the type of the result is dropped; of agents names with `::` or `.`, which
    ///   stand as they are, without the `L…;` of a class.
    public init(symbol: String) {
        let text = PrintableText.text(symbol)
        self = Self.javaScript(text) ?? Self.python(text) ?? GeneratedFunction(name: Self.plain(text))
    }

    private static let javaScriptKinds = ["JS:", "LazyCompile:", "Function:", "Eval:", "Script:"]

    private static func javaScript(_ text: String) -> GeneratedFunction? {
        guard let kind = javaScriptKinds.first(where: text.hasPrefix) else { return nil }
        var rest = text.dropFirst(kind.count)
        if let sign = rest.first, "*~^+'".contains(sign) { rest = rest.dropFirst() }
        let blank = rest.lastIndex(of: " ") ?? rest.startIndex
        let (name, place) = rest.first == " " ? ("", rest.dropFirst()) : (rest[..<blank], rest[blank...].dropFirst())
        let (file, line) = split(place: place)
        return GeneratedFunction(name: name.isEmpty ? "(anonymous)" : String(name), file: file, line: line)
    }

    /// `file:line:column`.
    private static func split(place: Substring) -> (file: String?, line: Int32?) {
        let parts = place.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count >= 3, let line = Int32(parts[parts.count - 2]), Int32(parts[parts.count - 1]) != nil else {
            return (place.isEmpty ? nil : String(place), nil)
        }
        let file = parts.dropLast(2).joined(separator: ":")
        return (file.isEmpty ? nil : file, line)
    }

    private static func python(_ text: String) -> GeneratedFunction? {
        guard text.hasPrefix("py::") else { return nil }
        let rest = text.dropFirst(4)
        guard let colon = rest.firstIndex(of: ":") else { return GeneratedFunction(name: String(rest)) }
        return GeneratedFunction(name: String(rest[..<colon]), file: String(rest[colon...].dropFirst()))
    }

    private static let tiers = ["[PreJIT]", "[MinOptJitted]", "[Optimized]", "[QuickJitted]", "[OptimizedTier1]"]

    private static func plain(_ text: String) -> String {
        var name = Substring(text)
        if let tier = tiers.first(where: name.hasSuffix) { name = name.dropLast(tier.count) }
        if name.hasSuffix("]"), let bracket = name.lastIndex(of: "["), name[bracket...].hasPrefix("[Tier") {
            name = name[..<bracket]
        }
        if name.first == "L", let end = name.firstRange(of: ";::") {
            let type = name[..<end.lowerBound].dropFirst().split(separator: "/").joined(separator: ".")
            return type + "." + name[end.upperBound...]
        }
        return name.isEmpty ? "(unnamed)" : String(withoutResult(name))
    }

    /// `Shop.total(int)` of `long Shop.total(int)`.
    private static func withoutResult(_ name: Substring) -> Substring {
        guard name.last == ")", let parameters = name.firstIndex(of: "("),
            let blank = name[..<parameters].firstIndex(of: " ")
        else { return name }
        let function = name[blank...].dropFirst()
        let (type, path) = (name[..<blank], name[..<parameters][function.startIndex...])
        guard path.contains("."), !path.contains(where: { " [<:/".contains($0) }), !type.contains(":") else {
            return name
        }
        return function
    }
}
