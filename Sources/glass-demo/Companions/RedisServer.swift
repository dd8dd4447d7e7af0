import Foundation
import Glibc

/// Starts a redis-server that keeps nothing on a disk and lets in nobody without the password.
struct RedisServer {
    let program: String
    let folder: String

    /// Returns when it answers.
    /// - Throws: `DemoError`.
    func start(_ children: Children, launcher: GuardedLauncher) throws -> ServerAddress? {
        let address = ServerAddress(port: try freePort(), password: randomPassword())
        let file = folder + "/redis.conf"
        guard
            FileManager.default.createFile(
                atPath: file, contents: Data(configuration(address).utf8), attributes: [.posixPermissions: 0o600])
        else { throw DemoError.serverFailed("its configuration could not be written") }
        guard let process = try launcher.start([program, file], signal: SIGKILL, with: children) else { return nil }
        try waitUntil("it did not answer", process, children) {
            _ = try RedisConnection(address).send("PING")
        }
        return address
    }

    private func configuration(_ address: ServerAddress) -> String {
        """
        bind 127.0.0.1
        port \(address.port)
        requirepass \(address.password)
        save ""
        appendonly no
        dir \(folder)
        logfile ""
        maxmemory 64mb

        """
    }
}
