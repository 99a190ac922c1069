// The C library's functions, for tables made once; the inner loops use CKernels.
private import Glibc

func clamp(_ value: Float, _ low: Float, _ high: Float) -> Float { min(max(value, low), high) }

func cosine(_ x: Double) -> Double { cos(x) }
func sine(_ x: Double) -> Double { sin(x) }
func tangent(_ x: Double) -> Double { tan(x) }
func naturalLogarithm(_ x: Double) -> Double { log(x) }
func log10(_ x: Double) -> Double { Glibc.log10(x) }
func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
func decibels(power: Float) -> Float { 10 * Glibc.log10f(power) }
