import Foundation
import GlassAnalysis
import GlassModel
import GlassTerminal
import GlassViewer

// What the icicle costs: `screen-bench [STACKS [WIDTH HEIGHT]]`, a million stacks at 200x50 unless told otherwise.
// `screen-bench STACKS WIDTH HEIGHT FRAMES --fixed` draws so many frames, for counting what they take.

let numbers = CommandLine.arguments.dropFirst().compactMap { Int($0) }
let stackCount = numbers.first ?? 1_000_000
let size = Size(width: numbers.count > 2 ? numbers[1] : 200, height: numbers.count > 2 ? numbers[2] : 50)

func milliseconds(_ duration: Duration) -> Double { duration / .milliseconds(1) }

func report(_ name: String, _ times: [Duration]) {
    let sorted = times.map(milliseconds).sorted()
    func text(_ part: Double) -> String {
        String(format: "%9.2f", sorted[min(sorted.count - 1, Int(Double(sorted.count) * part))])
    }
    let padded = name.padding(toLength: 34, withPad: " ", startingAt: 0)
    print("\(padded) median \(text(0.5)) ms   99 % \(text(0.99)) ms   most \(text(1)) ms")
}

func residentMegabytes() -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
    return (Int(line.split(separator: " ").dropFirst().first ?? "") ?? 0) / 1024
}

let clock = ContinuousClock()
var stacks = SyntheticStacks(count: stackCount)
let whole = stacks.whole()
print(
    "\(stackCount) stacks, \(stacks.nodeCount) nodes, \(SyntheticStacks.functions) functions, \(size.width)x\(size.height)"
)
var viewer = OffscreenViewer(size: size, theme: .builtIn, isLive: true)
report("first picture", [clock.measure { viewer.take(whole) }])
print("resident \(residentMegabytes()) MB")

/// Lays out, paints and renders a frame again and again, with a key before each.
@MainActor func measure(_ name: String, keys: [String], rounds: Int = 200) {
    var renderer = DifferentialRenderer(capabilities: .modern, background: Theme.builtIn[.background])
    _ = renderer.render(viewer.draw())
    var (layouts, paints, renders, frames): ([Duration], [Duration], [Duration], [Duration]) = ([], [], [], [])
    var bytes: [Int] = []
    for round in 0..<rounds {
        let layout = clock.measure { viewer.press(keys[round % keys.count]) }
        var buffer = CellBuffer(size: Size(width: 0, height: 0), style: Theme.builtIn.style())
        let paint = clock.measure { buffer = viewer.draw() }
        let render = clock.measure { bytes.append(renderer.render(buffer).count) }
        layouts.append(layout)
        paints.append(paint)
        renders.append(render)
        frames.append(layout + paint)
    }
    report("\(name): layout", layouts)
    report("\(name): paint", paints)
    report("\(name): layout and paint", frames)
    report("\(name): render", renders)
    bytes.sort()
    print("\(name): bytes written, median \(bytes[bytes.count / 2]), most \(bytes[bytes.count - 1])")
}

/// A key, the picture that it brings, and the bytes that change the screen, so often.
@MainActor @inline(never) func countedLoop(_ frames: Int) {
    var renderer = DifferentialRenderer(capabilities: .modern, background: Theme.builtIn[.background])
    for frame in 0..<frames {
        viewer.press(["j", "l", "k", "h"][frame % 4])
        _ = renderer.render(viewer.draw())
    }
}

if numbers.count == 4, CommandLine.arguments.contains("--fixed") {
    countedLoop(numbers[3])
    print("units \(numbers[3])")
    exit(0)
}

measure("selection", keys: ["j", "l", "j", "l", "k", "h"])
for _ in 0..<6 { viewer.press("j") }
viewer.press("Enter")
measure("zoomed", keys: ["j", "l", "k", "h"])
viewer.press("Esc")
viewer.press("s")
measure("by weight", keys: ["j", "l", "k", "h"])
viewer.press("S")
var full = DifferentialRenderer(capabilities: .modern, background: Theme.builtIn[.background])
print("full repaint: \(full.render(viewer.draw()).count) bytes")

var searches: [Duration] = []
viewer.press("/")
for key in ["h", "a", "n", "d", "l", "e", "r", "1"] { searches.append(clock.measure { viewer.press(key) }) }
viewer.press("Enter")
report("search, for each letter typed", searches)
measure("with a search", keys: ["n", "N"], rounds: 60)
viewer.press("Esc")

var news: [Duration] = []
var changes: [Int] = []
for second in Int64(60)..<80 {
    let delta = stacks.second(second)
    news.append(clock.measure { viewer.take(delta) })
    changes.append(full.render(viewer.draw()).count)
}
changes.sort()
report("a second of news", news)
print("a second of news: bytes written, median \(changes[changes.count / 2]), most \(changes[changes.count - 1])")

for (key, name) in [
    ("i", "inverted"), ("i", "outward again"), ("x", "recursion merged"), ("X", "modules"), ("a", "groups"),
] {
    report(name, [clock.measure { viewer.press(key) }])
}
print("resident \(residentMegabytes()) MB")
