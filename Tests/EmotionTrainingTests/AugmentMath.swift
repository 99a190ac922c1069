import Glibc

/// Sine of a phase in turns.
func sine(_ turns: Double) -> Double { sin(2 * .pi * turns) }

/// Logarithm to base 10.
func decadicLogarithm(_ value: Double) -> Double { log10(value) }

/// ln(e^a + e^b).
func logarithmOfSum(_ a: Double, _ b: Double) -> Double { max(a, b) + log1p(exp(-abs(a - b))) }
