import Foundation
import GlassAnalysis
import GlassModel
import Testing

@testable import GlassExchange

@Suite struct SpeedscopeTests {
    private func json(_ profile: Profile, _ metric: Metric = .cpu) throws -> String {
        var sink = StringSink()
        try SpeedscopeWriter(metric: metric, version: "1.2.3").write(profile, to: &sink)
        return sink.text
    }

    @Test func writesWhatTheSchemaWants() throws {
        for profile in [ExchangeFixture.service, ExchangeFixture.awkward] {
            for metric in Metric.allCases {
                #expect(SpeedscopeSchema.violations(try json(profile, metric)) == [])
            }
        }
    }

    @Test func anEmptyProfileStillOpens() throws {
        let text = try json(ExchangeFixture.profile(ExchangeFixture.delta([])))
        #expect(SpeedscopeSchema.violations(text) == [])
        #expect(text.contains("\"profiles\":[{"))
    }

    @Test func theCheckOfTheSchemaCanFail() throws {
        let good = try json(ExchangeFixture.service)
        let broken = [
            good.replacingOccurrences(of: "\"$schema\"", with: "\"schema\""),
            good.replacingOccurrences(of: "\"nanoseconds\"", with: "\"ns\""),
            good.replacingOccurrences(of: "\"endValue\"", with: "\"end\""),
            good.replacingOccurrences(of: "\"name\":\"work\"", with: "\"name\":7"),
            good.replacingOccurrences(of: "\"samples\":[[0,1]", with: "\"samples\":[[0,99]"),
            good.replacingOccurrences(of: "\"weights\":[", with: "\"weights\":[1,"),
            String(good.dropLast(3)),
        ]
        for text in broken {
            #expect(text != good)
            #expect(SpeedscopeSchema.violations(text) != [])
        }
    }

    @Test func heaviestThreadFirstInOrderOfTime() throws {
        #expect(
            try json(ExchangeFixture.service) == """
                {"$schema":"https://www.speedscope.app/file-format-schema.json","exporter":"glass@1.2.3",\
                "name":"service --port 80","activeProfileIndex":0,"shared":{"frames":[\
                {"name":"main","file":"/usr/bin/service"},{"name":"work","file":"/src/work.c","line":12},\
                {"name":"inner","file":"/usr/bin/service"},{"name":"start","file":"/usr/bin/service"},\
                {"name":"[futex]","file":"/usr/bin/service"}]},"profiles":[\
                {"type":"sampled","name":"main (701)","unit":"nanoseconds","startValue":0,"endValue":3501300,\
                "samples":[[0,1],[0,1,2]],"weights":[1500600,2000700]},\
                {"type":"sampled","name":"worker (702)","unit":"nanoseconds","startValue":0,"endValue":400,\
                "samples":[[3,1]],"weights":[400]}]}

                """)
        #expect(
            try json(ExchangeFixture.service, .wall).contains(
                "\"name\":\"worker (702)\",\"unit\":\"nanoseconds\",\"startValue\":0,\"endValue\":900000400"))
    }

    @Test func writtenProfilesComeBack() throws {
        let result = try SpeedscopeReader.read(try json(ExchangeFixture.service).utf8, name: "x.json")
        #expect(result.deadLetters.count == 0)
        let read = ExchangeFixture.profile(result.delta)
        #expect(read.stackWeights().total.cpu == ExchangeFixture.service.stackWeights().total.cpu)
        let names = ExchangeFixture.functionTable(read).rows.map(\.name).sorted()
        #expect(names == ["inner", "main", "start", "work"])
        #expect(read.info.executable == "service --port 80")
        #expect(read.frames.first { $0.function == "work" }?.line == 12)
    }

    @Test func jsonEscapes() {
        #expect(JSONWriter<StringSink>.quoted("a\"\\\n\t\r\u{1}\u{7F}é🦉") == "\"a\\\"\\\\\\n\\t\\r\\u0001\\u007fé🦉\"")
    }
}

@Suite struct SpeedscopeReaderTests {
    private func read(_ profiles: String) throws -> ImportResult {
        let text = """
            {"$schema":"https://www.speedscope.app/file-format-schema.json",
             "shared":{"frames":[{"name":"a"},{"name":"b"},{"name":"c","line":3}]},"profiles":[\(profiles)]}
            """
        return try SpeedscopeReader.read(text.utf8, name: "x.json")
    }

    private func stacks(_ result: ImportResult) -> [String: Int64] {
        let profile = ExchangeFixture.profile(result.delta)
        var sums: [String: Int64] = [:]
        for rollup in result.delta.rollups {
            let names = profile.functions(of: rollup.stack).map { profile.function($0).function }
            sums[names.joined(separator: ";"), default: 0] += rollup.weight.cpu.rawValue
        }
        return sums
    }

    @Test func readsEvents() throws {
        let result = try read(
            """
            {"type":"evented","name":"t","unit":"milliseconds","startValue":0,"endValue":10,"events":[
              {"type":"O","frame":0,"at":0},{"type":"O","frame":1,"at":2},{"type":"C","frame":1,"at":5},
              {"type":"C","frame":0,"at":10}]}
            """)
        #expect(result.deadLetters.count == 0)
        #expect(stacks(result) == ["a": 7_000_000, "a;b": 3_000_000])
    }

    @Test func mendsWhatItCan() throws {
        let result = try read(
            """
            {"type":"evented","unit":"nanoseconds","events":[
              {"type":"O","frame":0,"at":1},{"type":"O","frame":1,"at":2},{"type":"C","frame":0,"at":5},
              {"type":"C","frame":0,"at":6},{"type":"O","frame":9,"at":6},{"type":"O","frame":2,"at":4}]},
            {"type":"sampled","unit":"none","samples":[[0],[0,7],[1]],"weights":[5,1,-1]},
            {"type":"other"}
            """)
        #expect(
            result.deadLetters.first.map(\.description) == [
                "event 3 of profile 1: closes a frame around others that are open",
                "event 4 of profile 1: closes a frame that is not open",
                "event 5 of profile 1: a frame that does not exist",
                "event 6 of profile 1: it goes back in time",
                "sample 2 of profile 2: a frame that does not exist",
                "sample 3 of profile 2: its weight makes no sense",
                "profile 3: neither a whole `sampled` nor a whole `evented` profile",
            ])
        #expect(stacks(result) == ["a": 5_001, "a;b": 3])
    }

    @Test(arguments: [
        ("{", "x.json is no valid speedscope file: it is no JSON, or ends early"),
        ("{}", "x.json is no valid speedscope file: `shared` is missing"),
        ("{\"shared\":{\"frames\":[{}]}}", "x.json is no valid speedscope file: `shared.frames[0].name` is missing"),
        ("[]", "x.json is no valid speedscope file: it is no JSON object"),
        (
            "{\"shared\":{\"frames\":[{\"name\":3}]},\"profiles\":[]}",
            "x.json is no valid speedscope file: `shared.frames[0].name` has the wrong type"
        ),
        (
            "{\"shared\":{\"frames\":[]},\"profiles\":[]}",
            "x.json holds no stack that could be understood as speedscope file"
        ),
    ]) func explainsErrors(text: String, message: String) {
        let thrown = #expect(throws: ImportError.self) { try SpeedscopeReader.read(text.utf8, name: "x.json") }
        #expect(thrown?.description == message)
    }

    @Test func absurdNumbersDoNotBreak() throws {
        let result = try read(
            """
            {"type":"sampled","unit":"seconds","samples":[[0],[1],[2],[0]],"weights":[1e300,9e9,0,1]},
            {"type":"evented","unit":"seconds","startValue":-1e308,"events":[
              {"type":"O","frame":0,"at":-1e308},{"type":"C","frame":0,"at":1e308}]}
            """)
        #expect(result.deadLetters.count == 2)
        #expect(ExchangeFixture.profile(result.delta).malformed == 0)
    }
}

/// What https://www.speedscope.app/file-format-schema.json demands: which keys there must be, and of which type.
enum SpeedscopeSchema {
    static let units: Set<String> = ["none", "nanoseconds", "microseconds", "milliseconds", "seconds", "bytes"]

    static func violations(_ text: String) -> [String] {
        guard let file = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] else {
            return ["no JSON object"]
        }
        var found: [String] = []
        if file["$schema"] as? String != "https://www.speedscope.app/file-format-schema.json" {
            found.append("$schema")
        }
        for key in ["name", "exporter"] where !(file[key] is String?) { found.append(key) }
        let frames = (file["shared"] as? [String: Any])?["frames"] as? [[String: Any]]
        guard let frames else { return found + ["shared.frames"] }
        for frame in frames {
            if !(frame["name"] is String) { found.append("frame.name") }
            if let file = frame["file"], !(file is String) { found.append("frame.file") }
            if let line = frame["line"], !(line is NSNumber) { found.append("frame.line") }
        }
        guard let profiles = file["profiles"] as? [[String: Any]] else { return found + ["profiles"] }
        let active = file["activeProfileIndex"] as? Int ?? 0
        if !profiles.isEmpty, !profiles.indices.contains(active) { found.append("activeProfileIndex") }
        return found + profiles.flatMap { violations(sampled: $0, frameCount: frames.count) }
    }

    private static func violations(sampled profile: [String: Any], frameCount: Int) -> [String] {
        var found: [String] = []
        if profile["type"] as? String != "sampled" { found.append("type") }
        if !(profile["name"] is String) { found.append("name") }
        if !units.contains(profile["unit"] as? String ?? "") { found.append("unit") }
        guard let start = profile["startValue"] as? Double, let end = profile["endValue"] as? Double, end >= start
        else { return found + ["startValue, endValue"] }
        guard let samples = profile["samples"] as? [[Int]], let weights = profile["weights"] as? [Double] else {
            return found + ["samples, weights"]
        }
        if samples.count != weights.count { found.append("as many samples as weights") }
        if !samples.joined().allSatisfy({ (0..<frameCount).contains($0) }) { found.append("frame index") }
        return found
    }
}
