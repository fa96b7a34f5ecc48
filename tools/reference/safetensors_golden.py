"""A safetensors file of the reference implementation, for the tests of @kantor/checkpoint.

    pip install safetensors numpy
    python tools/reference/safetensors_golden.py libs/checkpoint/test/golden/python.safetensors

With `--check FILE` it reads a file that Kantor wrote and prints its tensors instead.
"""

import sys

import numpy as np
from safetensors import safe_open
from safetensors.numpy import save_file

TENSORS = {
    "generator.0.kernel": np.arange(-3, 3, dtype=np.float32).reshape(2, 3) / 4,
    "half": np.array([0, 1, -2, 65504], dtype=np.float16),
    "counts": np.array([[-(2**31)], [2**31 - 1]], dtype=np.int32),
    "big": np.array([-(2**63), 2**63 - 1], dtype=np.int64),
    "pixels": np.array([0, 128, 255], dtype=np.uint8),
    "mask": np.array([True, False, True]),
    "scalar": np.array(0.1, dtype=np.float32),
    "nothing": np.zeros((0, 4), dtype=np.float32),
    "größe": np.array([1.5], dtype=np.float32),
}

if sys.argv[1] == "--check":
    with safe_open(sys.argv[2], "numpy") as file:
        print("metadata", file.metadata())
        for name in sorted(file.keys()):
            array = file.get_tensor(name)
            same = name in TENSORS and array.dtype == TENSORS[name].dtype and np.array_equal(array, TENSORS[name])
            print(name, array.dtype, array.shape, array.ravel()[:6], "as in the golden file" if same else "")
else:
    save_file(TENSORS, sys.argv[1], metadata={"made by": "safetensors for Python", "quote": 'a "b" \\ c'})
