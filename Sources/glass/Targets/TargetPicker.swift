import GlassModel
import Glibc

/// A numbered list of processes on standard error, and the answer from standard input.
struct TargetPicker {
    let name: String
    let matches: [ProcessMatch]

    /// Throws where standard input is no terminal, or no answer comes.
    func pick() throws(CommandError) -> ProcessID {
        let failure = CommandError.severalProcesses(name: name, matches: matches)
        guard isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else { throw failure }
        StandardError.write(listing(columns: columns))
        while true {
            StandardError.write("Which one, 1 to \(matches.count)? ")
            guard let answer = readLine() else {
                StandardError.write("\n")
                throw failure
            }
            if let process = choice(answer) { return process }
        }
    }

    /// The process that an answer means: its place in the list, or its own number.
    func choice(_ answer: String) -> ProcessID? {
        guard let number = Int32(answer.trimmingBlanks) else { return nil }
        if (1...matches.count).contains(Int(number)) { return matches[Int(number) - 1].process }
        return matches.first { $0.process.rawValue == number }?.process
    }

    /// Of the terminal; 80 where it does not say.
    private var columns: Int {
        var window = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0 else { return 80 }
        return Int(window.ws_col)
    }

    func listing(columns: Int) -> String {
        let width = String(matches.count).count
        let lines = matches.enumerated().map { index, match in
            let number = String(index + 1)
            return
                "  \(String(repeating: " ", count: width - number.count))\(number))  \(match.line(columns: columns - width - 5))\n"
        }
        return "\(matches.count) processes match “\(name.printable)”:\n" + lines.joined()
    }
}

extension String {
    /// Without blanks and tabs at both ends.
    var trimmingBlanks: Substring {
        let start = drop { $0 == " " || $0 == "\t" }
        return start.lastIndex { $0 != " " && $0 != "\t" }.map { start[...$0] } ?? ""
    }
}
