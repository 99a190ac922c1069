// The C library's functions under the names that the trainer reads well with.
private import Glibc

func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
func cosine(_ x: Double) -> Double { cos(x) }
func logarithm(_ x: Double) -> Double { log(x) }
func exponential(_ x: Double) -> Double { exp(x) }
