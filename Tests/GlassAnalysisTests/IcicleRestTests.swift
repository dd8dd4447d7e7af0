import GlassModel
import GlassTestSupport
import Testing

@testable import GlassAnalysis

/// Frames that are too narrow to draw.
@Suite struct IcicleRestTests {
    private func layout(_ profile: Profile, _ options: IcicleOptions) -> (IcicleLayout, CallTree) {
        let (tree, weights) = profile.weighedTree()
        return (IcicleLayout(tree: tree, weights: weights, profile: profile, options: options), tree)
    }

    private func manyEqual(_ count: Int) -> Profile {
        var fixture = ProfileFixture()
        fixture.thread(1, "main")
        for index in 0..<count { fixture.add("main;small\(index)", cpu: 2) }
        return fixture.profile
    }

    @Test func theZoomedNodesNarrowChildrenHaveACellOfTheirOwn() throws {
        var fixture = ProfileFixture()
        fixture.thread(1, "main")
        fixture.add("main;big", cpu: 100_000)
        fixture.add("main;tiny", cpu: 1)
        let profile = fixture.profile
        var options = IcicleOptions(width: 80)
        let (above, tree) = layout(profile, options)
        #expect(above.rows[1][0].hiddenCount == 1)
        options.zoom = try #require(tree.node("main", profile))
        let (zoomed, _) = layout(profile, options)
        #expect(zoomed.rows[1].map(\.width) == [79, 1])
        #expect(zoomed.rows[1][1].content == .elided(parent: options.zoom, count: 1))
        #expect(zoomed.rows[0][0].hiddenCount == 0)
    }

    @Test func aZoomIntoTheRestGivesItTheWholeWidth() throws {
        var fixture = ProfileFixture()
        fixture.thread(1, "main")
        fixture.add("main;big", cpu: 9_000)
        for index in 0..<3 { fixture.add("main;small\(index);leaf", cpu: 10) }
        let profile = fixture.profile
        let tree = profile.weighedTree().0
        var options = IcicleOptions(width: 60)
        options.zoom = try #require(tree.node("main", profile))
        options.zoomsPast = [try #require(tree.node("main;big", profile))]
        let (icicle, _) = layout(profile, options)
        #expect(icicle.rows[0][0].content == .zoomedRest(parent: options.zoom, count: 3))
        #expect(icicle.rows[0][0].weight.cpu == Nanoseconds(30_000_000))
        #expect(icicle.rows[1].compactMap(\.node).map { tree.name($0, profile) } == ["small0", "small1", "small2"])
        #expect(icicle.rows[1].map(\.width) == [20, 20, 20])
        #expect(icicle.rows[2].count == 3)
        #expect(icicle.path == [options.zoom])
    }

    /// However many there are, and though each is too narrow at first.
    @Test(arguments: [1, 8]) func everyFrameIsReachedByZoomingIntoTheRest(parts: Int) throws {
        let profile = manyEqual(1_000)
        let tree = profile.weighedTree().0
        var options = IcicleOptions(width: 100 * parts)
        options.minimumWidth = parts
        options.zoom = try #require(tree.node("main", profile))
        var seen: Set<NodeID> = []
        for _ in 0..<200 where seen.count < 1_000 {
            options.zoomsPast = seen
            let (icicle, _) = layout(profile, options)
            let shown = icicle.rows[1].compactMap(\.node)
            #expect(seen.isDisjoint(with: shown) && !shown.isEmpty)
            seen.formUnion(shown)
        }
        #expect(seen.count == 1_000)
    }

    @Test func theSumsOfARowAddUp() {
        var random = SeededGenerator(seed: 5)
        for _ in 0..<40 {
            let profile = IcicleLayoutTests.randomProfile(&random)
            let (tree, weights) = profile.weighedTree()
            var options = IcicleOptions(width: .random(in: 1...120, using: &random))
            options.minimumWidth = .random(in: 1...8, using: &random)
            let icicle = IcicleLayout(tree: tree, weights: weights, profile: profile, options: options)
            for (row, spans) in icicle.rows.enumerated() {
                for (index, span) in spans.enumerated() {
                    guard let node = span.node else { continue }
                    var sum = weights.selfWeight(of: node) + span.hiddenWeight
                    for child in icicle.children(ofRow: row, index: index) {
                        sum = sum + icicle.rows[row + 1][child].weight
                    }
                    #expect(sum.cpu == span.weight.cpu)
                }
            }
        }
    }

    @Test func targetsAreFoundWhereTheyAreDrawn() throws {
        let (icicle, _) = layout(manyEqual(500), IcicleOptions(width: 50))
        let rest = try #require(icicle.rows[2].first)
        #expect(icicle.place(of: rest.target)?.row == 2)
        #expect(icicle.place(of: rest.target, row: 1) == nil)
        #expect(icicle.place(of: rest.target, row: 99) == nil)
        #expect(icicle.children(ofRow: 2, index: 0).isEmpty)
        #expect(icicle.children(ofRow: 9, index: 0).isEmpty)
        #expect(icicle.zoom == .node(.root))
    }
}
