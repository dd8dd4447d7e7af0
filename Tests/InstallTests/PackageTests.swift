import Foundation
import Testing

@Suite struct PackageTests {
    private let sandbox: Sandbox

    init() throws { sandbox = try Sandbox() }

    private static let isRoot = geteuid() == 0

    @Test func installsNoPackageThatIsThere() throws {
        #expect(try sandbox.install().status == 0)
        #expect(!sandbox.calls.contains { $0.hasPrefix("apt-get") })
    }

    @Test(.enabled(if: isRoot, "packages are installed by root"))
    func installsExactlyTheMissingPackages() throws {
        let result = try sandbox.install(environment: ["STUB_MISSING": "libdw-dev liblzma-dev"])
        #expect(result.status == 0, "\(result)")
        let installs = sandbox.calls.filter { $0.hasPrefix("apt-get install") }
        #expect(installs.count == 1)
        #expect(installs.first?.hasSuffix(" libdw-dev liblzma-dev") == true)
    }

    @Test(.enabled(if: isRoot, "packages are installed by root"))
    func namesThePackagesThatCouldNotBeInstalled() throws {
        let result = try sandbox.install(environment: ["STUB_MISSING": "libdw-dev", "STUB_APT_STATUS": "100"])
        #expect(result.status == 69)
        #expect(result.errors.contains("install them yourself, then run this again: libdw-dev"))
        #expect(!sandbox.calls.contains { $0.hasPrefix("swift build") })
    }

    @Test(.enabled(if: isRoot && FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv")))
    func saysWhenItMayNotInstallPackages() throws {
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: sandbox.root.path)
        let result = try sandbox.run(
            ["--prefix", sandbox.prefix.path], environment: ["STUB_MISSING": "libdw-dev"],
            under: ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"])
        #expect(result.status == 69)
        #expect(result.errors.contains("neither root nor sudo; ask an administrator to install: libdw-dev"))
    }

    @Test func namesThePackagesOnOtherSystemsAndGoesOn() throws {
        try sandbox.removeTool("dpkg-query")
        let result = try sandbox.install()
        #expect(result.status == 0)
        #expect(result.output.contains("not a Debian system; glass needs what Debian calls: git g++ libunwind-dev"))
    }
}
