import Foundation
import Testing

@testable import glass

@Suite("Recordings")
struct RecordingsTests {
    let sandbox: Sandbox
    let library: String

    init() throws {
        sandbox = try Sandbox()
        library = sandbox.file("glass/recordings")
        try FileManager.default.createDirectory(atPath: library, withIntermediateDirectories: true)
        for name in ["first", "second", "third"] { try SampleRecording.write(to: "\(library)/\(name).glass") }
    }

    private func recordings(_ arguments: String...) throws -> GlassRun {
        try GlassRun(["recordings"] + arguments, in: sandbox)
    }

    private var names: Set<String> {
        get throws { Set(try FileManager.default.contentsOfDirectory(atPath: library)) }
    }

    @Test("The list is what comes without a word, and there is one line for each")
    func list() throws {
        let run = try recordings()
        #expect(run.status == 0)
        #expect(run.output == (try recordings("list")).output)
        let lines = run.output.split(separator: "\n")
        #expect(lines[0].hasPrefix("NAME"))
        #expect(lines.count { $0.contains("server --port 80") && $0.contains("2023-11-14 22:13:20") } == 3)
        #expect(lines.last?.hasPrefix("3 recordings, ") == true)
    }

    @Test("The list as JSON")
    func json() throws {
        let run = try recordings("list", "--json")
        let list = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [[String: Any]]
        #expect(Set((list ?? []).compactMap { $0["name"] as? String }) == ["first", "second", "third"])
        #expect(list?.first?["pid"] as? Int == 4711)
        #expect(list?.first?["state"] as? String == "ended")
    }

    @Test("An empty library says so")
    func empty() throws {
        let other = try Sandbox()
        let run = try GlassRun(["recordings"], in: other)
        #expect(run.status == 0)
        #expect(run.output.hasPrefix("No recordings in "))
    }

    @Test("A pinned recording survives pruning until it is unpinned")
    func pin() throws {
        #expect(try recordings("pin", "first").status == 0)
        #expect(try recordings().output.contains("pinned"))
        #expect(try recordings("prune", "--keep", "1").output.hasPrefix("removed second ("))
        #expect(try names.contains("first.glass"))
        #expect(try recordings("unpin", "first").status == 0)
        #expect(try recordings("prune", "--keep", "1").status == 0)
        #expect(try !names.contains("first.glass"))
    }

    @Test("Removing takes the command's output along")
    func remove() throws {
        try Data().write(to: URL(fileURLWithPath: "\(library)/first.log"))
        #expect(try recordings("remove", "first").status == 0)
        #expect(try names.filter { $0.hasPrefix("first") }.isEmpty)
    }

    @Test("Where one of several names is wrong, nothing is done")
    func wrongName() throws {
        let run = try recordings("remove", "first", "fourth")
        #expect(run.status == 66)
        #expect(try names.contains("first.glass"))
    }

    @Test("The newest recording is what a reading command reads")
    func newest() throws {
        #expect(try GlassRun(["report", "--json"], in: sandbox).status == 0)
    }
}
