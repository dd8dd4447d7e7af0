// swiftc -O -parse-as-library children.swift
//
// Tasks that are children of others: by `async let`, and in a group within a group. Beside them functions of actors that
// call each other, so that tasks move between executors again and again.

@inline(never)
func spin(_ seed: Int) -> Int {
    var value = seed
    for round in 0..<2_000_000 { value = value &* 31 &+ round }
    return value
}

@inline(never)
func inAsyncLet(_ seed: Int) async -> Int {
    let first = spin(seed)
    await Task.yield()
    return first &+ spin(seed)
}

@inline(never)
func inGroup(_ seed: Int) async -> Int { spin(seed) }

@inline(never)
func startsTwo(_ seed: Int) async -> Int {
    async let first = inAsyncLet(seed)
    async let second = inAsyncLet(seed + 1)
    return await first &+ second
}

@inline(never)
func startsGroup(_ seed: Int) async -> Int {
    await withTaskGroup(of: Int.self) { group in
        for index in 0..<2 { group.addTask { await inGroup(seed + index) } }
        var total = 0
        for await value in group { total &+= value }
        return total
    }
}

@inline(never)
func startsNested(_ seed: Int) async -> Int {
    await withTaskGroup(of: Int.self) { group in
        group.addTask { await startsGroup(seed) }
        return await group.next() ?? 0
    }
}

actor Counter {
    private var count = 0
    func add(_ value: Int) -> Int {
        count &+= value
        return count
    }
}

let (left, right) = (Counter(), Counter())

@inline(never)
func hops(_ rounds: Int) async -> Int {
    var total = 0
    for round in 0..<rounds {
        total &+= await left.add(round)
        total &+= await right.add(round)
    }
    return total
}

@main
enum Program {
    static func main() async {
        print("ready")
        fflush(nil)
        var total = 0
        while true {
            total &+= await startsTwo(7)
            total &+= await startsNested(7)
            total &+= await hops(20_000)
            if total == 1 { print(total) }
        }
    }
}

#if canImport(Glibc)
    import Glibc
#endif
