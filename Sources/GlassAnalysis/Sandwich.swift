import GlassModel

/// Who calls one function and what it calls, over all the stacks that pass it, wherever they do.
public struct Sandwich: Sendable {
    public let subject: FunctionID
    /// The function is its root, those who call it are below it, and so on outwards.
    public private(set) var callers: CallTree
    /// The function is its root, what it calls is below it.
    public private(set) var callees: CallTree
    public private(set) var callerWeights: TreeWeights
    public private(set) var calleeWeights: TreeWeights
    /// Of samples in the function itself.
    public private(set) var selfWeight = Weight.zero
    /// Of everything that was looked at, through the function or not.
    public private(set) var all = Weight.zero

    /// Of samples in the function or in what it called, each counted once however often it recurs in a stack.
    public var total: Weight { calleeWeights.total }

    /// Chains of callers are cut at this depth, at their outer end.
    private static let depthLimit = 128

    /// - Parameter previous: The one before, of the same profile as it was then. Where it is of the same function, its
    ///   nodes keep their numbers, and only new stacks are gone through.
    public static func read(
        profile: Profile, weights: StackWeights, subject: FunctionID, previous: Sandwich? = nil
    ) -> Sandwich {
        var sandwich = previous.flatMap { $0.subject == subject ? $0 : nil } ?? Sandwich(subject)
        sandwich.update(profile, weights)
        return sandwich
    }

    private init(_ subject: FunctionID) {
        self.subject = subject
        callers = CallTree(direction: .callers(of: subject, depthLimit: Self.depthLimit))
        callees = CallTree(direction: .callees(of: subject))
        callerWeights = callers.weigh(StackWeights(weights: []))
        calleeWeights = callees.weigh(StackWeights(weights: []))
    }

    private mutating func update(_ profile: Profile, _ weights: StackWeights) {
        callers.extend(with: profile)
        callees.extend(with: profile)
        callerWeights = callers.weigh(weights)
        calleeWeights = callees.weigh(weights)
        var (own, sum) = (Weight.zero, Weight.zero)
        weights.weights.forEachChunk { start, chunk in
            for (offset, weight) in chunk.enumerated() where weight != .zero {
                sum += weight
                if profile.stackFunctions[start + offset] == subject { own += weight }
            }
        }
        (selfWeight, all) = (own, sum)
    }

    /// The weights of the stacks through the function alone.
    public func limiting(_ weights: StackWeights) -> StackWeights {
        var limited = weights
        for index in limited.weights.indices where limited.weights[index] != .zero {
            if callees.node(of: StackID(Int32(index + 1))) == nil { limited.weights[index] = .zero }
        }
        return limited
    }
}
