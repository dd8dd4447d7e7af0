import GlassModel
import GlassTestSupport
import Testing

@testable import GlassAnalysis

@Suite struct IcicleLayoutTests {
    private func layout(_ profile: Profile, _ options: IcicleOptions) -> (IcicleLayout, CallTree) {
        let (tree, weights) = profile.weighedTree()
        return (IcicleLayout(tree: tree, weights: weights, profile: profile, options: options), tree)
    }

    private func text(_ layout: IcicleLayout, _ tree: CallTree, _ profile: Profile) -> [String] {
        layout.rows.map { row in
            row.map { span in
                let name =
                    switch span.content {
                    case .node(let node): tree.name(node, profile)
                    case .elided(_, let count): "…\(count)"
                    case .zoomedRest(_, let count): "rest \(count)"
                    }
                return "\(name)@\(span.start)+\(span.width)"
            }.joined(separator: " ")
        }
    }

    @Test func drawsWhatItWeighs() {
        let profile = ProfileFixture.service.profile
        let (icicle, tree) = layout(profile, IcicleOptions(width: 100))
        #expect(
            text(icicle, tree, profile) == [
                "all@0+100", "main@0+70 start@70+30", "parse@0+60 write@60+10 loop@70+30", "walk@0+40 walk@70+30",
                "walk@0+40",
            ])
        let parse = icicle.rows[2][0]
        #expect(abs(parse.shareOfParent - 300.0 / 350) < 1e-9)
        #expect(abs(parse.shareOfAll - 0.6) < 1e-9)
        #expect(parse.shareOnCPU == 1)
    }

    @Test func showsWaitingInWallTime() throws {
        let profile = ProfileFixture.service.profile
        var options = IcicleOptions(width: 141)
        options.metric = .wall
        let (icicle, tree) = layout(profile, options)
        let node = try #require(tree.node("start;loop;[epoll_wait]", profile))
        let place = try #require(icicle.place(of: node))
        let span = icicle.rows[place.row][place.index]
        #expect(span.width == 90)
        #expect(span.shareWaiting == 1)
    }

    @Test func zoomGivesTheWholeWidth() throws {
        let profile = ProfileFixture.service.profile
        let (tree, weights) = profile.weighedTree()
        var options = IcicleOptions(width: 60)
        options.zoom = try #require(tree.node("main;parse", profile))
        let icicle = IcicleLayout(tree: tree, weights: weights, profile: profile, options: options)
        #expect(text(icicle, tree, profile) == ["parse@0+60", "walk@0+40", "walk@0+40"])
        #expect(icicle.path.map { tree.name($0, profile) } == ["main"])
        #expect(abs(icicle.rows[0][0].shareOfAll - 0.6) < 1e-9)
    }

    @Test func narrowSiblingsAreMergedAndNeverLost() {
        var fixture = ProfileFixture()
        fixture.thread(1, "main")
        fixture.add("main;big", cpu: 900)
        for index in 0..<50 { fixture.add("main;small\(index)", cpu: 2) }
        let profile = fixture.profile
        let (icicle, tree) = layout(profile, IcicleOptions(width: 50))
        #expect(text(icicle, tree, profile)[2] == "big@0+45 …50@45+5")
        #expect(icicle.rows[2][1].weight.cpu == Nanoseconds(100_000_000))
        let (narrow, _) = layout(profile, IcicleOptions(width: 4))
        #expect(narrow.rows[2].count == 1)
        #expect(narrow.rows[1][0].hiddenCount == 50)
        #expect(narrow.rows[1][0].hiddenWeight.cpu == Nanoseconds(100_000_000))
    }

    @Test func ordersAreKept() {
        var fixture = ProfileFixture()
        fixture.thread(1, "main")
        fixture.add("zeta", cpu: 10)
        fixture.add("alpha", cpu: 20)
        fixture.add("mid", cpu: 30)
        let profile = fixture.profile
        func names(_ order: IcicleOptions.Order) -> [String] {
            var options = IcicleOptions(width: 60)
            options.order = order
            let (icicle, tree) = layout(profile, options)
            return icicle.rows[1].compactMap { $0.node.map { tree.name($0, profile) } }
        }
        #expect(names(.firstSeen) == ["zeta", "alpha", "mid"])
        #expect(names(.alphabetical) == ["alpha", "mid", "zeta"])
        #expect(names(.weight) == ["mid", "alpha", "zeta"])
    }

    @Test func findsTheSpanAtAPlace() {
        let profile = ProfileFixture.service.profile
        let (icicle, tree) = layout(profile, IcicleOptions(width: 100))
        #expect(icicle.span(row: 1, column: 69)?.node == tree.node("main", profile))
        #expect(icicle.span(row: 1, column: 70)?.node == tree.node("start", profile))
        #expect(icicle.span(row: 4, column: 41) == nil)
        #expect(icicle.span(row: 9, column: 0) == nil)
        #expect(icicle.span(row: 0, column: -1) == nil)
    }

    @Test(arguments: [0, 1, 2, -5]) func tinyWidthsDoNotBreak(width: Int) {
        let (icicle, _) = layout(ProfileFixture.service.profile, IcicleOptions(width: width))
        #expect(icicle.rows.isEmpty == (width <= 0))
    }

    @Test func anEmptyProfileIsOneEmptyRow() {
        let (icicle, _) = layout(ProfileFixture().profile, IcicleOptions(width: 80))
        #expect(icicle.rows.count == 1)
        #expect(icicle.rows[0][0].weight == .zero)
    }

    @Test func childrenStayWithinTheirParentWhateverTheWeights() {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<60 {
            let profile = Self.randomProfile(&random)
            let (tree, weights) = profile.weighedTree()
            var options = IcicleOptions(width: .random(in: 1...210, using: &random))
            options.metric = Metric.allCases.randomElement(using: &random) ?? .cpu
            options.minimumWidth = .random(in: 1...3, using: &random)
            let icicle = IcicleLayout(tree: tree, weights: weights, profile: profile, options: options)
            for (row, spans) in icicle.rows.enumerated() {
                for (left, right) in zip(spans, spans.dropFirst()) { #expect(left.end <= right.start) }
                for span in spans where row > 0 { checkNesting(span, icicle.rows[row - 1], tree) }
            }
        }
    }

    private func checkNesting(_ span: IcicleLayout.Span, _ above: [IcicleLayout.Span], _ tree: CallTree) {
        let parent: NodeID? =
            switch span.content {
            case .node(let node): tree.parent(of: node)
            case .elided(let parent, _), .zoomedRest(let parent, _): parent
            }
        let isInside = above.contains { $0.node == parent && $0.start <= span.start && span.end <= $0.end }
        #expect(isInside)
        #expect(span.width > 0)
        #expect((0...1).contains(span.shareOfParent) && (0...1).contains(span.shareOfAll))
    }

    static func randomProfile(_ random: inout SeededGenerator) -> Profile {
        var fixture = ProfileFixture()
        fixture.thread(1, "main")
        for _ in 0..<80 {
            let depth = Int.random(in: 1...9, using: &random)
            let path = (0..<depth).map { _ in "f\(Int.random(in: 0...5, using: &random))" }.joined(separator: ";")
            let cpu = Int64.random(in: 0...1_000, using: &random)
            fixture.add(path, cpu: cpu, wall: cpu + .random(in: -10...2_000, using: &random))
        }
        return fixture.profile
    }
}
