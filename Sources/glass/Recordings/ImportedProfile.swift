import GlassAnalysis
import GlassExchange
import GlassModel
import SystemPackage

/// Another tool's profile, read whole.
struct ImportedProfile {
    /// As if it had been recorded.
    let delta: RecordingDelta
    /// What in it could not be understood.
    let notices: [String]

    init(path: String) throws(CommandError) {
        let content = try Self.content(of: path)
        let name = path.split(separator: "/").last.map(String.init) ?? path
        do throws(ImportError) {
            let result = try ProfileImport.read(content, name: name)
            delta = result.delta
            notices = Self.notices(result.deadLetters)
        } catch {
            throw .importFailed(error)
        }
    }

    var profile: Profile {
        var profile = Profile(info: delta.info)
        profile.apply(delta)
        return profile
    }

    private static func notices(_ letters: DeadLetters) -> [String] {
        guard letters.count > 0 else { return [] }
        let more = letters.count > letters.first.count ? ["and \(letters.count - letters.first.count) more"] : []
        let places = (letters.first.map(\.description) + more).joined(separator: "; ")
        return ["\(letters.count) parts of the input were not understood: \(places)"]
    }

    /// Reads from the beginning to the end, so that a pipe (`<(perf script …)`) will do.
    private static func content(of path: String) throws(CommandError) -> [UInt8] {
        do {
            let file = try FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec])
            defer { try? file.close() }
            var content: [UInt8] = []
            var chunk = [UInt8](repeating: 0, count: 1 << 20)
            while true {
                let count = try chunk.withUnsafeMutableBytes { try file.read(into: $0) }
                if count == 0 { return content }
                content += chunk.prefix(count)
            }
        } catch {
            throw .unreadableInput(path: path, reason: "\(error)")
        }
    }
}
