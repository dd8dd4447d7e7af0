import GlassModel

/// One place that a stack goes through, before it has a name.
enum Place: Hashable, Sendable {
    /// In a module's code, at the address to look names up by.
    case code(module: ModuleID, address: ModuleAddress)
    /// In CPython's own code, of a stack that has Python frames: shown only where it is more than glue.
    case interpreter(module: ModuleID, address: ModuleAddress)
    /// By the function's number among those of Python.
    case python(function: Int32, line: Int32?)
    /// Code that was made at run time, by the function's number among those.
    case generated(function: Int32)
    /// Code that was made at run time and that no file names.
    case unnamedGenerated
    /// In memory that holds no code.
    case anonymousCode
    /// A goroutine of Go, by its number.
    case goroutine(UInt64)
    /// A task of Swift that is another's child, whose functions stand above it unless it runs.
    case childTask(ofRunning: Bool)
    /// What the kernel put between a signal handler and the code that the signal interrupted.
    case signalReturn
    case systemCall(Int)
    /// In the kernel, by the function's number among those that were met.
    case kernel(function: Int32)
    /// Waits for the lock of its interpreter.
    case interpreterLock
    /// Waits, in no system call: for memory, or stopped.
    case blocked
    case broken(UnwindEnd)
    /// CPU time of a thread that no sample caught running.
    case betweenSamples
    /// The dictionary is full.
    case other
}

/// Gives each distinct place and each distinct stack a number, so that a stack is named and stored once.
struct StackInterner {
    /// A node of the prefix tree: `place` inside the stack `parent`, -1 for none. A node's number is its index.
    struct Node: Sendable {
        let parent: Int32
        let place: Int32
    }

    private var placeNumbers: [Place: Int32] = [:]
    private var nodes = IndexTable()
    /// Places and nodes that nobody has taken yet, in order of number.
    private(set) var newPlaces: [Place] = []
    private(set) var newNodes: [Node] = []
    private let limit: Int
    /// Stacks that were folded into `[other]`.
    private(set) var overflow: Int64 = 0

    init(limit: Int) { self.limit = limit }

    mutating func takeNew() -> (places: [Place], nodes: [Node]) {
        defer {
            newPlaces.removeAll(keepingCapacity: true)
            newNodes.removeAll(keepingCapacity: true)
        }
        return (newPlaces, newNodes)
    }

    /// The number of the stack whose places are these, outermost first. Once the dictionary is full a stack that is
    /// not in it stands under `[other]`.
    mutating func intern(_ places: some Sequence<Place>) -> Int32 {
        var parent: Int32 = -1
        for place in places {
            guard let node = node(parent, place) else {
                overflow += 1
                return node(-1, .other, isReserved: true) ?? 0
            }
            parent = node
        }
        return parent
    }

    private mutating func node(_ parent: Int32, _ place: Place, isReserved: Bool = false) -> Int32? {
        if let number = placeNumbers[place], let known = nodes.known(IndexTable.pair(parent, number)) {
            return Int32(known)
        }
        guard nodes.count < limit || isReserved else { return nil }
        let node = Node(parent: parent, place: self.number(of: place))
        newNodes.append(node)
        return Int32(nodes.index(of: IndexTable.pair(node.parent, node.place)))
    }

    private mutating func number(of place: Place) -> Int32 {
        if let known = placeNumbers[place] { return known }
        let number = Int32(placeNumbers.count)
        placeNumbers[place] = number
        newPlaces.append(place)
        return number
    }
}
