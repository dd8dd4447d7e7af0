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
        case noStackAddress = "this version of Python does not tell where its calls stand"
    }

    /// For each native frame, innermost first, the call that it evaluates.
    let calls: [PythonCall?]
    /// Calls further out than the native stack could be followed.
    let beyond: ArraySlice<PythonCall>

    /// Each call tells an address in the native frame that evaluates it; a frame lies from its stack pointer up to that of
    /// the next one outwards.
    init(
        _ python: [PythonCall], stackPointers: [VirtualAddress], isWhole: Bool, isInterpreter: (Int) -> Bool
    ) throws(Mismatch) {
        var calls = [PythonCall?](repeating: nil, count: stackPointers.count)
        var frame = 0
        for (index, call) in python.enumerated() {
            guard let address = call.stackAddress else { throw .noStackAddress }
            while frame + 1 < stackPointers.count, address >= stackPointers[frame + 1] { frame += 1 }
            guard frame + 1 < stackPointers.count else {
                guard !isWhole else { throw .outsideOfStack }
                self.calls = calls
                beyond = python[index...]
                return
            }
            guard address >= stackPointers[frame] else { throw .outsideOfStack }
            guard calls[frame] == nil else { throw .sharedFrame }
            guard isInterpreter(frame) else { throw .notInInterpreter }
            calls[frame] = call
        }
        self.calls = calls
        beyond = []
    }
}

/// The functions of CPython that only carry a call from one place to the next: no person means them by what they wrote.
enum InterpreterGlue {
    static func contains(_ function: String) -> Bool {
        // Of a stripped interpreter most functions have no name.
        function.contains("+0x") || names.contains(function) || prefixes.contains { function.hasPrefix($0) }
    }

    private static let prefixes = [
        "_PyEval_", "PyEval_", "_PyFunction_Vectorcall", "PyObject_Call", "_PyObject_Call", "PyObject_Vectorcall",
        "_PyObject_Vectorcall", "_PyObject_FastCall", "_PyObject_MakeTpCall", "PyVectorcall_", "_PyVectorcall_",
        "method_vectorcall", "cfunction_", "wrapper_", "slot_", "vectorcall_", "object_vacall", "_PyStack_", "pymain_",
        "_PyRun_", "PyRun_", "pyrun_", "run_mod", "run_eval_code_obj", "Py_RunMain", "Py_BytesMain", "gen_send_ex",
        "gen_iternext", "PyGen_", "_PyGen_", "import_", "PyImport_", "_PyImport_", "call_function", "do_call_core",
        "trace_call_function", "lookup_maybe_method", "lookup_method", "_Py_Check", "_PyType_CallInit",
    ]

    private static let names: Set<String> = [
        "main", "_start", "Py_Main", "pythread_wrapper", "thread_run", "thread_PyThread_start_new_thread", "type_call",
        "instancemethod_call", "method_call", "cfunction_call", "vgetargskeywords", "property_descr_get",
        "classmethoddescr_call", "methoddescr_call", "function_code_fastcall", "eval_frame_handle_pending", "take_gil",
        "fast_function", "call_attribute", "coro_wrapper_send", "builtin___build_class__", "builtin_exec",
    ]
}
