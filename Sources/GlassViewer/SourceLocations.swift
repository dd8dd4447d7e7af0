import GlassAnalysis
import GlassModel

/// Where functions stand in source code: the first place that was seen of each.
struct SourceLocations: Sendable {
    private var places: [FunctionKey: String] = [:]
    private var framesSeen = 0

    /// `file:line`; nil where it is not known.
    subscript(function: FunctionKey) -> String? { places[function] }

    mutating func extend(with profile: Profile) {
        guard framesSeen < profile.frames.count else { return }
        for frame in profile.frames[framesSeen...] {
            guard let file = frame.file, places[frame.functionKey] == nil else { continue }
            places[frame.functionKey] = frame.line.map { "\(file):\($0)" } ?? file
        }
        framesSeen = profile.frames.count
    }
}
