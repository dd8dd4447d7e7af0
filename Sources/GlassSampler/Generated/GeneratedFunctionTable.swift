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
        guard let function = code.function(at: place) else { return nil }
        let number = numbers[function] ?? Int32(numbers.count)
        if numbers.updateValue(number, forKey: function) == nil { new.append(function) }
        if known.count >= Self.limit { known.removeAll() }
        known[key] = number
        return number
    }

    mutating func forget(_ process: ProcessID) { known = known.filter { $0.key.process != process } }
}
