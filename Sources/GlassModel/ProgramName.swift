extension Program {
    /// The name of its file, which is also that of its module.
    public var fileName: String { Self.lastPart(of: executable) }

    /// What people call it: the name that it was started by or has given itself where that is another one than its file's
    /// (`redis-server *:6379` of the file `redis-check-rdb`, `gunicorn: master` of `python3.11`), and not just a shorter one
    /// (`python3`).
    public var name: String {
        let word = commandLine.split(separator: " ", maxSplits: 1).first.map(String.init) ?? ""
        // A login shell's begins with `-`, that of a process which says what it does ends with `:`.
        var given = Self.lastPart(of: word)[...]
        if given.hasPrefix("-") { given.removeFirst() }
        if given.hasSuffix(":") { given.removeLast() }
        let isAnother = !given.isEmpty && !fileName.hasPrefix(given) && !given.hasPrefix(fileName)
        return isAnother ? String(given) : fileName
    }

    private static func lastPart(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? "" }
}

extension RecordingInfo {
    /// Which program the target runs.
    public var program: Program { Program(executable: executable, commandLine: commandLine) }
}
