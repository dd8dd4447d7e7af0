import GlassModel

extension FrameKind {
    /// Its word in the table `frame`.
    var columnValue: String {
        switch self {
        case .native: "native"
        case .inlined: "inlined"
        case .systemCall: "syscall"
        case .synthetic: "synthetic"
        case .python: "python"
        }
    }

    init?(columnValue: String) {
        guard let kind = FrameKind.allCases.first(where: { $0.columnValue == columnValue }) else { return nil }
        self = kind
    }
}

extension BuildID {
    /// None where `text` is not hexadecimal.
    init?(hexadecimal text: String) {
        let digits = text.compactMap(\.hexDigitValue)
        guard digits.count == text.count, digits.count.isMultiple(of: 2) else { return nil }
        self.init(bytes: stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) })
    }
}
