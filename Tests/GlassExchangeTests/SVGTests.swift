import Foundation
import FoundationXML
import GlassAnalysis
import GlassModel
import Testing

@testable import GlassExchange

@Suite struct SVGTests {
    private func svg(_ profile: Profile, _ metric: Metric = .cpu) throws -> String {
        var sink = StringSink()
        try SVGWriter(metric: metric).write(
            FlameGraph(profile, weights: profile.stackWeights()), of: profile, to: &sink)
        return sink.text
    }

    /// What a parser makes of it: elements with their attributes and texts.
    private func parse(_ text: String) -> Elements? {
        let elements = Elements()
        let parser = XMLParser(data: Data(text.utf8))
        parser.delegate = elements
        return parser.parse() ? elements : nil
    }

    private final class Elements: NSObject, XMLParserDelegate {
        private(set) var frames: [[String: String]] = []
        private(set) var titles: [String] = []
        private(set) var names: [String] = []
        private var isTitle = false

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) {
            names.append(name)
            isTitle = name == "title"
            if isTitle { titles.append("") }
            if attributes["class"] == "f" { frames.append(attributes) }
        }

        func parser(_ parser: XMLParser, foundCharacters text: String) {
            if isTitle { titles[titles.count - 1] += text }
        }

        func parser(
            _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
        ) {
            isTitle = false
        }
    }

    /// Without what is too narrow to be drawn.
    private func names(_ frames: [[String: String]]) -> [String] {
        frames.compactMap { $0["data-n"] }.filter { $0 != "…" }
    }

    @Test func eachFrameHasItsPlaceAndATooltip() throws {
        let elements = try #require(parse(try svg(ExchangeFixture.service)))
        #expect(names(elements.frames) == ["all", "main", "work", "inner"])
        #expect(elements.frames.first?["data-w"] == "1180.0")
        let title = try #require(elements.titles.last)
        #expect(title.hasPrefix("inner\n"))
        #expect(title.contains("of all"))
        #expect(title.contains("service"))
    }

    @Test func hostileNamesStayText() throws {
        let hostile =
            ExchangeFixture.awkwardNames + [
                "</text><script>alert(1)</script>", "]]>", "\" onload=\"x", "a&b", "operator<<", "\u{FFFE}\u{FFFF}",
                "<!--", "'><image href=x>",
            ]
        let rows = hostile.map { (["main", $0], Int64(1_000_000), Int64(1_000_000), Int64(100), Int32(1)) }
        var delta = ExchangeFixture.delta(rows)
        delta.info = ExchangeFixture.info("</title><script>x</script> & \u{1B}[2J")
        let text = try svg(ExchangeFixture.profile(delta))
        let elements = try #require(parse(text))
        #expect(elements.names.filter { $0 == "script" }.count == 1)
        #expect(Set(elements.names) == ["svg", "style", "script", "rect", "text", "g", "title"])
        #expect(elements.frames.contains { $0["data-n"] == "operator<<" })
        #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
    }

    @Test func waitingHasItsOwnColour() throws {
        let wall = try svg(ExchangeFixture.service, .wall)
        #expect(wall.contains("data-c="))
        #expect(try !svg(ExchangeFixture.service, .cpu).contains("data-c="))
        #expect(parse(try svg(ExchangeFixture.service, .waiting)) != nil)
    }

    @Test func aSandwichHangsAboveAndBelowItsFunction() throws {
        let profile = ExchangeFixture.service
        let place = try #require(profile.functions.firstIndex { $0.function == "work" })
        let sandwich = Sandwich.read(
            profile: profile, weights: profile.stackWeights(), subject: FunctionID(rawValue: Int32(place)))
        let graph = FlameGraph(
            title: "work", rootLabel: "work", part: FlameGraph.Part(sandwich.callees, sandwich.calleeWeights),
            above: FlameGraph.Part(sandwich.callers, sandwich.callerWeights))
        var sink = StringSink()
        try SVGWriter(metric: .cpu).write(graph, of: profile, to: &sink)
        let frames = try #require(parse(sink.text)).frames
        #expect(names(frames) == ["main", "work", "inner"])
        #expect(frames.first?["data-p"] == "1")
        #expect(frames.last?["data-p"] == "0")
    }

    @Test func nothingIsAPictureToo() throws {
        let empty = ExchangeFixture.profile(ExchangeFixture.delta([]))
        #expect(parse(try svg(empty))?.frames.count == 1)
    }

    @Test func whatIsTooNarrowIsOneFrame() throws {
        let rows = (0..<20_000).map { (["main", "f\($0)"], Int64(1_000), Int64(1_000), Int64(100), Int32(1)) }
        let elements = try #require(parse(try svg(ExchangeFixture.profile(delta(rows)))))
        #expect(elements.frames.count < 100)
        #expect(elements.titles.contains { $0.contains("20000 frames too narrow to draw") })
    }

    /// As the fixture's, for many rows.
    private func delta(
        _ rows: [(stack: [String], cpu: Int64, wall: Int64, second: Int64, thread: Int32)]
    ) -> RecordingDelta {
        var delta = ExchangeFixture.delta([(["main"], 0, 0, 100, 1)])
        for row in rows {
            let frame = FrameID(Int32(delta.frames.count + 1))
            let stack = StackID(Int32(delta.stacks.count + 1))
            delta.frames.append(Frame(id: frame, kind: .native, function: row.stack[1], module: ModuleID(1)))
            delta.stacks.append(StackNode(id: stack, parent: StackID(1), frame: frame))
            delta.rollups.append(
                Rollup(
                    second: row.second, thread: ThreadKey(row.thread), stack: stack,
                    weight: Weight(samples: 1, cpu: Nanoseconds(row.cpu), wall: Nanoseconds(row.wall))))
        }
        return delta
    }
}
