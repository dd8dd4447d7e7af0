import GlassAnalysis
import GlassModel

/// Where functions stand in source code: the first place that was seen of each.
struct SourceLocations: Sendable {
    private var places: [FunctionKey: SourcePlace] = [:]
    private var framesSeen = 0

    /// `file:line`; nil where it is not known.
    subscript(function: FunctionKey) -> String? {
        places[function].map { place in place.line.map { "\(place.file):\($0)" } ?? place.file }
    }

    func place(of function: FunctionKey) -> SourcePlace? { places[function] }

    mutating func extend(with profile: Profile) {
        guard framesSeen < profile.frames.count else { return }
        for frame in profile.frames[framesSeen...] {
            guard let file = frame.file, places[frame.functionKey] == nil else { continue }
            places[frame.functionKey] = SourcePlace(file: file, line: frame.line.map { Int($0) })
        }
        framesSeen = profile.frames.count
    }
}
