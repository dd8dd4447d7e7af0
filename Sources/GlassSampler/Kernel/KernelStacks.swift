import GlassModel

/// Makes of addresses in the kernel what is shown of them: the system call by its name, as it is shown of a waiting
/// thread, and of a thread that runs there the functions within it. Belongs to the unwinder.
struct KernelStacks {
    private enum Meaning {
        case function(Int32)
        /// A function that serves this system call; its number among the functions.
        case systemCall(Int, Int32)
        /// What every entry into the kernel goes through.
        case entry
        /// Where a thread gives up its CPU, and finds itself when it has one again.
        case scheduler(Int32)
    }

    private lazy var symbols = KernelSymbols.read()
    private var meanings: [UInt64: Meaning] = [:]
    private var numbers: [String: Int32] = [:]
    private var new: [String] = []
    private var functions: [Int32] = []
    /// The stack that was taken last goes through the scheduler.
    private(set) var isInScheduler = false

    var hasNew: Bool { !new.isEmpty }

    /// Reads the names of the kernel's functions before the first stack needs them: that takes some tenths of a second, in
    /// which stacks would pile up.
    mutating func readNames() { _ = symbols.isEmpty }

    mutating func takeNew() -> [String] {
        defer { new.removeAll() }
        return new
    }

    /// The functions of the kernel that are to be shown, outermost first, until the next call. Says in `stack` in which
    /// system call it is, or that it waits in none.
    mutating func take(_ stack: CapturedStack) -> ArraySlice<Int32> {
        functions.removeAll(keepingCapacity: true)
        isInScheduler = false
        guard !stack.kernelFrames.isEmpty else { return [] }
        for address in stack.kernelFrames.reversed() {
            switch meaning(of: address) {
            case .entry: continue
            case .systemCall(let number, let function):
                if functions.isEmpty, stack.systemCall == nil {
                    stack.systemCall = number
                } else {
                    functions.append(function)
                }
            case .function(let function): functions.append(function)
            case .scheduler(let function):
                isInScheduler = true
                functions.append(function)
            }
        }
        guard stack.isWaiting else { return functions[...] }
        // The way into the scheduler tells nothing that the system call does not.
        stack.isBlockedElsewhere = stack.systemCall == nil
        return []
    }

    private mutating func meaning(of address: UInt64) -> Meaning {
        if let known = meanings[address] { return known }
        let meaning =
            symbols.name(at: address).map { self.meaning(ofFunction: $0) } ?? .function(number(of: "[kernel]"))
        meanings[address] = meaning
        return meaning
    }

    private mutating func meaning(ofFunction name: String) -> Meaning {
        if KernelNames.isEntry(name) { return .entry }
        if KernelNames.isScheduler(name) { return .scheduler(number(of: name)) }
        guard let call = KernelNames.systemCall(servedBy: name) else { return .function(number(of: name)) }
        return .systemCall(call, number(of: name))
    }

    private mutating func number(of name: String) -> Int32 {
        if let known = numbers[name] { return known }
        let number = Int32(numbers.count)
        numbers[name] = number
        new.append(name)
        return number
    }
}

/// What the names of the kernel's functions tell.
enum KernelNames {
    /// What every way into the kernel goes through, before it comes to what it is for.
    static func isEntry(_ name: String) -> Bool {
        entries.contains(name) || name.hasPrefix("entry_SYSCALL") || name.hasPrefix("asm_")
            || name.hasPrefix("ret_from_fork")
    }

    static func isScheduler(_ name: String) -> Bool {
        name == "schedule" || name == "__schedule" || name.hasPrefix("finish_task_switch")
    }

    private static let entries: Set<String> = [
        "do_syscall_64", "x64_sys_call", "invoke_syscall", "el0_svc", "el0_svc_common", "do_el0_svc", "el0t_64_sync",
        "el0t_64_sync_handler", "el0_svc_common.constprop.0", "syscall_exit_to_user_mode",
    ]

    /// The system call that a function is the outermost one of: the compiler lets some pass over the function that bears
    /// the call's own name (`__x64_sys_read` goes on in `ksys_read`).
    static func systemCall(servedBy name: String) -> Int? {
        for prefix in prefixes where name.hasPrefix(prefix) {
            if let number = numbers[String(name.dropFirst(prefix.count))] { return number }
        }
        return others[name].flatMap { numbers[$0] }
    }

    private static let prefixes = [
        "__x64_sys_", "__arm64_sys_", "__se_sys_", "__do_sys_", "ksys_", "__sys_", "do_sys_", "kernel_", "do_",
    ]

    private static let others = [
        "common_nsleep": "clock_nanosleep", "hrtimer_nanosleep": "nanosleep", "kern_select": "select",
        "core_sys_select": "select", "ksys_pread64": "pread64", "ksys_pwrite64": "pwrite64", "do_readv": "readv",
        "do_writev": "writev", "vm_mmap_pgoff": "mmap", "ksys_mmap_pgoff": "mmap", "__vm_munmap": "munmap",
        "do_sys_openat2": "openat", "ksys_lseek": "lseek", "do_pselect": "pselect6", "__do_sys_clone3": "clone3",
    ]

    private static let numbers: [String: Int] = {
        var numbers: [String: Int] = [:]
        for (number, name) in SystemCalls.names.enumerated() where name.utf8CodeUnitCount > 0 {
            numbers["\(name)"] = number
        }
        return numbers
    }()
}
