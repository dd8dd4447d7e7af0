// swiftc -O -parse-as-library awaits.swift
//
// Functions that await each other, three deep, the innermost of which spins: before its first suspension, when its context
// is in a register, and after it, when it is in its frame. Beside that a call through a protocol and a closure.

struct Worker<Element: FixedWidthInteger & Sendable> {
    let seed: Element

    @inline(never)
    func spin(_ rounds: Int) -> Element {
        var value = seed
        for round in 0..<rounds { value = value &* 31 &+ Element(truncatingIfNeeded: round) }
        return value
    }

    @inline(never)
    func innermost() async -> Element {
        let first = spin(2_000_000)
        await Task.yield()
        return first &+ spin(2_000_000)
    }

    @inline(never)
    func middle() async -> Element {
        let value = await innermost()
        return value &+ 1
    }
}

protocol Shape: Sendable { func area(_ scale: Int) -> Int }

struct Circle: Shape {
    let weights: [Int]

    @inline(never)
    func area(_ scale: Int) -> Int {
        var total = scale
        for step in 0..<2_000_000 { total = total &* 17 &+ weights[step & 3] }
        return total
    }
}

@inline(never)
func outermost(_ worker: Worker<Int>) async -> Int {
    let value = await worker.middle()
    return value &+ 1
}

@inline(never)
func throughClosure(_ shapes: [any Shape]) -> Int {
    shapes.map { shape in shape.area(shapes.count) }.reduce(0, &+)
}

@main
enum Program {
    static func main() async {
        print("ready")
        fflush(nil)
        var total = 0
        while true {
            total &+= await outermost(Worker(seed: 7))
            total &+= throughClosure([Circle(weights: [1, 2, 3, 4])])
            if total == 1 { print(total) }
        }
    }
}

#if canImport(Glibc)
    import Glibc
#endif
