import Foundation

/// A folder of its own for the data, readable by its owner only.
struct TemporaryFolder: Sendable {
    let path: String

    /// - Throws: `DemoError.noFolder`.
    init() throws {
        let name = "glass-demo-\(ProcessInfo.processInfo.processIdentifier)-\(UUID().uuidString.prefix(8))"
        path = FileManager.default.temporaryDirectory.appendingPathComponent(name).path
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        } catch {
            throw DemoError.noFolder(path: path, reason: error.localizedDescription)
        }
    }

    /// Removes the folder with all it holds. What cannot be removed stays: the service is ending anyway.
    func remove() {
        try? FileManager.default.removeItem(atPath: path)
    }
}
