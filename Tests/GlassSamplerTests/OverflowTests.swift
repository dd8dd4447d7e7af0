import GlassModel
import GlassProc
import GlassSystem
import Testing

@testable import GlassRuntimes
@testable import GlassSampler

/// A target that makes more of everything than is told apart: what is beyond stands under `[other]`, and no time is lost.
struct OverflowTests {
    /// Keeps what the recorder hands over.
    private final class Shelf: RecordingSink {
        private(set) var batches: [RecordingBatch] = []
        let isWatched = true
        func write(_ batch: RecordingBatch) { batches.append(batch) }
        func finish() {}
    }

    /// What each outermost function took, of everything that `unwound` brings.
    private func times(_ unwound: UnwoundBatch) -> [String: Weight] {
        let shelf = Shelf()
        let batches = Mailbox<UnwoundBatch>(wakingAt: 1)
        var last = unwound
        last.end = RecordingEnd(time: Timestamp(rawValue: 1), reason: .stopped)
        batches.send(last, urgently: true)
        Recorder(batches: batches, sink: shelf, failure: RecorderFailure(), requests: nil, wholeNames: false).run()
        var functions: [FrameID: String] = [:], stacks: [StackID: StackNode] = [:], times: [String: Weight] = [:]
        for batch in shelf.batches {
            for frame in batch.frames { functions[frame.id] = frame.function }
            for stack in batch.stacks { stacks[stack.id] = stack }
            for sample in batch.samples {
                var outermost = stacks[sample.stack]
                while let parent = outermost?.parent { outermost = stacks[parent] }
                times[outermost.flatMap { functions[$0.frame] } ?? "nowhere", default: .zero] += sample.weight
            }
        }
        return times
    }

    private func sample(_ number: Int, at stack: Int32) -> UnwoundBatch.StackSample {
        UnwoundBatch.StackSample(
            time: Timestamp(rawValue: Int64(number)), thread: ThreadKey(1), stack: stack,
            weight: Weight(samples: 1, cpu: Nanoseconds(Int64(number)), wall: Nanoseconds(1_000)))
    }

    private func sum(_ numbers: some Sequence<Int>) -> Weight {
        numbers.reduce(.zero) { $0 + Weight(samples: 1, cpu: Nanoseconds(Int64($1)), wall: Nanoseconds(1_000)) }
    }

    @Test func timeOfStacksBeyondTheLimitIsKept() {
        var interner = StackInterner(limit: 40)
        var unwound = UnwoundBatch()
        // Each stack is a place of its own below another: two nodes.
        for number in 0..<1_000 {
            let stack = interner.intern([.goroutine(UInt64(number)), .blocked])
            unwound.samples.append(sample(number, at: stack))
        }
        (unwound.places, unwound.nodes) = interner.takeNew()
        let times = times(unwound)
        #expect(interner.overflow == 980)
        #expect(times["[other]"] == sum(20..<1_000))
        #expect(times.values.reduce(.zero, +) == sum(0..<1_000))
        #expect(times.count == 21 && times["nowhere"] == nil)
    }

    @Test func timeOfFunctionsBeyondTheLimitIsKept() {
        let registry = ModuleRegistry(limit: 2)
        var functions = PythonFunctionTable(functionLimit: 10)
        var interner = StackInterner(limit: 1_000)
        var unwound = UnwoundBatch()
        for number in 0..<100 {
            let function = PythonFunction(
                qualifiedName: "view_\(number)", file: "/app/views.py", firstLine: Int32(number), module: "views")
            for line in 1...2 {
                let place = Place.python(function: functions.number(of: function, in: registry), line: Int32(line))
                unwound.samples.append(sample(number, at: interner.intern([place])))
            }
        }
        (unwound.places, unwound.nodes) = interner.takeNew()
        unwound.pythonFunctions = functions.takeNew()
        unwound.modules = registry.takeUnannounced().map { ($0.module, $0.source) }
        let times = times(unwound)
        #expect(functions.overflow == 90)
        #expect(unwound.pythonFunctions.count == 11)
        #expect(times["view_9"] == sum([9, 9]))
        #expect(times["[other]"] == sum(10..<100) + sum(10..<100))
        #expect(times.values.reduce(.zero, +) == sum(0..<100) + sum(0..<100))
    }

    @Test func numbersBeyondTheLimitAreShared() {
        var numbers = BoundedNumbers<String>(limit: 2)
        let given = ["a", "b", "c", "a", "d", "c"].map { numbers.number(of: $0, orOther: "[other]") }
        #expect(given == [0, 1, 2, 0, 2, 2])
        #expect(numbers.overflow == 3)
        let new = numbers.takeNew()
        #expect(new == ["a", "b", "[other]"])
        let again = numbers.number(of: "[other]", orOther: "[other]")
        #expect(again == 2 && numbers.overflow == 3)
    }

    /// The limits that a recording is made with reach the tables.
    @Test func limitsAreOptions() {
        var options = SamplerOptions(process: ProcessID(1))
        #expect(options.maximumStacks == 3 << 17 && options.maximumModules == 4_096)
        options.maximumFunctions = 1
        options.maximumModules = 1
        let unwinding = Unwinding(
            news: Mailbox(wakingAt: 1), batches: Mailbox(wakingAt: 1), pool: CapturedStackPool(limit: 1),
            clock: RecordingClock(), plans: RuntimePlans(), options: options)
        for name in ["a", "b", "c"] {
            let function = PythonFunction(qualifiedName: name, file: "", firstLine: 1, module: name)
            _ = unwinding.pythonFunctions.number(of: function, in: unwinding.registry)
        }
        #expect(unwinding.registry.overflow == 2)
        #expect(unwinding.pythonFunctions.overflow == 2)
    }
}
