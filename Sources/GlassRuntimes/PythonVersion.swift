/// A version of CPython.
public struct PythonVersion: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let major: Int
    public let minor: Int
    /// Unknown where the version was taken from a file's name.
    public let micro: Int?

    public init(_ major: Int, _ minor: Int, _ micro: Int? = nil) {
        self.major = major
        self.minor = minor
        self.micro = micro
    }

    /// As `Py_Version` (`PY_VERSION_HEX`) encodes it; nothing where that is no version of Python 3.
    public init?(hexadecimal: UInt32) {
        guard hexadecimal >> 24 == 3, [0xA, 0xB, 0xC, 0xF].contains((hexadecimal >> 4) & 0xF) else { return nil }
        self.init(3, Int((hexadecimal >> 16) & 0xFF), Int((hexadecimal >> 8) & 0xFF))
    }

    /// As the name of an interpreter or of its library tells it: `python3.11`, `libpython3.11.so.1.0`.
    public init?(fileName: String) {
        guard let start = fileName.firstRange(of: "python3.")?.upperBound else { return nil }
        guard let minor = Int(fileName[start...].prefix { $0.isASCII && $0.isNumber }) else { return nil }
        self.init(3, minor)
    }

    /// Major and minor alone, which is what the layout of memory depends on.
    public var series: PythonVersion { PythonVersion(major, minor) }

    public var description: String {
        "\(major).\(minor)" + (micro.map { ".\($0)" } ?? "")
    }

    public static func < (left: Self, right: Self) -> Bool {
        (left.major, left.minor, left.micro ?? -1) < (right.major, right.minor, right.micro ?? -1)
    }
}
