import GlassModel

/// The names of a program's own functions, as `nm` lists them.
public struct FunctionNames: Sendable {
    private let functions: [(address: UInt64, name: String)]

    public init(executable: String) throws {
        functions = try Subprocess.output(of: ["nm", "-n", "--defined-only", executable]).split(separator: "\n")
            .compactMap { line in
                let fields = line.split(separator: " ")
                guard fields.count == 3, "tTwWi".contains(fields[1]), let address = UInt64(fields[0], radix: 16)
                else { return nil }
                return (address, String(fields[2]))
            }
    }

    /// The function that begins last at or before `address`.
    public subscript(address: ModuleAddress) -> String? {
        functions.last { $0.address <= address.rawValue }?.name
    }
}
