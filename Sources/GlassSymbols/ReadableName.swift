/// How a compiled function stands to the one that its author wrote.
public enum FunctionRole: Hashable, Sendable {
    /// It is that function, or a form of it that is called in its place.
    case written
    /// The compiler made it to pass a call on to the function whose name it has: a witness, a thunk.
    case forwarder
    /// The compiler moved the function's body here; what is left of the function calls it.
    case body
    /// The compiler made it for nobody's function: it does part of what its caller does.
    case helper
}

/// A function's name as its author would say it.
struct ReadableName: Hashable {
    var text: String
    var role = FunctionRole.written
    /// All that the linker's name tells, where that is more than `text`.
    var whole: String?

    init(_ text: String, role: FunctionRole = .written, whole: String? = nil) {
        self.text = text
        self.role = role
        self.whole = whole == text ? nil : whole
    }
}
