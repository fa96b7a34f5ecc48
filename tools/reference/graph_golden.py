"""Writes the golden values of the graph library with JAX in float64: libs/graph/test/golden/*.json.

Each case is an expression y = f(inputs). With fixed arrays u and v, JSON holds y and, for loss = sum(u * y**2):
first[i] = d loss / d inputs[i], and second[i] = d (sum_j sum(first[j] * v[j])) / d inputs[i].
The graph of the same name is in libs/graph/test/cases/. Inputs are multiples of 1/64, so they are exact in float32.

    python tools/reference/graph_golden.py && npx prettier --write libs/graph/test/golden

Needs numpy and jax (made with jax 0.10.2).
"""

import json
import pathlib
import zlib

import jax
import jax.numpy as jnp
import numpy as np

from graph_golden_cases import DEFINITIONS, FAMILIES

jax.config.update("jax_enable_x64", True)
TARGET = pathlib.Path(__file__).parents[2] / "libs/graph/test/golden"


def sample(random, shape, where="any"):
    """Multiples of 1/64, kept from the points where a derivative jumps."""
    size = int(np.prod(shape))
    if where == "any":
        steps = random.integers(-96, 97, size)
    elif where == "positive":
        steps = random.integers(24, 128, size)
    elif where == "away from zero":
        steps = random.integers(12, 97, size) * random.choice([-1, 1], size)
    elif where == "far":
        steps = 64 * random.integers(20, 35, size) * random.choice([-1, 1], size)
    elif where == "distinct":  # multiples of 1/8
        steps = 8 * (random.permutation(size) - size // 2)
    elif where == "between":  # odd multiples of 1/16: never equal to a distinct one
        steps = 8 * (random.permutation(size) - size // 2) + 4
    else:
        raise ValueError(where)
    return (steps / 64).reshape(shape)


def namespace():
    names = {"jax": jax, "jnp": jnp, "float32": lambda x: float(np.float32(x))}
    for definition in DEFINITIONS:
        exec(definition, names)
    return names


def made(name, expression, inputs):
    random = np.random.default_rng(zlib.crc32(name.encode()))
    arrays = [sample(random, *spec) for spec in inputs.values()]
    function = eval(f"lambda {', '.join(inputs)}: {expression}", namespace())
    output = function(*arrays)
    u = sample(random, output.shape, "away from zero")
    v = [sample(random, array.shape, "away from zero") for array in arrays]
    every = tuple(range(len(arrays)))

    first = jax.grad(lambda *xs: jnp.sum(u * function(*xs) ** 2), argnums=every)
    second = jax.grad(lambda *xs: sum(jnp.sum(g * w) for g, w in zip(first(*xs), v)), argnums=every)
    return {
        "name": name,
        "expression": expression,
        "inputs": {key: packed(array) for key, array in zip(inputs, arrays)},
        "output": packed(output),
        "u": flat(u),
        "first": [flat(g) for g in first(*arrays)],
        "v": [flat(w) for w in v],
        "second": [flat(g) for g in second(*arrays)],
    }


def flat(array):
    values = [float(x) for x in np.asarray(array, dtype=np.float64).reshape(-1)]
    assert all(np.isfinite(values))
    return [int(x) if x == int(x) else x for x in values]


def packed(array):
    return {"shape": list(array.shape), "data": flat(array)}


if __name__ == "__main__":
    for family, cases in FAMILIES.items():
        content = {
            "about": "Made by tools/reference/graph_golden.py, which says what each field is.",
            "definitions": DEFINITIONS,
            "cases": [made(*case) for case in cases],
        }
        (TARGET / f"{family}.json").write_text(json.dumps(content))
        print(family, len(cases))
