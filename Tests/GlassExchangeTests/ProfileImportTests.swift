import GlassModel
import GlassTestSupport
import Testing

@testable import GlassExchange

@Suite struct ProfileImportTests {
    @Test(arguments: [
        ("main;work 10\nmain 3\n", ImportFormat.folded), ("# comment\nmain;work 1.5\r\n", .folded), ("main 1", .folded),
        ("{\"$schema\":\"https://www.speedscope.app/file-format-schema.json\",\"shared\":{}}", .speedscope),
        ("  \n{\"shared\" : {}}", .speedscope), ("\u{FEFF}{\"shared\":{}}", .speedscope),
        ("time_ns,thread,tid,pid,samples,cpu_ns,wall_ns,stack\r\n", .samplesCSV),
    ]) func findsTheFormat(text: String, format: ImportFormat) throws {
        #expect(try ProfileImport.detect(text.utf8, name: "x") == format)
    }

    @Test(arguments: [
        "", "\n\n", "hello world\n", "{\"a\": 1}", "int main() {\n  return 0;\n}\n", "\u{7F}ELF\u{0} 1\n", "12\n13\n",
        "SQLite format 3\u{0}",
    ])
    func refusesTheRest(text: String) {
        let thrown = #expect(throws: ImportError.self) { try ProfileImport.detect(text.utf8, name: "some.file") }
        #expect(thrown == .noProfile(name: "some.file"))
    }

    @Test func namesWhatIsExpected() {
        #expect(
            ImportError.noProfile(name: "a.txt").description
                == "a.txt is no profile: expected a glass recording, folded stacks (`main;work 12` lines), output of"
                + " `perf script`, a speedscope file or samples that glass exported as CSV")
    }

    @Test func stacksWithoutCountsAndNothingAtAllAreNamed() {
        let noCounts = #expect(throws: ImportError.self) {
            try ProfileImport.read(Array("a;b\na;c\nd\n".utf8), name: "x")
        }
        #expect(
            noCounts?.description
                == "x has stacks without counts: each line must end with a blank and a number (`main;work 12`)")
        let nothing = #expect(throws: ImportError.self) { try ProfileImport.read([], name: "x") }
        #expect(nothing?.description == "x is empty")
    }

    @Test func compressedInputSaysHowToUnpackIt() {
        let thrown = #expect(throws: ImportError.self) {
            try ProfileImport.detect([0x1F, 0x8B, 0x08] as [UInt8], name: "p.gz")
        }
        #expect(thrown?.description == "p.gz is compressed: unpack it first (gunzip)")
    }

    @Test func aLineCutByThePrefixDoesNotMatter() throws {
        let line = "main;" + String(repeating: "work;", count: 10_000) + "end 7\n"
        let text = String(repeating: line, count: 3)
        #expect(try ProfileImport.detect(text.utf8, name: "x") == .folded)
        let huge = String(repeating: "frame;", count: 20_000) + "end 7\n"
        #expect(try ProfileImport.read(Array(huge.utf8), name: "x").delta.rollups.count == 1)
    }

    @Test func readsWhatItFound() throws {
        let result = try ProfileImport.read(Array("a;b 3\n".utf8), name: "x.folded")
        #expect(result.delta.info.engine == .imported)
        #expect(result.delta.info.executable == "x.folded")
    }

    @Test func anyBytesAreReadOrRefused() {
        var random = SeededGenerator(seed: 4)
        let seeds = [
            "{\"shared\":{\"frames\":[{\"name\":\"a\"}]},\"profiles\":[{\"type\":\"sampled\",\"samples\":[[0]],\"weights\":[1]}]}",
            "time_ns,thread,tid,pid,samples,cpu_ns,wall_ns,stack\r\n1,main,1,1,1,5,5,\"a;b\"\r\n", "a;b 1\nc;d 2\n",
        ].map { Array($0.utf8) }
        for _ in 0..<600 {
            var bytes = seeds.randomElement(using: &random) ?? []
            for _ in 0..<Int.random(in: 0...4, using: &random) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0...2, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.removeSubrange(place...)
                default: bytes.insert(contentsOf: bytes[..<place], at: place)
                }
            }
            guard let result = try? ProfileImport.read(bytes, name: "x") else { continue }
            #expect(ExchangeFixture.profile(result.delta).malformed == 0)
        }
    }
}
