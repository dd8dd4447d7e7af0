import GlassModel
import GlassSymbols

/// Gives each function of generated code a number, whatever process and file it is from; belongs to the unwinder.
struct GeneratedFunctionTable {
    private struct Key: Hashable {
        let process: ProcessID
        let place: GeneratedCode.Place
    }

    private var known: [Key: Int32] = [:]
    private var numbers: BoundedNumbers<GeneratedFunction>

    /// Places that are remembered; what comes beyond is looked up anew.
    private static let limit = 1 << 16
    private static let other = GeneratedFunction(name: "[other]")

    /// - Parameter functionLimit: Functions that are told apart; what comes after them stands as `[other]`.
    init(functionLimit: Int) { numbers = BoundedNumbers(limit: functionLimit) }

    /// How often a function was found that is not told apart.
    var overflow: Int64 { numbers.overflow }

    mutating func takeNew() -> [GeneratedFunction] { numbers.takeNew() }

    /// Nil where no file names the code.
    mutating func number(
        at address: VirtualAddress, time: Nanoseconds, of process: ProcessID, in code: GeneratedCode
    ) -> Int32? {
        guard let place = code.place(at: address, time: time) else { return nil }
        let key = Key(process: process, place: place)
        if let number = known[key] { return number }
        guard let found = code.function(at: place) else { return nil }
        let number = numbers.number(of: found, orOther: Self.other)
        if known.count >= Self.limit { known.removeAll() }
        known[key] = number
        return number
    }

    mutating func forget(_ process: ProcessID) { known = known.filter { $0.key.process != process } }
}
