import GlassModel
import Testing

@testable import GlassAnalysis

@Suite struct CallTreeTests {
    @Test func mergesByFunctionAndSumsUpwards() throws {
        let profile = ProfileFixture.service.profile
        let (tree, weights) = profile.weighedTree()
        let main = try #require(tree.node("main", profile))
        let parse = try #require(tree.node("main;parse", profile))
        #expect(weights.total(of: main).cpu == Nanoseconds(350_000_000))
        #expect(weights.total(of: parse).cpu == Nanoseconds(300_000_000))
        #expect(weights.selfWeight(of: parse).cpu == Nanoseconds(100_000_000))
        #expect(weights.total.wall == Nanoseconds(1_410_000_000))
        #expect(tree.path(to: parse) == [main, parse])
        #expect(tree.depth(of: parse) == 2)
        #expect(tree.parent(of: parse) == main)
        #expect(tree.parent(of: .root) == nil)
    }

    @Test func framesOfOneFunctionAreOneNode() {
        var fixture = ProfileFixture()
        fixture.thread(1, "main")
        var delta = fixture.delta
        let work = { (id: Int32, line: Int32) in
            Frame(id: FrameID(id), kind: .native, function: "work", module: ModuleID(1), line: line)
        }
        delta.frames = [work(1, 10), work(2, 20)]
        delta.stacks = [
            StackNode(id: StackID(1), parent: nil, frame: FrameID(1)),
            StackNode(id: StackID(2), parent: nil, frame: FrameID(2)),
        ]
        delta.rollups = [1, 2].map {
            Rollup(
                second: 100, thread: ThreadKey(1), stack: StackID($0), weight: Weight(samples: 1, cpu: Nanoseconds(5)))
        }
        var profile = Profile(info: delta.info)
        profile.apply(delta)
        let (tree, weights) = profile.weighedTree()
        #expect(tree.count == 2)
        #expect(weights.selfWeight(of: NodeID(rawValue: 1)).cpu == Nanoseconds(10))
    }

    @Test func nodesKeepTheirNumbersWhileTheTreeGrows() throws {
        var fixture = ProfileFixture.service
        var profile = fixture.profile
        var tree = CallTree()
        tree.extend(with: profile)
        let before = try #require(tree.node("start;loop;walk", profile))
        fixture.add("main;parse;new", cpu: 1, second: 103)
        fixture.add("before;all", cpu: 1, second: 103)
        profile = fixture.profile
        tree.extend(with: profile)
        #expect(tree.node("start;loop;walk", profile) == before)
        let added = try #require(tree.node("main;parse;new", profile))
        #expect(added > before)
        for index in 1..<tree.count {
            let node = NodeID(rawValue: Int32(index))
            #expect(try #require(tree.parent(of: node)) < node)
        }
        #expect(tree.weigh(profile.stackWeights()).total == profile.stackWeights().total)
    }

    @Test func invertedRootsAreTheInnermostFunctions() throws {
        let profile = ProfileFixture.service.profile
        let (tree, weights) = profile.weighedTree(.innermostFirst(depthLimit: 128))
        let names = Set(tree.children(of: .root).map { tree.name($0, profile) })
        #expect(names == ["parse", "walk", "write", "[epoll_wait]"])
        let walk = try #require(tree.node("walk", profile))
        #expect(weights.total(of: walk).cpu == Nanoseconds(350_000_000))
        let fromLoop = try #require(tree.node("walk;loop;start", profile))
        #expect(weights.selfWeight(of: fromLoop).cpu == Nanoseconds(150_000_000))
        #expect(weights.total == profile.stackWeights().total)
    }

    @Test func invertedChainsAreCutAtTheirLimit() {
        let profile = ProfileFixture.service.profile
        let (tree, weights) = profile.weighedTree(.innermostFirst(depthLimit: 2))
        #expect((1..<tree.count).allSatisfy { tree.depth(of: NodeID(rawValue: Int32($0))) <= 2 })
        #expect(weights.total == profile.stackWeights().total)
    }

    @Test func invertedTakesInAStackWhenItIsFirstSeen() {
        var fixture = ProfileFixture.service
        _ = fixture.stack("main;silent")
        var profile = fixture.profile
        var tree = CallTree.inverted
        tree.extend(with: profile)
        #expect(tree.node("silent", profile) == nil)
        fixture.add("main;silent", cpu: 4, second: 103)
        profile = fixture.profile
        tree.extend(with: profile)
        #expect(tree.node("silent;main", profile) != nil)
    }

    @Test func traversalEntersAndLeavesEachNodeOnce() {
        let profile = ProfileFixture.service.profile
        let (tree, _) = profile.weighedTree()
        var open: [NodeID] = []
        var entered = 0
        tree.traverse { node, _ in
            #expect(tree.parent(of: node) == open.last ?? .root)
            open.append(node)
            entered += 1
        } leave: { node, _ in
            #expect(open.popLast() == node)
        }
        #expect(open.isEmpty)
        #expect(entered == tree.count - 1)
    }

    @Test func aForeignNodeIsNoNode() {
        let tree = CallTree()
        let foreign = NodeID(rawValue: 40)
        #expect(tree.parent(of: foreign) == nil)
        #expect(tree.path(to: foreign).isEmpty)
        #expect(tree.children(of: NodeID(rawValue: -4)).isEmpty)
    }
}
