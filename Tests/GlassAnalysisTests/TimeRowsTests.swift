import GlassModel
import Testing

@testable import GlassAnalysis

/// The icicle over time.
@Suite struct TimeRowsTests {
    private var profile: Profile {
        var fixture = ProfileFixture()
        fixture.thread(1, "main")
        // Seconds 100 to 105: a, a, b, nothing, a and a little b, b.
        fixture.add("main;a;x", cpu: 100, second: 100)
        fixture.add("main;a;y", cpu: 100, second: 101)
        fixture.add("main;b", cpu: 100, second: 102)
        fixture.add("main;a;x", cpu: 80, second: 104)
        fixture.add("main;b", cpu: 20, second: 104)
        fixture.add("main;b", cpu: 100, second: 105)
        return fixture.profile
    }

    private func layout(
        _ profile: Profile, width: Int, limit: Int = 100, zoom: String? = nil, _ selection: Selection = .all
    ) -> (IcicleLayout, CallTree) {
        let (tree, weights) = profile.weighedTree(for: selection)
        var options = IcicleOptions(width: width)
        options.order = .time
        if let zoom, let node = tree.node(zoom, profile) { options.zoom = node }
        let timeline = StackTimeline(profile: profile, selection: selection, limit: limit)
        return (
            IcicleLayout(tree: tree, weights: weights, profile: profile, options: options, timeline: timeline), tree
        )
    }

    private func text(_ layout: IcicleLayout, _ tree: CallTree, _ profile: Profile) -> [String] {
        layout.rows.map { row in
            row.map { "\(tree.name($0.node ?? .root, profile))@\($0.start)+\($0.width)" }.joined(separator: " ")
        }
    }

    @Test func framesStandWhereTheyTookMost() {
        let (icicle, tree) = layout(profile, width: 60)
        #expect(
            text(icicle, tree, profile) == [
                "all@0+60", "main@0+30 main@40+20", "a@0+20 b@20+10 a@40+10 b@50+10", "x@0+10 y@10+10 x@40+10",
            ])
        #expect(icicle.rows[2][2].weight.cpu == Nanoseconds(80_000_000))
        #expect(icicle.rows[1][1].weight.cpu == Nanoseconds(200_000_000))
        #expect(icicle.rows[1][1].hiddenWeight.cpu == Nanoseconds(20_000_000))
        #expect(icicle.rows[1][1].hiddenCount == 1)
    }

    @Test func aZoomShowsWhenItRan() {
        let (icicle, tree) = layout(profile, width: 60, zoom: "main;b")
        #expect(text(icicle, tree, profile) == ["b@0+60"])
        let (above, other) = layout(profile, width: 60, zoom: "main;a")
        #expect(text(above, other, profile) == ["a@0+60", "x@0+10 y@10+10 x@40+10"])
    }

    @Test func narrowPicturesSumSecondsUp() {
        let (icicle, tree) = layout(profile, width: 3)
        #expect(text(icicle, tree, profile)[2] == "a@0+1 b@1+2")
        let (limited, limitedTree) = layout(profile, width: 60, limit: 2)
        #expect(text(limited, limitedTree, profile)[2] == "a@0+30 b@30+30")
    }

    @Test func aStretchOfTimeHasTheWholeWidth() {
        let (icicle, tree) = layout(profile, width: 40, Selection(seconds: 101..<103))
        #expect(text(icicle, tree, profile)[2] == "a@0+20 b@20+20")
    }

    /// What a frame takes itself may be most of a stretch.
    @Test func ownTimeHidesWhatIsLessThanIt() {
        var fixture = ProfileFixture()
        fixture.thread(1, "main")
        fixture.add("main", cpu: 90, second: 100)
        fixture.add("main;a", cpu: 10, second: 100)
        let profile = fixture.profile
        let (icicle, tree) = layout(profile, width: 20)
        #expect(text(icicle, tree, profile) == ["all@0+20", "main@0+20"])
        #expect(icicle.rows[1][0].hiddenCount == 1)
        #expect(icicle.rows[1][0].hiddenWeight.cpu == Nanoseconds(10_000_000))
    }

    @Test func placesAreFoundByColumn() throws {
        let (icicle, tree) = layout(profile, width: 60)
        let node = try #require(tree.node("main;a", profile))
        #expect(icicle.place(of: .node(node), row: 2)?.index == 0)
        #expect(icicle.place(of: .node(node), row: 2, column: 44)?.index == 2)
        #expect(icicle.place(of: .node(node), row: 2, column: 55)?.index == 0)
    }

    @Test func timelinesSumUpWhatTheyAreMadeOf() {
        for limit in [1, 2, 4, 6, 1_000] {
            let timeline = StackTimeline(profile: profile, limit: limit)
            #expect(timeline.count <= max(limit, 1))
            let sum = timeline.entries(in: 0..<timeline.count).reduce(Weight.zero) { $0 + $1.weight }
            #expect(sum == profile.stackWeights().total)
        }
        #expect(StackTimeline(profile: profile, limit: 1_000).count == 6)
        #expect(StackTimeline(profile: profile, limit: 1_000).entries(in: 3..<4).isEmpty)
        #expect(StackTimeline(profile: profile, limit: 9).entries(in: -4..<0).isEmpty)
        #expect(StackTimeline(profile: ProfileFixture().profile, limit: 9).count == 0)
    }

    @Test(arguments: [0, 1, 2, 7]) func anyWidthCanBeLaidOut(width: Int) {
        let (icicle, _) = layout(profile, width: width)
        #expect(icicle.rows.isEmpty == (width == 0))
        let (empty, _) = layout(ProfileFixture().profile, width: width)
        #expect(empty.rows.count == (width == 0 ? 0 : 1))
    }
}
