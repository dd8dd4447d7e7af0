import GlassModel
import Testing

@testable import GlassAnalysis

@Suite struct LineTimesTests {
    /// A profile of stacks of `function@file:line`, each with milliseconds of CPU.
    private func profile(_ stacks: [(frames: [String], cpu: Int64)]) -> Profile {
        var delta = ProfileFixture().delta
        delta.threads = [
            ThreadRecord(
                key: ThreadKey(1), process: ProcessID(7), thread: ThreadID(701), name: "main",
                started: delta.info.started)
        ]
        var frames: [String: FrameID] = [:]
        for stack in stacks {
            var parent: StackID?
            for text in stack.frames {
                let id = frames[text] ?? FrameID(Int32(delta.frames.count + 1))
                if frames[text] == nil { delta.frames.append(frame(id, text)) }
                frames[text] = id
                delta.stacks.append(StackNode(id: StackID(Int32(delta.stacks.count + 1)), parent: parent, frame: id))
                parent = StackID(Int32(delta.stacks.count))
            }
            guard let parent else { continue }
            let weight = Weight(samples: 1, cpu: .milliseconds(stack.cpu), wall: .milliseconds(stack.cpu))
            delta.rollups.append(Rollup(second: 100, thread: ThreadKey(1), stack: parent, weight: weight))
        }
        var profile = Profile(info: delta.info)
        profile.apply(delta)
        return profile
    }

    private func frame(_ id: FrameID, _ text: String) -> Frame {
        let parts = text.split(separator: "@")
        let place = parts.count > 1 ? parts[1].split(separator: ":") : []
        return Frame(
            id: id, kind: .native, function: String(parts[0]), module: ModuleID(1), file: place.first.map(String.init),
            line: place.count > 1 ? Int32(place[1]) : nil)
    }

    private func times(_ name: String, _ profile: Profile) throws -> LineTimes {
        let subject = try #require(profile.functionID(named: name))
        return LineTimes.read(profile: profile, weights: profile.stackWeights(), subject: subject)
    }

    private func texts(_ rows: [LineTimes.Row]) -> [String] {
        rows.map { row in
            let line = row.line.map(String.init) ?? "?"
            return "\(row.file ?? "?"):\(line) \(row.selfWeight.cpu.rawValue / 1_000_000) "
                + "\(row.total.cpu.rawValue / 1_000_000)"
        }
    }

    @Test func linesOfTheWholeFileAreSummed() throws {
        let profile = profile([
            (["main@a.c:30", "work@a.c:10"], 5), (["main@a.c:30", "work@a.c:11"], 7),
            (["main@a.c:30", "work@a.c:11", "hash@b.c:3"], 20), (["main@a.c:31"], 1),
        ])
        let times = try times("work", profile)
        #expect(times.file == "a.c")
        #expect(texts(times.rows) == ["a.c:10 5 5", "a.c:11 7 27", "a.c:30 0 32", "a.c:31 1 1"])
        #expect(texts(times.functionRows) == ["a.c:10 5 5", "a.c:11 7 27"])
        #expect(times.all.cpu == .milliseconds(33))
        #expect(times.hottest(.cpu)?.line == 11)
        #expect(times.hotLines(.cpu) == [10, 11, 30, 31])
        #expect(times.row(ofLine: 11)?.total.cpu == .milliseconds(27))
        #expect(times.row(ofLine: 12) == nil)
        #expect(times.row(ofLine: .max) == nil)
    }

    @Test func aLineThatRecursCountsOnce() throws {
        let profile = profile([(["walk@t.c:5", "walk@t.c:5", "walk@t.c:6", "walk@t.c:5"], 9)])
        let times = try times("walk", profile)
        #expect(texts(times.rows) == ["t.c:5 9 9", "t.c:6 0 9"])
    }

    @Test func theFileThatTakesTheMostIsTheFunctions() throws {
        let profile = profile([(["work@macros.h:1"], 5), (["work@a.c:10"], 50), (["work@macros.h:2"], 6)])
        let times = try times("work", profile)
        #expect(times.file == "a.c")
        #expect(texts(times.rows) == ["a.c:10 50 50"])
        #expect(texts(times.functionRows) == ["a.c:10 50 50", "macros.h:1 5 5", "macros.h:2 6 6"])
    }

    @Test func whatIsNotKnownHasARowOfItsOwn() throws {
        let unknown = try times("work", profile([(["main@a.c:1", "work"], 5)]))
        #expect(unknown.file == nil)
        #expect(unknown.rows.isEmpty)
        #expect(texts(unknown.functionRows) == ["?:? 5 5"])
        let noLine = try times("work", profile([(["work@a.c"], 5), (["work@a.c:0"], 2), (["work@a.c:-7"], 1)]))
        #expect(noLine.rows.isEmpty)
        #expect(texts(noLine.functionRows) == ["a.c:? 8 8"])
        #expect(noLine.hottest(.cpu) == nil)
        #expect(noLine.hotLines(.cpu).isEmpty)
    }

    @Test func onlyWhatIsLookedAtCounts() throws {
        let profile = profile([(["work@a.c:10"], 5), (["work@a.c:11"], 7)])
        var weights = profile.stackWeights()
        weights.weights[0] = .zero
        let subject = try #require(profile.functionID(named: "work"))
        let times = LineTimes.read(profile: profile, weights: weights, subject: subject)
        #expect(texts(times.rows) == ["a.c:11 7 7"])
        // Weights from before the recording grew.
        let early = LineTimes.read(
            profile: profile, weights: StackWeights(weights: [weights.weights[1]]), subject: subject)
        #expect(texts(early.rows) == ["a.c:10 7 7"])
    }
}
