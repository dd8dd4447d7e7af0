import GlassModel

/// What threads of one kind have in common: the name less the number at its end, so that `worker-1` and `worker-2` are
/// both `worker`. A name that is all number stays as it is.
public func threadGroup(of name: String) -> String {
    let digits = name.reversed().prefix { $0.isASCII && $0.isNumber }.count
    guard digits > 0 else { return name }
    let stem = name.dropLast(digits)
    let separators = stem.reversed().prefix { "-_#:./ ".contains($0) }.count
    return stem.count > separators ? String(stem.dropLast(separators)) : name
}

extension Profile {
    /// The threads of a group.
    public func threads(inGroup group: String) -> Set<ThreadKey> {
        Set(threads.lazy.filter { threadGroup(of: $0.value.name) == group }.map(\.key))
    }
}
