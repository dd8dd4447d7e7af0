import Foundation

/// Values as JSON for people and programs: indented, keys in order, slashes as they are.
enum JSONText {
    static func of(_ value: some Encodable) throws(CommandError) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
        } catch {
            throw .systemFailure(what: "the answer cannot be written as JSON", reason: "\(error)")
        }
    }
}
