import Foundation
import GlassTerminal

/// How colours look, to most people and to those who lack one kind of cones.
enum ColorVision: CaseIterable {
    case normal
    /// No cones for long waves (red).
    case protanopia
    /// No cones for middle waves (green).
    case deuteranopia

    /// What a colour looks like to them: the matrices of Machado, Oliveira and Fernandes, "A Physiologically-based Model
    /// for Simulation of Color Vision Deficiency" (2009), severity 1, on linear light.
    func seen(_ color: Color) -> Color {
        let light = [color.red, color.green, color.blue].map { Self.decode(Double($0) / 255) }
        let channels = matrix.map { row in
            UInt8(clamping: Int((Self.encode(zip(row, light).reduce(0) { $0 + $1.0 * $1.1 }) * 255).rounded()))
        }
        return Color(channels[0], channels[1], channels[2])
    }

    private var matrix: [[Double]] {
        switch self {
        case .normal: [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
        case .protanopia:
            [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
        case .deuteranopia:
            [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
        }
    }

    static func decode(_ part: Double) -> Double {
        part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
    }

    private static func encode(_ light: Double) -> Double {
        let light = min(1, max(0, light))
        return light <= 0.0031308 ? light * 12.92 : 1.055 * pow(light, 1 / 2.4) - 0.055
    }
}

extension Color {
    /// How different two colours look: the distance in CIELAB (CIE 1976). 2 is just seen; 20 is told apart at a glance.
    func difference(from other: Color) -> Double {
        zip(lab, other.lab).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    }

    /// L*, a*, b* under D65.
    private var lab: [Double] {
        let light = [red, green, blue].map { ColorVision.decode(Double($0) / 255) }
        func share(_ red: Double, _ green: Double, _ blue: Double) -> Double {
            let value = light[0] * red + light[1] * green + light[2] * blue
            return value > 0.008856 ? cbrt(value) : 7.787 * value + 16 / 116
        }
        let (x, y, z) = (
            share(0.4339, 0.3762, 0.1899), share(0.2126, 0.7152, 0.0722), share(0.0178, 0.1095, 0.8727)
        )
        return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
    }
}
