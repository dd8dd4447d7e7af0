import GlassModel

@testable import GlassViewer

extension TestRecording {
    /// A file with all that is coloured, of more lines than any function is recorded in.
    static var source: SourceText {
        let lines = (1...40).map { number in
            """
            /* Pool number \(number),
             * which nobody asked for. */
            int pool_\(number)(const char *name) {
            \tif (name == NULL) return -1; // no name
            \tfor (int i = 0; i < 0x\(number); i++) {
            \t\tputs("pool: \\"\(number)\\"");
            \t\tputchar('\\n');
            \t}
            \treturn 2.5f * \(number);
            }

            """
        }
        return SourceText(
            path: "/usr/src/app/pool/pool.cc", modified: time(-1_000),
            bytes: Array(("#include <stdio.h>\n" + lines.joined(separator: "\n")).utf8))
    }
}
