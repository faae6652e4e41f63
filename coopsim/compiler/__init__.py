"""Turns an ordered list of submodels into one compiled kernel, or into the same thing interpreted.

Every submodel has the parameters `(month, key, p, w, s)`:

- `month`: int, 0 at the start of the run; `key`: np.uint64, the key of the run (`coopsim.model.streams`);
- `p`: the parameters, one np.record (`p.trust_gain`);
- `w`: the unchanging arrays of the scenario, a NamedTuple of arrays, record arrays and records;
- `s`: the state of one run, a NamedTuple likewise, read and written in place.

All numbers in them are float64, int64, uint64 or bool, because narrower ones round and wrap differently in the two
modes. Numba is imported when a kernel is first called.
"""

from coopsim.compiler.fingerprint import content_digest, source_digest
from coopsim.compiler.interpreted import Interpreted, interpret_schedule
from coopsim.compiler.kernel import Compiled, compile_schedule
from coopsim.compiler.link import compile_rule

__all__ = [
    "Compiled",
    "Interpreted",
    "compile_rule",
    "compile_schedule",
    "content_digest",
    "interpret_schedule",
    "source_digest",
]
