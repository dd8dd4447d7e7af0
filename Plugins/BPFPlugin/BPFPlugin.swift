import Foundation
import PackagePlugin

/// Has the BPF program compiled by the toolchain's own clang and made a Swift source, so that no file has to be found
/// when glass runs.
@main struct BPFPlugin: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: Target) throws -> [Command] {
        let folder = context.package.directoryURL.appending(path: "Sources/CGlass")
        let source = folder.appending(path: "bpf/socket_tap.bpf.c")
        let output = context.pluginWorkDirectoryURL.appending(path: "SocketTapProgram.swift")
        let clang = try context.tool(named: "clang").url
        return [
            .buildCommand(
                displayName: "Compiling the BPF program", executable: try context.tool(named: "bpf-embedder").url,
                arguments: [output.path(), clang.path()] + options + [source.path()],
                inputFiles: try sources(below: folder), outputFiles: [output])
        ]
    }

    // `-g` makes the type information by which the program finds its way in the kernel that it is loaded into.
    private var options: [String] {
        #if arch(arm64)
            let (architecture, triple) = ("arm64", "aarch64-linux-gnu")
        #else
            let (architecture, triple) = ("x86", "x86_64-linux-gnu")
        #endif
        // Debian keeps the kernel's `asm/types.h` where only a native compiler looks.
        return [
            "-target", "bpf", "-D__TARGET_ARCH_\(architecture)", "-O2", "-g", "-ffreestanding", "-Wall", "-Wextra",
            "-idirafter", "/usr/include/\(triple)",
        ]
    }

    private func sources(below folder: URL) throws -> [URL] {
        let program = try FileManager.default.contentsOfDirectory(
            at: folder.appending(path: "bpf"), includingPropertiesForKeys: nil)
        return program + [folder.appending(path: "include/cglass_socket_events.h")]
    }
}
