import GlassModel
import GlassSymbols

/// Gives each function of generated code a number, whatever process and file it is from; belongs to the unwinder.
struct GeneratedFunctionTable {
    private struct Key: Hashable {
        let process: ProcessID
        let place: GeneratedCode.Place
    }

    private var known: [Key: Int32] = [:]
    private var numbers: [GeneratedFunction: Int32] = [:]
    private var new: [GeneratedFunction] = []

    /// Places that are remembered; what comes beyond is looked up anew.
    private static let limit = 1 << 16
    /// Functions that are told apart; what comes after them stands as ``other``.
    private let functionLimit: Int
    private static let other = GeneratedFunction(name: "[other]")
    /// How often one was found that is not told apart.
    private(set) var overflow: Int64 = 0

    init(functionLimit: Int = 1 << 18) { self.functionLimit = functionLimit }

    mutating func takeNew() -> [GeneratedFunction] {
        defer { new.removeAll() }
        return new
    }

    /// Nil where no file names the code.
    mutating func number(
        at address: VirtualAddress, time: Nanoseconds, of process: ProcessID, in code: GeneratedCode
    ) -> Int32? {
        guard let place = code.place(at: address, time: time) else { return nil }
        let key = Key(process: process, place: place)
        if let number = known[key] { return number }
        guard let found = code.function(at: place) else { return nil }
        let isKnown = numbers.count < functionLimit || numbers[found] != nil
        if !isKnown { overflow += 1 }
        let function = isKnown ? found : Self.other
        let number = numbers[function] ?? Int32(numbers.count)
        if numbers.updateValue(number, forKey: function) == nil { new.append(function) }
        if known.count >= Self.limit { known.removeAll() }
        known[key] = number
        return number
    }

    mutating func forget(_ process: ProcessID) { known = known.filter { $0.key.process != process } }
}
