import Glibc
import SystemPackage

/// What a short program prints.
enum ProgramOutput {
    /// The lines of its standard output, where it ends with status 0 or one of `accepted`; nil where it does not, or
    /// cannot be started. Its errors are not shown.
    static func lines(_ path: String, _ arguments: [String], accepting accepted: Set<Int32> = [0]) -> [String]? {
        guard let (readEnd, writeEnd) = try? Pipe.open() else { return nil }
        defer { try? readEnd.close() }
        let child: ChildProcess
        do {
            defer { try? writeEnd.close() }
            let nowhere = try FileDescriptor.open("/dev/null", .readWrite, options: [.closeOnExec])
            defer { try? nowhere.close() }
            let descriptors = [(Int32(0), nowhere), (Int32(1), writeEnd), (Int32(2), nowhere)]
            child = try ProgramLaunch(path: path, arguments: arguments, descriptors: descriptors).start()
        } catch {
            return nil
        }
        var buffer = LineBuffer()
        var lines: [String] = []
        var bytes = [UInt8](repeating: 0, count: 4096)
        while let count = try? bytes.withUnsafeMutableBytes({ try readEnd.read(into: $0) }), count > 0 {
            lines += buffer.take(bytes.prefix(count))
        }
        lines += buffer.takeRest()
        guard case .exited(let status) = child.wait(), accepted.contains(status) else { return nil }
        return lines
    }
}
