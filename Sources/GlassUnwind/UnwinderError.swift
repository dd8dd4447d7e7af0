/// Why an unwinder could not be made.
public enum UnwinderError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The libunwind that glass is linked to knows another architecture.
    case foreignArchitecture(Architecture)
    /// libunwind gave no address space.
    case libunwindUnavailable

    public var description: String {
        switch self {
        case .foreignArchitecture(let architecture):
            "stacks of \(architecture.rawValue) programs cannot be followed by glass for \(Architecture.native.rawValue)"
        case .libunwindUnavailable: "libunwind could not be initialised: is memory short?"
        }
    }
}
