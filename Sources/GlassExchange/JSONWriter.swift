/// Writes JSON (RFC 8259) piece by piece, so that a large document needs no memory. The caller sees to the order of
/// calls; commas and escapes come from here.
struct JSONWriter<Sink: TextSink> {
    var sink: Sink
    /// Whether a comma stands before the next thing.
    private var needsComma = false

    init(_ sink: Sink) { self.sink = sink }

    mutating func beginObject() throws { try open("{") }
    mutating func endObject() throws { try close("}") }
    mutating func beginArray() throws { try open("[") }
    mutating func endArray() throws { try close("]") }

    mutating func key(_ name: String) throws {
        try separate()
        try sink.write(Self.quoted(name) + ":")
        needsComma = false
    }

    mutating func value(_ text: String) throws { try scalar(Self.quoted(text)) }
    mutating func value(_ number: Int64) throws { try scalar(String(number)) }

    mutating func field(_ name: String, _ text: String) throws {
        try key(name)
        try value(text)
    }

    mutating func field(_ name: String, _ number: Int64) throws {
        try key(name)
        try value(number)
    }

    private mutating func open(_ bracket: String) throws {
        try separate()
        try sink.write(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: String) throws {
        try sink.write(bracket)
        needsComma = true
    }

    private mutating func scalar(_ text: String) throws {
        try separate()
        try sink.write(text)
        needsComma = true
    }

    private mutating func separate() throws {
        if needsComma { try sink.write(",") }
    }

    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value):
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
