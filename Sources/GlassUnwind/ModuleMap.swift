import GlassModel

/// What is mapped where in a target, as far as unwinding needs it.
public struct ModuleMap: Sendable {
    /// One mapping.
    public struct Segment: Sendable {
        public let range: Range<VirtualAddress>
        public let isExecutable: Bool
        /// None for anonymous memory, such as compiled code of a JIT.
        public let module: LoadedModule?

        public init(range: Range<VirtualAddress>, isExecutable: Bool, module: LoadedModule?) {
            self.range = range
            self.isExecutable = isExecutable
            self.module = module
        }
    }

    /// In order of address.
    public let segments: [Segment]

    /// Takes mappings in any order. Those that matter are the ones of modules and the executable ones; of two that
    /// overlap the lower one counts.
    public init(segments: [Segment] = []) {
        self.segments = segments.sorted { $0.range.lowerBound < $1.range.lowerBound }
    }

    public func segment(containing address: VirtualAddress) -> Segment? {
        let index = segments.partitioningIndex { $0.range.upperBound > address }
        guard index < segments.count, segments[index].range.contains(address) else { return nil }
        return segments[index]
    }

    public func lookup(_ address: VirtualAddress) -> LoadedModule? { segment(containing: address)?.module }

    /// Whether code can run there: true as well for executable memory that belongs to no module.
    public func isExecutable(_ address: VirtualAddress) -> Bool {
        segment(containing: address)?.isExecutable ?? false
    }
}
