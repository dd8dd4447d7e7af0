import Foundation
import GlassModel
import GlassSystem
import GlassTestSupport
import Glibc

/// A real service on a free port of the loopback interface, which the tests did not write but for its routes.
final class TrafficService {
    let port: Int
    let child: Subprocess
    private let folder: String?

    var process: ProcessID { ProcessID(child.process) }
    var address: String { "127.0.0.1:\(port)" }

    /// Python with the packages that the fixtures import: GLASS_TEST_PYTHON, or `python3`.
    static let python = ProcessInfo.processInfo.environment["GLASS_TEST_PYTHON"] ?? "python3"

    static func hasModules(_ names: String...) -> Bool {
        let script = names.map { "import \($0)" }.joined(separator: "; ")
        return (try? Subprocess.output(of: [python, "-c", script])) != nil
    }

    static var mayWatch: Bool { obstacle == nil }

    /// Why connections cannot be watched here; nil where they can.
    static let obstacle: String? = {
        guard geteuid() == 0 else { return "the services to be watched are started as root" }
        do {
            _ = try SocketTap()
            return nil
        } catch {
            return "\(error)"
        }
    }()

    static func fixture(_ name: String) -> String {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return tests.appendingPathComponent("Fixtures/traffic/\(name)").path
    }

    /// Starts `python SCRIPT PORT ARGUMENTS…` and waits until it says `ready` and can be connected to.
    init(python script: String, _ arguments: String...) throws {
        port = try Self.freePort()
        folder = nil
        child = try Subprocess([Self.python, "-u", Self.fixture(script), "\(port)"] + arguments)
        guard child.readLine() == "ready" else { throw TestFailure("\(script) never became ready") }
        try waitUntilOpen()
    }

    /// Starts any command line that `arguments` makes of the port and a folder of its own.
    init(command arguments: (_ port: Int, _ folder: String) throws -> [String]) throws {
        port = try Self.freePort()
        let folder = NSTemporaryDirectory() + "glass-traffic-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        self.folder = folder
        child = try Subprocess(arguments(port, folder))
        try waitUntilOpen()
    }

    deinit {
        kill(child.process, SIGTERM)
        child.wait()
        if let folder { try? FileManager.default.removeItem(atPath: folder) }
    }

    private static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 ? getsockname(descriptor, $0, &length) : -1
            }
        }
        guard result == 0 else { throw TestFailure("no free port") }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    private func waitUntilOpen() throws {
        let limit = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < limit {
            if Self.canConnect(to: port) { return }
            usleep(10_000)
        }
        throw TestFailure("nothing listens on port \(port)")
    }

    private static func canConnect(to port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        address.sin_port = UInt16(port).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
