/// A message to the server: its type, its length and its fields.
struct PostgreSQLMessage {
    private let type: Character?
    private var body: [UInt8] = []

    /// - Parameter type: The very first message of a connection has none.
    init(type: Character?) { self.type = type }

    var bytes: [UInt8] {
        var bytes = type.map { Array($0.utf8) } ?? []
        bytes += Self.bigEndian(Int32(clamping: body.count + 4))
        return bytes + body
    }

    mutating func add(text: String) {
        body += text.utf8
        body.append(0)
    }

    mutating func add(int16 number: Int16) { body += Self.bigEndian(number) }

    mutating func add(int32 number: Int32) { body += Self.bigEndian(number) }

    /// A value with its length before it.
    mutating func add(value: String) {
        add(int32: Int32(clamping: value.utf8.count))
        body += value.utf8
    }

    private static func bigEndian(_ number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number.bigEndian) { Array($0) }
    }
}

/// A message from the server, read field by field.
struct PostgreSQLReply {
    let type: Character
    private(set) var body: ArraySlice<UInt8>

    init(type: Character, body: ArraySlice<UInt8>) {
        self.type = type
        self.body = body
    }

    mutating func takeInt32() -> Int32? { take(4).map { $0.reduce(0) { $0 << 8 | Int32($1) } } }

    /// The columns of a DataRow.
    mutating func takeRow() throws(PostgreSQLError) -> [String?] {
        guard let count = take(2)?.reduce(0, { $0 << 8 | Int($1) }) else { throw .unintelligible }
        var row: [String?] = []
        for _ in 0..<count {
            guard let length = takeInt32() else { throw .unintelligible }
            guard length >= 0 else {
                row.append(nil)
                continue
            }
            guard let bytes = take(Int(length)) else { throw .unintelligible }
            row.append(String(decoding: bytes, as: UTF8.self))
        }
        return row
    }

    /// The code and the message of an ErrorResponse.
    mutating func takeError() -> PostgreSQLError {
        var fields: [UInt8: String] = [:]
        while let type = body.popFirst(), type != 0 {
            fields[type] = String(decoding: body.prefix { $0 != 0 }, as: UTF8.self)
            body = body.drop { $0 != 0 }.dropFirst()
        }
        return .refused(code: fields[UInt8(ascii: "C")] ?? "", message: fields[UInt8(ascii: "M")] ?? "")
    }

    private mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard count <= body.count else { return nil }
        defer { body = body.dropFirst(count) }
        return body.prefix(count)
    }
}
