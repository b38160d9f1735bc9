"""Constants for kernels.

numba takes a bare constant for a type of its own: a kernel that is called with ``0`` from one place
and with a number from another is compiled twice, with all that it calls. What is written here has
the type of the numbers it stands among, which spares ``unspin demo`` on a new machine one compilation in nine.
"""

from __future__ import annotations

from typing import cast

import numpy as np

ZERO, ONE, FOUR = (cast("int", np.int64(n)) for n in (0, 1, 4))
FALSE, TRUE = cast("bool", np.bool_(False)), cast("bool", np.bool_(True))
