import GlassModel
import Testing

@testable import GlassAnalysis

@Suite struct SandwichTests {
    /// `work` is called from two places, and once within itself.
    private static var recursive: ProfileFixture {
        var fixture = ProfileFixture()
        fixture.thread(1, "main")
        fixture.add("main;serve;work", cpu: 10)
        fixture.add("main;serve;work;parse", cpu: 20)
        fixture.add("main;serve;work;parse;work;hash", cpu: 40)
        fixture.add("main;idle;work;hash", cpu: 80)
        fixture.add("main;serve", cpu: 160)
        return fixture
    }

    @Test func everyStackThroughTheFunctionCountsOnce() throws {
        let profile = Self.recursive.profile
        let sandwich = try sandwich(of: "work", in: profile)
        #expect(sandwich.total.cpu == .milliseconds(150))
        #expect(sandwich.calleeWeights.total == sandwich.callerWeights.total)
        #expect(sandwich.selfWeight.cpu == .milliseconds(10))
        #expect(sandwich.all.cpu == .milliseconds(310))
    }

    @Test func calleesOfAllOccurrencesAreMerged() throws {
        let profile = Self.recursive.profile
        let sandwich = try sandwich(of: "work", in: profile)
        #expect(
            texts(sandwich.callees, sandwich.calleeWeights, profile) == [
                "parse 60", "parse;work 40", "parse;work;hash 40", "hash 80",
            ])
    }

    @Test func callersGrowOutwardsFromTheFunction() throws {
        let profile = Self.recursive.profile
        let sandwich = try sandwich(of: "work", in: profile)
        #expect(
            texts(sandwich.callers, sandwich.callerWeights, profile) == [
                "serve 70", "serve;main 70", "idle 80", "idle;main 80",
            ])
    }

    @Test func samplesOfARecursionBelongToItsFunctionItself() throws {
        var fixture = ProfileFixture()
        fixture.thread(1, "main")
        fixture.add("work;work;work", cpu: 5)
        let profile = fixture.profile
        let sandwich = try sandwich(of: "work", in: profile)
        #expect(sandwich.selfWeight.cpu == .milliseconds(5))
        #expect(sandwich.total.cpu == .milliseconds(5))
        #expect(sandwich.callers.count == 1)
    }

    @Test func nodesKeepTheirNumbersWhileARecordingGrows() throws {
        var fixture = Self.recursive
        let before = try sandwich(of: "work", in: fixture.profile)
        fixture.add("main;serve;work;render", cpu: 7)
        fixture.add("start;work", cpu: 3)
        let profile = fixture.profile
        let after = Sandwich.read(
            profile: profile, weights: profile.stackWeights(), subject: before.subject, previous: before)
        let fresh = try sandwich(of: "work", in: profile)
        #expect(
            texts(after.callees, after.calleeWeights, profile) == texts(fresh.callees, fresh.calleeWeights, profile))
        #expect(after.total.cpu == .milliseconds(160))
        for node in (0..<Int32(before.callees.count)).map(NodeID.init(rawValue:)) {
            #expect(after.callees.function(of: node) == before.callees.function(of: node))
        }
    }

    @Test func whatWasComputedOfAnotherFunctionIsNotTaken() throws {
        let profile = Self.recursive.profile
        let work = try sandwich(of: "work", in: profile)
        let parse = try #require(profile.functionID(named: "parse"))
        let sandwich = Sandwich.read(
            profile: profile, weights: profile.stackWeights(), subject: parse, previous: work)
        #expect(sandwich.total.cpu == .milliseconds(60))
    }

    @Test func longChainsOfCallersAreCut() throws {
        var fixture = ProfileFixture()
        fixture.thread(1, "main")
        fixture.add((0..<400).map { "f\($0)" }.joined(separator: ";") + ";work", cpu: 1)
        let sandwich = try sandwich(of: "work", in: fixture.profile)
        #expect(sandwich.callers.count == 129)
        #expect(sandwich.callerWeights.total.cpu == .milliseconds(1))
    }

    @Test func stacksThatPassTheFunctionAreTold() throws {
        let profile = Self.recursive.profile
        let weights = try sandwich(of: "parse", in: profile).limiting(profile.stackWeights())
        #expect(weights.total.cpu == .milliseconds(60))
    }

    // MARK: Helpers

    private func sandwich(of name: String, in profile: Profile) throws -> Sandwich {
        let subject = try #require(profile.functionID(named: name))
        return Sandwich.read(profile: profile, weights: profile.stackWeights(), subject: subject)
    }

    /// Each node as its path and what it took, in milliseconds.
    private func texts(_ tree: CallTree, _ weights: TreeWeights, _ profile: Profile) -> [String] {
        var result: [String] = []
        tree.traverse { node, _ in
            let path = tree.path(to: node).compactMap { tree.function(of: $0) }.map { profile.function($0).function }
            result.append("\(path.joined(separator: ";")) \(weights.total(of: node).cpu.rawValue / 1_000_000)")
        } leave: { _, _ in
        }
        return result
    }
}

extension Profile {
    func functionID(named name: String) -> FunctionID? {
        functions.firstIndex { $0.function == name }.map { FunctionID(rawValue: Int32($0)) }
    }
}

extension Nanoseconds {
    static func milliseconds(_ count: Int64) -> Nanoseconds { Nanoseconds(count * 1_000_000) }
}
