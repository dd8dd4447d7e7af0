import Foundation
import GlassModel

/// Reads speedscope's own files: `sampled` and `evented` profiles, each as one thread. Values without a unit of time
/// are taken as counts, as ``FoldedReader`` takes them.
public enum SpeedscopeReader {
    static let format = "speedscope file"

    /// - Parameter name: What errors call the input.
    public static func read(_ bytes: some Sequence<UInt8>, name: String) throws(ImportError) -> ImportResult {
        let document: SpeedscopeDocument
        do { document = try JSONDecoder().decode(SpeedscopeDocument.self, from: Data(bytes)) } catch {
            throw .malformed(name: name, format: format, problem: wording(of: error))
        }
        var builder = ImportBuilder()
        let frames = document.shared.frames.map { frame in
            builder.frame(frame.name, file: frame.file, line: frame.line.flatMap { Int32(exactly: $0) })
        }
        for (index, profile) in document.profiles.enumerated() {
            let thread = builder.thread(
                name: profile.name ?? "profile \(index + 1)", thread: ThreadID(Int32(clamping: index + 1)))
            var reader = ProfileReader(
                number: index + 1, frames: frames, thread: thread, scale: Scale(profile.unit), builder: builder)
            reader.read(profile)
            builder = reader.builder
        }
        return try builder.finish(
            name: document.name ?? name, format: format, started: Timestamp(nanosecondsSinceEpoch: 0))
    }

    private static func wording(of error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, let context): "`\(path(context.codingPath + [key]))` is missing"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
            context.codingPath.isEmpty ? "it is no JSON object" : "`\(path(context.codingPath))` has the wrong type"
        default: "it is no JSON, or ends early"
        }
    }

    /// `shared.frames[3].name`.
    private static func path(_ keys: [any CodingKey]) -> String {
        let steps = keys.map { key in key.intValue.map { "[\($0)]" } ?? "." + key.stringValue }
        return String(steps.joined().trimmingPrefix("."))
    }
}

/// What a profile's values count.
private struct Scale {
    /// Nanoseconds of one unit; nil where values are no times.
    let nanoseconds: Double?

    init(_ unit: String?) {
        switch unit {
        case "nanoseconds": nanoseconds = 1
        case "microseconds": nanoseconds = 1e3
        case "milliseconds": nanoseconds = 1e6
        case "seconds": nanoseconds = 1e9
        default: nanoseconds = nil
        }
    }

    /// The weight of one sample; nil for a value that is negative, or beyond all measure.
    func weight(_ value: Double) -> Weight? {
        guard value >= 0, let time = Int64(exactly: (value * (nanoseconds ?? 1e3)).rounded()) else { return nil }
        let samples = nanoseconds == nil ? Int64(exactly: value.rounded()) ?? 0 : 1
        return Weight(samples: samples, cpu: Nanoseconds(time), wall: Nanoseconds(time))
    }

    /// The second that so much into the profile falls into.
    func second(_ value: Double) -> Int64 {
        guard let nanoseconds else { return 0 }
        return Int64(exactly: (value * nanoseconds / 1e9).rounded(.down)).map { min(max($0, 0), 1_000_000_000) } ?? 0
    }
}

/// Reads one profile of a file.
private struct ProfileReader {
    let number: Int
    let frames: [FrameID]
    let thread: ThreadKey
    let scale: Scale
    var builder: ImportBuilder

    mutating func read(_ profile: SpeedscopeDocument.Profile) {
        switch (profile.type, profile.samples, profile.weights, profile.events) {
        case ("sampled", .some(let samples), .some(let weights), _): read(samples, weights)
        case ("evented", _, _, .some(let events)): read(events, from: profile.startValue ?? events.first?.at ?? 0)
        default: builder.reject("profile \(number)", "neither a whole `sampled` nor a whole `evented` profile")
        }
    }

    private mutating func read(_ samples: [[Int]], _ weights: [Double]) {
        if samples.count != weights.count {
            builder.reject("profile \(number)", "\(samples.count) samples but \(weights.count) weights")
        }
        var passed = 0.0
        for (index, (sample, value)) in zip(samples, weights).enumerated() {
            guard let weight = scale.weight(value) else {
                builder.reject("sample \(index + 1) of profile \(number)", "its weight makes no sense")
                continue
            }
            let second = scale.second(passed)
            passed += value
            guard sample.allSatisfy({ frames.indices.contains($0) }) else {
                builder.reject("sample \(index + 1) of profile \(number)", "a frame that does not exist")
                continue
            }
            var stack: StackID?
            for frame in sample.prefix(FoldedReader.depthLimit) { stack = builder.stack(frames[frame], below: stack) }
            if let stack, weight != .zero { builder.add(weight, second: second, thread: thread, stack: stack) }
        }
    }

    /// Between two events, time belongs to the stack that is open.
    private mutating func read(_ events: [SpeedscopeDocument.Event], from start: Double) {
        var open: [(frame: Int, stack: StackID)] = []
        var time = start
        for (index, event) in events.enumerated() {
            guard event.at >= time, let weight = scale.weight(event.at - time) else {
                builder.reject("event \(index + 1) of profile \(number)", "it goes back in time")
                continue
            }
            if let stack = open.last?.stack, event.at > time {
                builder.add(weight, second: scale.second(time - start), thread: thread, stack: stack)
            }
            time = event.at
            apply(event, number: index + 1, to: &open)
        }
    }

    private mutating func apply(
        _ event: SpeedscopeDocument.Event, number index: Int, to open: inout [(frame: Int, stack: StackID)]
    ) {
        guard frames.indices.contains(event.frame) else {
            builder.reject("event \(index) of profile \(number)", "a frame that does not exist")
            return
        }
        if event.type == "O" {
            let isTooDeep = open.count >= FoldedReader.depthLimit
            let stack = isTooDeep ? open.last?.stack : builder.stack(frames[event.frame], below: open.last?.stack)
            if let stack { open.append((event.frame, stack)) }
        } else if let place = open.lastIndex(where: { $0.frame == event.frame }) {
            if place != open.count - 1 {
                builder.reject("event \(index) of profile \(number)", "closes a frame around others that are open")
            }
            open.removeSubrange(place...)
        } else {
            builder.reject("event \(index) of profile \(number)", "closes a frame that is not open")
        }
    }
}
