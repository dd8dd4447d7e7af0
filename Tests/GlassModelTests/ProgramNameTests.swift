import GlassModel
import Testing

/// What people call a program.
struct ProgramNameTests {
    @Test(arguments: [
        ("/usr/bin/redis-check-rdb", "redis-server *:6379", "redis-server"),
        ("/usr/bin/redis-check-rdb", "/usr/bin/redis-server 127.0.0.1:6379", "redis-server"),
        ("/usr/bin/python3.11", "gunicorn: master [app:app]", "gunicorn"),
        ("/usr/bin/dash", "/bin/sh ./run", "sh"),
        ("/bin/busybox", "-ash", "ash"),
    ])
    func theNameThatItWasStartedByIsItsName(executable: String, commandLine: String, name: String) {
        #expect(Program(executable: executable, commandLine: commandLine).name == name)
    }

    @Test(arguments: [
        ("/usr/bin/python3.11", "/tmp/venv/bin/python app.py", "python3.11"),
        ("/usr/lib/postgresql/15/bin/postgres", "postgres: 15/main: walwriter", "postgres"),
        ("/usr/sbin/nginx", "nginx: worker process", "nginx"),
        ("/usr/bin/bash", "-bash", "bash"),
        ("/opt/my program", "/opt/my program --fast", "my program"),
        ("/usr/bin/server (deleted)", "./server", "server (deleted)"),
        ("stacks.folded", "", "stacks.folded"), ("/usr/bin/node", "  ", "node"), ("/usr/bin/node", "-", "node"),
        ("/usr/bin/node", ": x", "node"), ("/usr/bin/node", "/ x", "node"), ("", "", ""),
    ])
    func otherwiseItIsThatOfItsFile(executable: String, commandLine: String, name: String) {
        #expect(Program(executable: executable, commandLine: commandLine).name == name)
    }

    @Test func itsModuleIsCalledLikeItsFile() {
        let program = Program(executable: "/usr/bin/redis-check-rdb", commandLine: "redis-server *:6379")
        #expect(program.fileName == "redis-check-rdb")
    }
}
