import GlassTestSupport
import Testing

@testable import GlassConfiguration

/// Whatever stands in the file: settings or an error with words, never a crash.
@Suite struct FuzzTests {
    private static let pieces = [
        "[requests]", "[[requests.rules]]", "[env.a.requests]", "routes", "keep", "route", "=", "\"/a\"", "[", "]", "{",
        "}", "\n", ",", "'", "\"", "\"\"\"", "'''", "\\", "#", ".", "1/2", "-1", "9223372036854775808", "é", "\u{1B}",
        " ", "\r\n", "env", "max_requests_per_second", "1979-05-27", "nan", "[keys]", "open", "quit", "[view]",
        "[source]", "map", "[record]", "rate", "duration", "[env.a.keys]",
    ]

    @Test func survivesAnyText() {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<10_000 {
            let text = (0..<Int.random(in: 1...14, using: &random)).map { _ in
                Self.pieces.randomElement(using: &random) ?? ""
            }.joined(separator: Bool.random(using: &random) ? " " : "")
            _ = KeyPlaces(text)
            do throws(ConfigurationError) {
                let environment = Bool.random(using: &random) ? "a" : nil
                let read = try Configuration(
                    toml: text, file: "c.toml", environment: environment, vocabulary: .test)
                _ = try Configuration(toml: read.text, file: "c.toml", vocabulary: .test)
            } catch {
                #expect(!error.description.isEmpty)
            }
        }
    }
}
