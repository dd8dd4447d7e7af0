import GlassModel

/// A function within one profile: the place of its key in ``Profile/functions``, from 0.
public struct FunctionID: RawRepresentable, Hashable, Comparable, Sendable {
    public let rawValue: Int32

    public init(rawValue: Int32) { self.rawValue = rawValue }

    public var index: Int { Int(rawValue) }
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// Gives each function a dense number, so that trees compare integers instead of names.
struct FunctionInterner: Sendable {
    private(set) var keys: ChunkedArray<FunctionKey> = []
    private var numbers = NumberIndex()

    func known(_ key: FunctionKey) -> FunctionID? { known(key, hash: NumberIndex.hash(key)) }

    private func known(_ key: FunctionKey, hash: UInt64) -> FunctionID? {
        numbers.find(hash: hash) { keys[Int($0)] == key }.map { FunctionID(rawValue: $0) }
    }

    mutating func id(of key: FunctionKey) -> FunctionID {
        let hash = NumberIndex.hash(key)
        if let known = known(key, hash: hash) { return known }
        let id = FunctionID(rawValue: Int32(clamping: keys.count))
        keys.append(key)
        numbers.insert(hash: hash, id.rawValue)
        return id
    }
}
