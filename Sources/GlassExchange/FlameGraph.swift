import GlassAnalysis
import GlassModel

/// What an ``SVGWriter`` draws: one tree, or a function's callers above its callees.
public struct FlameGraph: Sendable {
    /// A tree and what its nodes weigh.
    public struct Part: Sendable {
        public let tree: CallTree
        public let weights: TreeWeights

        public init(_ tree: CallTree, _ weights: TreeWeights) {
            self.tree = tree
            self.weights = weights
        }
    }

    public var title: String
    /// What the frame that stands for everything is called.
    public var rootLabel: String
    /// Grows downwards.
    public let part: Part
    /// Grows upwards from the root of the other.
    public let above: Part?

    public init(title: String, rootLabel: String, part: Part, above: Part? = nil) {
        self.title = title
        self.rootLabel = rootLabel
        self.part = part
        self.above = above
    }
}

extension FlameGraph {
    /// All stacks of a profile, of certain weights.
    public init(_ profile: Profile, weights: StackWeights) {
        var tree = CallTree()
        tree.extend(with: profile)
        self.init(
            title: Self.title(of: profile), rootLabel: "all", part: Part(tree, tree.weigh(weights)))
    }

    /// The command that was recorded.
    public static func title(of profile: Profile) -> String {
        profile.info.commandLine.isEmpty ? profile.info.executable : profile.info.commandLine
    }
}
