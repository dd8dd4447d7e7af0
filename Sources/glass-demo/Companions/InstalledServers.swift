import Glibc

/// The servers that are installed here, by the paths of their programs.
struct InstalledServers: Equatable, Sendable {
    var redisServer: String?
    /// The folder that holds `initdb` and `postgres`; Debian keeps it out of PATH.
    var postgresFolder: String?

    static let none = InstalledServers()

    /// Looks in the folders of `searchPath`, where Debian puts them, and for PostgreSQL below `postgresRoot`.
    static func find(
        searchPath: String, postgresRoot: String = "/usr/lib/postgresql"
    ) -> InstalledServers {
        let folders = searchPath.split(separator: ":").map(String.init) + ["/usr/bin", "/usr/local/bin"]
        let versions = names(in: postgresRoot).compactMap { Int($0) }.sorted(by: >).map { "\(postgresRoot)/\($0)/bin" }
        return InstalledServers(
            redisServer: folders.map { "\($0)/redis-server" }.first(where: isExecutable),
            postgresFolder: (versions + folders).first { folder in
                isExecutable("\(folder)/initdb") && isExecutable("\(folder)/postgres")
            })
    }

    /// What is left out for want of a server, in sentences.
    var missing: [String] {
        var lines: [String] = []
        if redisServer == nil {
            lines.append("without redis-server: /orders/{customer}, /popular and the cache of /items/{id} are left out")
        }
        if postgresFolder == nil {
            lines.append("without PostgreSQL: /customers/{id} and /sales are left out")
        }
        return lines
    }

    private static func isExecutable(_ path: String) -> Bool { access(path, X_OK) == 0 }

    private static func names(in folder: String) -> [String] {
        guard let handle = opendir(folder) else { return [] }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            names.append(
                withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
        }
        return names
    }
}
