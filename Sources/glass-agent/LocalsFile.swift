import Foundation
import GlassModel

/// The local variables that `glass dump` asked for, on their way to it.
enum LocalsFile {
    /// Only its owner may read it.
    static func write(_ locals: [ThreadLocals], to path: String) throws(AgentFailure) {
        guard let data = try? JSONEncoder().encode(locals),
            FileManager.default.createFile(atPath: path, contents: data, attributes: [.posixPermissions: 0o600])
        else { throw AgentFailure(localsTo: path) }
    }
}
