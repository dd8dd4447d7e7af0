import GlassModel
import GlassTestSupport
import Testing

@testable import GlassAnalysis

@Suite struct TreeShapeTests {
    private func shape(_ change: (inout TreeShape) -> Void) -> TreeShape {
        var shape = TreeShape()
        change(&shape)
        return shape
    }

    /// The tree's nodes as `way=milliseconds of CPU`, those that weigh nothing left out.
    private func tree(of profile: Profile, _ shape: TreeShape, _ selection: Selection = .all) -> [String] {
        let (tree, weights) = weighed(profile, shape, selection)
        return (1..<Int32(max(1, tree.count))).map(NodeID.init(rawValue:)).compactMap { node in
            let cpu = weights.total(of: node).cpu
            guard cpu != .zero else { return nil }
            return "\(way(to: node, tree, profile))=\(cpu.rawValue / 1_000_000)"
        }.sorted()
    }

    private func weighed(
        _ profile: Profile, _ shape: TreeShape, _ selection: Selection = .all
    ) -> (CallTree, TreeWeights) {
        var tree = CallTree(shape: shape)
        let weights = tree.weigh(profile, selection: selection, stackWeights: profile.stackWeights(for: selection))
        return (tree, weights)
    }

    private func way(to node: NodeID, _ tree: CallTree, _ profile: Profile) -> String {
        tree.path(to: node).map { profile.text(of: tree.label(of: $0)) }.joined(separator: ";")
    }

    private func profile(_ stacks: (String, Int64)...) -> Profile {
        var fixture = ProfileFixture()
        fixture.thread(1, "main")
        for (stack, cpu) in stacks { fixture.add(stack, cpu: cpu) }
        return fixture.profile
    }

    // MARK: Recursion

    @Test func directRecursionIsOneFrame() {
        let profile = profile(("walk;walk;walk;read", 10), ("walk;read", 5), ("walk;walk", 1))
        #expect(tree(of: profile, shape { $0.mergesRecursion = true }) == ["walk;read=15", "walk=16"])
    }

    @Test func mutualRecursionFoldsIntoTheOutermostOccurrence() {
        let profile = profile(("a;b;a;b;c", 10), ("a;b;a;d", 4), ("a;b;c", 1))
        #expect(
            tree(of: profile, shape { $0.mergesRecursion = true }) == ["a;b;c=11", "a;b=11", "a;d=4", "a=15"])
    }

    @Test func invertedRecursionIsOneFrameToo() {
        let profile = profile(("a;b;a;b;c", 10))
        let inverted = shape {
            $0.mergesRecursion = true
            $0.isInverted = true
        }
        #expect(tree(of: profile, inverted) == ["c;b;a=10", "c;b=10", "c=10"])
    }

    // MARK: Modules

    @Test func consecutiveFramesOfAModuleAreOne() {
        let profile = profile(("main;parse;[read]", 10), ("main;write", 5))
        #expect(tree(of: profile, shape { $0.collapsesModules = true }) == ["service;[read]=10", "service=15"])
        let inverted = shape {
            $0.collapsesModules = true
            $0.isInverted = true
        }
        #expect(tree(of: profile, inverted) == ["[read];service=10", "[read]=10", "service=5"])
    }

    // MARK: Threads

    private var pool: Profile {
        var fixture = ProfileFixture()
        for (key, name) in [(Int32(1), "main"), (2, "worker-1"), (3, "worker-2")] { fixture.thread(key, name) }
        fixture.add("start;serve", cpu: 10, thread: 1)
        fixture.add("start;work", cpu: 20, thread: 2)
        fixture.add("start;work", cpu: 30, second: 101, thread: 3)
        return fixture.profile
    }

    @Test func threadsStandApart() {
        let each = shape { $0.threads = .each }
        #expect(
            tree(of: pool, each) == [
                "main 701;start;serve=10", "main 701;start=10", "main 701=10", "worker-1 702;start;work=20",
                "worker-1 702;start=20", "worker-1 702=20", "worker-2 703;start;work=30", "worker-2 703;start=30",
                "worker-2 703=30",
            ])
        let later = Selection(seconds: 101..<102)
        #expect(tree(of: pool, each, later).last == "worker-2 703=30")
        #expect(tree(of: pool, each, later).count == 3)
    }

    @Test func threadsOfOneNameAreAGroup() {
        let groups = shape { $0.threads = .groups }
        #expect(
            tree(of: pool, groups) == [
                "main;start;serve=10", "main;start=10", "main=10", "worker;start;work=50", "worker;start=50",
                "worker=50",
            ])
        let inverted = shape {
            $0.threads = .groups
            $0.isInverted = true
        }
        #expect(tree(of: pool, inverted).contains("worker;work;start=50"))
        #expect(pool.threads(inGroup: "worker") == [ThreadKey(2), ThreadKey(3)])
    }

    @Test(arguments: [
        ("worker-1", "worker"), ("worker12", "worker"), ("pool_7", "pool"), ("a#3", "a"), ("main", "main"),
        ("123", "123"), ("-1", "-1"), ("", ""), ("io.5", "io"), ("x 2", "x"),
    ]) func groupsAreNamesWithoutNumbers(name: String, group: String) {
        #expect(threadGroup(of: name) == group)
    }

    // MARK: All of them

    /// Whatever the shape, nothing is lost, and a tree that grew is the tree that was made at once.
    @Test func everyShapeKeepsTheSums() {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<25 {
            let profile = IcicleLayoutTests.randomProfile(&random)
            for bits in 0..<24 {
                let shape = shape {
                    $0.mergesRecursion = bits & 1 != 0
                    $0.collapsesModules = bits & 2 != 0
                    $0.isInverted = bits & 4 != 0
                    $0.threads = TreeShape.Threads.allCases[bits / 8]
                }
                let (tree, weights) = weighed(profile, shape)
                #expect(weights.total == profile.stackWeights().total)
                var own = Weight.zero
                tree.forEachNode { node, _, _ in own = own + weights.selfWeight(of: node) }
                #expect(own == weights.total)
            }
        }
    }

    @Test func treesGrowInPlace() {
        var fixture = ProfileFixture()
        fixture.thread(1, "worker-1")
        fixture.add("a;b;a", cpu: 10)
        var profile = fixture.profile
        let shape = shape {
            $0.mergesRecursion = true
            $0.threads = .groups
        }
        var tree = CallTree(shape: shape)
        _ = tree.weigh(profile, selection: .all, stackWeights: profile.stackWeights())
        let before = (1..<Int32(tree.count)).map { way(to: NodeID(rawValue: $0), tree, profile) }
        fixture.thread(2, "worker-2")
        fixture.add("a;b;c", cpu: 5, thread: 2)
        profile = fixture.profile
        let weights = tree.weigh(profile, selection: .all, stackWeights: profile.stackWeights())
        let after = (1..<Int32(tree.count)).map { way(to: NodeID(rawValue: $0), tree, profile) }
        #expect(Array(after.prefix(before.count)) == before)
        #expect(after == ["worker", "worker;a", "worker;a;b", "worker;a;b;c"])
        #expect(weights.total(of: NodeID(rawValue: 1)).cpu == Nanoseconds(15_000_000))
    }

    // MARK: The same place in another tree

    @Test func aPlaceIsFoundAgainInAnotherShape() throws {
        let profile = profile(("a;b;a;b;c", 10), ("x;b;c", 50), ("a;b", 1))
        let (plain, _) = weighed(profile, TreeShape())
        func counterpart(_ text: String, _ change: (inout TreeShape) -> Void) throws -> String {
            let (other, weights) = weighed(profile, shape(change))
            let node = try #require(plain.node(text, profile))
            let found = plain.counterpart(of: node, in: other, weights: weights, metric: .cpu, profile: profile)
            return way(to: found, other, profile)
        }
        #expect(try counterpart("a;b;a;b;c") { $0.mergesRecursion = true } == "a;b;c")
        #expect(try counterpart("a;b;a") { $0.mergesRecursion = true } == "a")
        #expect(try counterpart("a;b;a;b") { $0.collapsesModules = true } == "service")
        #expect(try counterpart("x;b") { $0.threads = .each } == "main 701;x;b")
        #expect(try counterpart("x;b;c") { $0.isInverted = true } == "c")
        let (grouped, weights) = weighed(profile, shape { $0.threads = .groups })
        let (each, eachWeights) = weighed(profile, shape { $0.threads = .each })
        let node = try #require(grouped.children(of: .root).first)
        let found = grouped.counterpart(of: node, in: each, weights: eachWeights, metric: .cpu, profile: profile)
        #expect(each.depth(of: found) <= 1)
        #expect(
            plain.counterpart(of: .root, in: grouped, weights: weights, metric: .cpu, profile: profile) == .root)
    }

    @Test func labelsTellWhatTheyStandFor() {
        #expect(FrameLabel.everything.meaning == .everything)
        #expect(FrameLabel(FunctionID(rawValue: 0)).meaning == .function(FunctionID(rawValue: 0)))
        for number in [Int32(1), 2, 3, 77, 100_000] {
            #expect(FrameLabel.module(ModuleID(number)).meaning == .module(ModuleID(number)))
            #expect(FrameLabel.thread(ThreadKey(number)).meaning == .thread(ThreadKey(number)))
            #expect(FrameLabel.threadGroup(of: ThreadKey(number)).meaning == .threadGroup(ThreadKey(number)))
            #expect(FrameLabel.thread(ThreadKey(number)).function == nil)
        }
        #expect(ProfileFixture().profile.text(of: .module(ModuleID(99))) == "")
        #expect(ProfileFixture().profile.text(of: .thread(ThreadKey(99))) == "thread 99")
    }
}
