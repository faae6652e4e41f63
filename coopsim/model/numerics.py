"""Elementary functions with the same bits everywhere.

The C library's `exp`, `log` and `pow` differ in the last bit between systems, and between Python and compiled loops.
These use only IEEE 754 operations (+, −, ×, ÷, square root) in a fixed order, so that interpreted Python, compiled
code and different machines agree bit for bit. They never divide by zero and never overflow: arguments outside a
function's range are moved to its edge. NaN stays NaN.

Sources: FreeBSD msun / fdlibm (`exp`, `log`; Sun Microsystems 1993, freely granted), Cephes (`tanh`; Moshier 1989),
algorithm AS 241, routine PPND16 (`normal_quantile`; Wichura 1988, Applied Statistics 37, 477–484).
"""

from __future__ import annotations

import math

import numpy as np

from coopsim.model.rules import equation

_EXP_LOWEST = -708.0
_EXP_HIGHEST = 709.0
_SMALLEST_NORMAL = 2.2250738585072014e-308
_LARGEST = 1.7976931348623157e308

_LN2_HIGH = 6.93147180369123816490e-01
_LN2_LOW = 1.90821492927058770002e-10
_INVERSE_LN2 = 1.44269504088896338700e00
_ROUND = 6755399441055744.0
"""1.5 · 2⁵²: adding it rounds to a whole number, which then stands in the lowest bits."""

_EXPONENT_BIAS = np.uint64(1023)
_MANTISSA_BITS = np.uint64(52)
_MANTISSA = np.uint64(0x000FFFFFFFFFFFFF)
_SQRT_HALF_BITS = np.uint64(0x3FE6A09E00000000)
_LOG_SHIFT = np.uint64(0x3FF0000000000000 - 0x3FE6A09E00000000)


@equation
def clamp(x: float, low: float, high: float) -> float:
    """x, but at least `low` and at most `high`; NaN stays NaN."""
    return low if x < low else (high if x > high else x)


@equation
def sqrt(x: float) -> float:
    """Square root, rounded correctly (IEEE 754); 0 below 0."""
    return math.sqrt(0.0 if x < 0.0 else x)


@equation
def exp(x: float) -> float:
    """eˣ within 1 ulp for −708 ≤ x ≤ 709, its value at the nearer edge outside (3.3e-308, 8.2e307).

    x = k ln 2 + r with |r| ≤ ½ ln 2, and eʳ from a rational approximation (fdlibm).
    """
    x = _EXP_LOWEST if x < _EXP_LOWEST else (_EXP_HIGHEST if x > _EXP_HIGHEST else x)
    shifted = x * _INVERSE_LN2 + _ROUND
    k = shifted - _ROUND
    high = x - k * _LN2_HIGH
    low = k * _LN2_LOW
    r = high - low
    t = r * r
    c = r - t * (
        1.66666666666666019037e-01
        + t
        * (
            -2.77777777770155933842e-03
            + t * (6.61375632143793436117e-05 + t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08))
        )
    )
    to_the_r = 1.0 - ((low - (r * c) / (2.0 - c)) - high)
    power_of_two = np.uint64((np.float64(shifted).view(np.uint64) + _EXPONENT_BIAS) << _MANTISSA_BITS).view(np.float64)
    return to_the_r * power_of_two


@equation
def log(x: float) -> float:
    """Natural logarithm within 1 ulp for 2.2e-308 ≤ x ≤ 1.8e308, its value at the nearer edge outside (also for x ≤ 0).

    x = 2ᵏ (1 + f) with √½ ≤ 1 + f < √2, and ln(1 + f) from a polynomial in f / (2 + f) (fdlibm).
    """
    if x != x:
        return x
    x = _SMALLEST_NORMAL if x < _SMALLEST_NORMAL else (_LARGEST if x > _LARGEST else x)
    bits = np.float64(x).view(np.uint64) + _LOG_SHIFT
    k = np.float64(np.int64(bits >> _MANTISSA_BITS)) - 1023.0
    f = np.uint64((bits & _MANTISSA) + _SQRT_HALF_BITS).view(np.float64) - 1.0
    half_square = 0.5 * f * f
    q = f / (2.0 + f)
    z = q * q
    v = z * z
    odd = v * (3.999999999940941908e-01 + v * (2.222219843214978396e-01 + v * 1.531383769920937332e-01))
    even = z * (
        6.666666666666735130e-01
        + v * (2.857142874366239149e-01 + v * (1.818357216161805012e-01 + v * 1.479819860511658591e-01))
    )
    return k * _LN2_HIGH - ((half_square - (q * (half_square + (odd + even)) + k * _LN2_LOW)) - f)


@equation
def logistic(x: float) -> float:
    """1 / (1 + e⁻ˣ), within a few ulp on both sides of 0; between 3.3e-308 and 1."""
    e = exp(-abs(x))
    return (1.0 if x >= 0.0 else e) / (1.0 + e)


@equation
def tanh(x: float) -> float:
    """Hyperbolic tangent within a few ulp (Cephes: rational approximation below 0.625, from eˣ above)."""
    if abs(x) < 0.625:
        z = x * x
        numerator = (-9.64399179425052238628e-01 * z - 9.92877231001918586564e01) * z - 1.61468768441708447952e03
        denominator = ((z + 1.12811678491632931402e02) * z + 2.23548839060100448583e03) * z + 4.84406305325125486048e03
        return x + x * z * (numerator / denominator)
    size = 1.0 - 2.0 / (exp(2.0 * abs(x)) + 1.0)
    return size if x > 0.0 else -size


@equation
def normal_quantile(probability: float) -> float:
    """The z that a standard normal variable stays below with this probability; about 1e-15 relative (AS 241, PPND16).

    `probability` is moved into [1e-300, 1 − 1.1e-16].
    """
    probability = (
        1e-300 if probability < 1e-300 else (0.9999999999999999 if probability > 0.9999999999999999 else probability)
    )
    q = probability - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        return (
            q
            * (((((((2.5090809287301226727e3 * r + 3.3430575583588128105e4) * r + 6.7265770927008700853e4) * r + 4.5921953931549871457e4) * r
                  + 1.3731693765509461125e4) * r + 1.9715909503065514427e3) * r + 1.3314166789178437745e2) * r + 3.3871328727963666080e0)
            / (((((((5.2264952788528545610e3 * r + 2.8729085735721942674e4) * r + 3.9307895800092710610e4) * r + 2.1213794301586595867e4) * r
                  + 5.3941960214247511077e3) * r + 6.8718700749205790830e2) * r + 4.2313330701600911252e1) * r + 1.0)
        )  # fmt: skip
    r = math.sqrt(-log(probability if q < 0.0 else 1.0 - probability))
    if r <= 5.0:
        r -= 1.6
        z = (
            (((((((7.74545014278341407640e-4 * r + 2.27238449892691845833e-2) * r + 2.41780725177450611770e-1) * r + 1.27045825245236838258e0) * r
                + 3.64784832476320460504e0) * r + 5.76949722146069140550e0) * r + 4.63033784615654529590e0) * r + 1.42343711074968357734e0)
            / (((((((1.05075007164441684324e-9 * r + 5.47593808499534494600e-4) * r + 1.51986665636164571966e-2) * r + 1.48103976427480074590e-1) * r
                  + 6.89767334985100004550e-1) * r + 1.67638483018380384940e0) * r + 2.05319162663775882187e0) * r + 1.0)
        )  # fmt: skip
    else:
        r -= 5.0
        z = (
            (((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 1.24266094738807843860e-3) * r + 2.65321895265761230930e-2) * r
                + 2.96560571828504891230e-1) * r + 1.78482653991729133580e0) * r + 5.46378491116411436990e0) * r + 6.65790464350110377720e0)
            / (((((((2.04426310338993978564e-15 * r + 1.42151175831644588870e-7) * r + 1.84631831751005468180e-5) * r + 7.86869131145613259100e-4) * r
                  + 1.48753612908506148525e-2) * r + 1.36929880922735805310e-1) * r + 5.99832206555887937690e-1) * r + 1.0)
        )  # fmt: skip
    return -z if q < 0.0 else z
