import Foundation
import Glibc

/// Makes a new PostgreSQL cluster in the folder, starts its server and fills it.
struct PostgreSQLServer {
    /// Holds `initdb` and `postgres`.
    let programs: String
    let folder: String

    /// Returns when the tables are filled.
    /// - Throws: `DemoError`, `PostgreSQLError`.
    func start(_ children: Children, launcher: GuardedLauncher) throws -> ServerAddress? {
        let user = try Self.userToBe()
        let password = randomPassword()
        let home = folder + "/postgres"
        try prepare(home, password: password, user: user)
        let initialisation = [
            "\(programs)/initdb", "--pgdata=\(home)/data", "--username=\(Self.databaseUser)",
            "--pwfile=\(home)/password", "--auth=password", "--encoding=UTF8", "--no-locale", "--no-sync",
            "--no-instructions",
        ]
        guard let initdb = try launcher.start(initialisation, user: user, signal: SIGKILL, with: children)
        else { return nil }
        guard children.waitForSuccess(of: initdb) else { throw DemoError.serverFailed(Self.complaint(user, home)) }
        let address = ServerAddress(port: try freePort(), password: password)
        let server = ["\(programs)/postgres", "-D", "\(home)/data"] + Self.settings(port: address.port)
        // SIGQUIT is an immediate shutdown, after which the server leaves no shared memory behind.
        guard let process = try launcher.start(server, user: user, signal: SIGQUIT, with: children) else { return nil }
        var connection: PostgreSQLConnection?
        try waitUntil("it did not answer", process, children) { connection = try PostgreSQLConnection(address) }
        for statement in ShopTables.statements { _ = try connection?.query(statement) }
        return address
    }

    private static func complaint(_ user: String?, _ home: String) -> String {
        user.map { "initdb failed as the user \($0); can that user pass through to \(home)?" } ?? "initdb failed"
    }

    static let databaseUser = "glass"

    /// Whom to be: initdb and the server refuse to run as root.
    private static func userToBe() throws(DemoError) -> String? {
        guard geteuid() == 0 else { return nil }
        let users: [String] = ["postgres", "nobody"]
        guard let user = users.first(where: { getpwnam($0) != nil }) else {
            throw .serverFailed("it refuses to run as root, and there is no user postgres or nobody")
        }
        return user
    }

    private func prepare(_ home: String, password: String, user: String?) throws {
        let files = FileManager.default
        try files.createDirectory(
            atPath: home, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        guard
            files.createFile(
                atPath: "\(home)/password", contents: Data("\(password)\n".utf8), attributes: [.posixPermissions: 0o600]
            )
        else { throw DemoError.serverFailed("its folder could not be written") }
        guard let user, let entry = getpwnam(user) else { return }
        // So that the other user can pass through; what else is in the folder is closed by its own mode.
        chmod(folder, 0o711)
        for path in [home, "\(home)/password"] { _ = chown(path, entry.pointee.pw_uid, entry.pointee.pw_gid) }
    }

    /// A small server that need not survive a crash.
    private static func settings(port: UInt16) -> [String] {
        [
            "listen_addresses=127.0.0.1", "port=\(port)", "unix_socket_directories=", "fsync=off",
            "synchronous_commit=off", "full_page_writes=off", "shared_buffers=16MB", "max_connections=80",
            "max_parallel_workers_per_gather=0", "autovacuum=off",
        ].flatMap { ["-c", $0] }
    }
}
