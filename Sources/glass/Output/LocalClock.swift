import GlassModel
import Glibc

/// Moments as the clock on the wall shows them.
enum LocalClock {
    /// Seconds that local time is ahead of UTC.
    static func utcOffset(at time: Timestamp) -> Int64 { Int64(local(time).tm_gmtoff) }

    /// `2026-11-21 14:03:20`.
    static func text(_ time: Timestamp) -> String {
        var parts = local(time)
        var buffer = [CChar](repeating: 0, count: 64)
        let count = strftime(&buffer, buffer.count, "%Y-%m-%d %H:%M:%S", &parts)
        return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func local(_ time: Timestamp) -> tm {
        var second = time_t(time.second)
        var parts = tm()
        localtime_r(&second, &parts)
        return parts
    }
}
