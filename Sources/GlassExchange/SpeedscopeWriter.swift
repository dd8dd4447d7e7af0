import GlassAnalysis
import GlassModel

/// Writes the file format of speedscope (https://www.speedscope.app/file-format-schema.json): a `sampled` profile for
/// each thread, the heaviest first, with a sample for each stack and second in order of time.
public struct SpeedscopeWriter {
    public var metric: Metric
    /// Of glass.
    public var version: String

    public init(metric: Metric = .cpu, version: String) {
        self.metric = metric
        self.version = version
    }

    public func write(_ profile: Profile, selection: Selection = .all, to sink: inout some TextSink) throws {
        let threads = samples(of: profile, selection).map { thread, samples in
            let name = profile.threads[thread].map { "\(PlainText.clean($0.name)) (\($0.thread))" }
            return (name ?? "[unknown thread]", samples)
        }
        try write(threads, of: profile, to: &sink)
    }

    /// Stacks of certain weights as one profile, a sample for each stack.
    /// - Parameter name: What they are of.
    public func write(
        _ profile: Profile, weights: StackWeights, name: String, to sink: inout some TextSink
    ) throws {
        let samples = weights.weights.enumerated().compactMap { index, weight -> (stack: StackID, value: Int64)? in
            let value = metric.value(of: weight)
            return value > 0 ? (StackID(Int32(index + 1)), value) : nil
        }
        try write([(PlainText.clean(name), samples)], of: profile, to: &sink)
    }

    private func write<Sink: TextSink>(
        _ profiles: [(name: String, samples: Samples)], of profile: Profile, to sink: inout Sink
    ) throws {
        var json = JSONWriter(sink)
        try json.beginObject()
        try json.field("$schema", "https://www.speedscope.app/file-format-schema.json")
        try json.field("exporter", "glass@\(version)")
        try json.field("name", Self.name(of: profile))
        try json.field("activeProfileIndex", 0)
        try writeFrames(of: profile, to: &json)
        try write(profiles, of: profile, to: &json)
        try json.endObject()
        sink = json.sink
        try sink.write("\n")
    }

    private static func name(of profile: Profile) -> String {
        let command = profile.info.commandLine.isEmpty ? profile.info.executable : profile.info.commandLine
        return PlainText.clean(command)
    }

    /// A frame for each function, so that speedscope merges by function. Its line is the lowest of its lines that were
    /// seen. Where the source file is unknown, the module's path stands for it.
    private func writeFrames(of profile: Profile, to json: inout JSONWriter<some TextSink>) throws {
        let places = Places(profile)
        try json.key("shared")
        try json.beginObject()
        try json.key("frames")
        try json.beginArray()
        for (index, function) in profile.functions.enumerated() {
            try json.beginObject()
            try json.field("name", PlainText.clean(function.function))
            let file = places.files[index] ?? profile.module(function.module)?.path
            if let file { try json.field("file", PlainText.clean(file)) }
            if let line = places.lines[index] { try json.field("line", Int64(line)) }
            try json.endObject()
        }
        try json.endArray()
        try json.endObject()
    }

    private func write(
        _ profiles: [(name: String, samples: Samples)], of profile: Profile, to json: inout JSONWriter<some TextSink>
    ) throws {
        try json.key("profiles")
        try json.beginArray()
        for (name, samples) in profiles { try write(samples, name: name, of: profile, to: &json) }
        // A file without a profile is valid, but speedscope does not open it.
        if profiles.isEmpty { try write([], name: Self.name(of: profile), of: profile, to: &json) }
        try json.endArray()
    }

    private typealias Samples = [(stack: StackID, value: Int64)]

    private func samples(of profile: Profile, _ selection: Selection) -> [(thread: ThreadKey, samples: Samples)] {
        var result: [ThreadKey: (samples: Samples, sum: Int64)] = [:]
        profile.forEachRollup(for: selection) { entry in
            let value = metric.value(of: entry.weight)
            guard value > 0 else { return }
            result[entry.thread, default: ([], 0)].samples.append((entry.stack, value))
            result[entry.thread, default: ([], 0)].sum &+= value
        }
        let sorted = result.sorted { ($1.value.sum, $0.key) < ($0.value.sum, $1.key) }
        return sorted.map { ($0.key, $0.value.samples) }
    }

    private func write(
        _ samples: Samples, name: String, of profile: Profile, to json: inout JSONWriter<some TextSink>
    ) throws {
        try json.beginObject()
        try json.field("type", "sampled")
        try json.field("name", name)
        try json.field("unit", metric.isTime ? "nanoseconds" : "none")
        try json.field("startValue", 0)
        let sum = samples.reduce(Nanoseconds.zero) { $0 + Nanoseconds($1.value) }
        try json.field("endValue", sum.rawValue)
        try json.key("samples")
        try json.beginArray()
        for sample in samples {
            try json.beginArray()
            for function in profile.functions(of: sample.stack) { try json.value(Int64(function.rawValue)) }
            try json.endArray()
        }
        try json.endArray()
        try json.key("weights")
        try json.beginArray()
        for sample in samples { try json.value(sample.value) }
        try json.endArray()
        try json.endObject()
    }
}

/// Where each function stands in its source, as far as its frames tell.
private struct Places {
    private(set) var files: [String?]
    private(set) var lines: [Int32?]

    init(_ profile: Profile) {
        files = Array(repeating: nil, count: profile.functions.count)
        lines = Array(repeating: nil, count: profile.functions.count)
        for (frame, function) in zip(profile.frames, profile.functionsOfFrames) {
            let index = function.index
            if files[index] == nil { files[index] = frame.file }
            if let line = frame.line, line > 0, files[index] == frame.file {
                lines[index] = min(lines[index] ?? line, line)
            }
        }
    }
}
