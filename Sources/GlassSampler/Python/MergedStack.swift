import GlassModel
import GlassRuntimes
import GlassUnwind

/// Puts Python's frames where the native frames of their interpreter stood.
struct MergedStack {
    /// Why the frames of the two could not be matched.
    enum Mismatch: String, Error {
        case outsideOfStack = "a Python call outside of the native stack"
        case sharedFrame = "two Python calls in one native frame"
        case notInInterpreter = "a Python call outside of the interpreter's code"
        case otherCount = "another number of Python calls than of native ones"
    }

    /// For each native frame, innermost first, the call that it evaluates.
    private(set) var calls: [PythonCall?]
    /// Calls further out than the native stack could be followed.
    private(set) var beyond: ArraySlice<PythonCall> = []

    /// Each call tells an address in the native frame that evaluates it; a frame lies from its stack pointer up to that of
    /// the next one outwards.
    init(
        _ python: [PythonCall], stackPointers: [VirtualAddress], isWhole: Bool, isInterpreter: (Int) -> Bool
    ) throws(Mismatch) {
        calls = [PythonCall?](repeating: nil, count: stackPointers.count)
        var frame = 0
        for (index, call) in python.enumerated() {
            guard let address = call.stackAddress else { throw .otherCount }
            while frame + 1 < stackPointers.count, address >= stackPointers[frame + 1] { frame += 1 }
            guard frame + 1 < stackPointers.count else {
                guard !isWhole else { throw .outsideOfStack }
                beyond = python[index...]
                return
            }
            guard address >= stackPointers[frame] else { throw .outsideOfStack }
            guard calls[frame] == nil else { throw .sharedFrame }
            guard isInterpreter(frame) else { throw .notInInterpreter }
            calls[frame] = call
        }
    }

    /// Before 3.11 calls match in their order alone: the outermost call is evaluated by the outermost native frame of the
    /// loop. The innermost frame of the loop may have begun none yet, or have ended it.
    init(_ python: [PythonCall], frameCount: Int, end: UnwindEnd, isLoop: (Int) -> Bool) throws(Mismatch) {
        calls = [PythonCall?](repeating: nil, count: frameCount)
        let loops = (0..<frameCount).filter(isLoop)
        let surplus = loops.count - python.count
        switch end {
        case .root where surplus == 0 || surplus == 1: break
        case .copyTooSmall where surplus <= 0 && loops.first != 0:
            // Matched from the innermost outwards: the loop has called something, and so begun its own.
            for (frame, call) in zip(loops, python) { calls[frame] = call }
            beyond = python[loops.count...]
            return
        default: throw .otherCount
        }
        for (frame, call) in zip(loops.dropFirst(surplus), python) { calls[frame] = call }
    }
}

/// The functions of CPython that no person means by what they wrote: those that carry a call from one place to the next.
enum InterpreterGlue {
    static func contains(_ function: String) -> Bool {
        // Of a stripped interpreter most functions have no name.
        function.contains("+0x") || names.contains(function) || prefixes.contains { function.hasPrefix($0) }
    }

    /// CPython's own interface (`Py…`, `_Py…`), its allocator, and how calls are passed on.
    private static let prefixes = [
        "Py", "_Py", "pymalloc_", "arena_", "method_vectorcall", "cfunction_", "wrapper_", "slot_", "vectorcall_",
        "object_vacall", "pymain_", "pyrun_", "run_mod", "run_eval_code_obj", "gen_send_ex", "gen_iternext", "import_",
        "lookup_",
    ]

    private static let names: Set<String> = [
        "main", "_start", "pythread_wrapper", "thread_run", "type_call", "instancemethod_call", "method_call",
        "property_descr_get", "classmethoddescr_call", "methoddescr_call", "function_code_fastcall", "call_function",
        "trace_call_function", "do_call_core", "eval_frame_handle_pending", "handle_eval_breaker", "fast_function",
        "call_attribute", "address_in_range", "get_state", "new_reference", "has_own_state", "medium_value",
        "binary_op1", "builtin___build_class__", "builtin_exec", "context_run", "task_step", "task_step_impl",
        "task_wakeup", "TaskStepMethWrapper_call",
    ]
}
