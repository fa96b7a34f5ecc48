"""Writes the golden values of the layers of model.json with JAX in float64: libs/spec/test/golden/layers.json.

Each case is a layer as model.json has it, an input x, its parameters and running statistics by their last name, and the
JAX expression that gives its output; new running statistics too where it is applied in training. Inputs are multiples
of 1/64, so they are exact in float32.

    python tools/reference/layers_golden.py && npx prettier --write libs/spec/test/golden

Needs numpy and jax (made with jax 0.10.2).
"""

import json
import pathlib
import zlib

import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_enable_x64", True)
TARGET = pathlib.Path(__file__).parents[2] / "libs/spec/test/golden/layers.json"

# Functions that the expressions use, as source, so that JSON can quote them.
DEFINITIONS = [
    # padding: 'SAME', 'VALID' or [(top, bottom), (left, right)]
    "def conv(x, w, strides, padding): return jax.lax.conv_general_dilated("
    "x, w, strides, padding, dimension_numbers=('NCHW', 'OIHW', 'NCHW'))",
    # 'SAME' is TensorFlow's conv2d_transpose. Explicit padding is that of the convolution of the dilated image.
    "def conv_transpose(x, w, strides, padding): return jax.lax.conv_transpose("
    "x, w, strides, padding, dimension_numbers=('NCHW', 'OIHW', 'NCHW'), transpose_kernel=True)",
    # PyTorch's ConvTranspose2d: padding p on every side, output padding o at the bottom and right.
    "def torch_transpose(x, w, s, p, o): return conv_transpose("
    "x, w, (s, s), [(k - 1 - p, k - 1 - p + o) for k in w.shape[2:]])",
    "def channels(v, x): return v.reshape((1, -1) + (1,) * (x.ndim - 2))",
    "def normal(x, axes): return (x - jnp.mean(x, axes, keepdims=True)) / "
    "jnp.sqrt(jnp.var(x, axes, keepdims=True) + np.float32(1e-5))",
]

IMAGE, VECTOR = (2, 3, 4, 5), (4, 3)
AFFINE = {"gain": (3,), "bias": (3,)}
RUNNING = {**AFFINE, "mean": (3,), "variance": (3,)}


def weights(kernel, bias):
    return {"kernel": kernel, "bias": (bias,)}


def conv(name, size, expression, kernel=(3, 3), **options):
    layer = {"kind": "conv", "filters": 2, "kernel": list(kernel), **options}
    return (name, layer, (2, 2, *size), weights((2, 2, *kernel), 2), expression + " + channels(bias, x)")


def transpose(name, size, expression, kernel=(4, 4), **options):
    layer = {"kind": "convTranspose", "filters": 3, "kernel": list(kernel), **options}
    return (name, layer, (2, 2, *size), weights((2, 3, *kernel), 3), expression + " + channels(bias, x)")


CASES = [
    ("dense", {"kind": "dense", "units": 2}, VECTOR, weights((3, 2), 2), "x @ kernel + bias"),
    conv("conv same 3", (4, 5), "conv(x, kernel, (1, 1), 'SAME')"),
    conv("conv same 4 stride 2", (5, 6), "conv(x, kernel, (2, 2), 'SAME')", (4, 4), stride=2),
    conv("conv same 5 stride 2", (7, 6), "conv(x, kernel, (2, 2), 'SAME')", (5, 5), stride=2),
    conv("conv same 2 stride 3", (7, 6), "conv(x, kernel, (3, 3), 'SAME')", (2, 2), stride=3),
    conv("conv same 3x4 stride 1x2", (4, 5), "conv(x, kernel, (1, 2), 'SAME')", (3, 4), stride=[1, 2]),
    conv("conv valid", (4, 5), "conv(x, kernel, (1, 1), 'VALID')", padding="valid"),
    conv("conv padding 1", (4, 5), "conv(x, kernel, (2, 2), [(1, 1), (1, 1)])", stride=2, padding=1),
    conv("conv four paddings", (4, 5), "conv(x, kernel, (1, 1), [(2, 1), (0, 3)])", padding=[2, 0, 1, 3]),
    transpose("convTranspose same 4 stride 2", (3, 2), "conv_transpose(x, kernel, (2, 2), 'SAME')", stride=2),
    transpose("convTranspose same 5 stride 2", (3, 2), "conv_transpose(x, kernel, (2, 2), 'SAME')", (5, 5), stride=2),
    transpose("convTranspose same 3 stride 2", (3, 2), "conv_transpose(x, kernel, (2, 2), 'SAME')", (3, 3), stride=2),
    transpose("convTranspose same 2 stride 3", (3, 2), "conv_transpose(x, kernel, (3, 3), 'SAME')", (2, 2), stride=3),
    transpose("convTranspose same 3 stride 1", (3, 2), "conv_transpose(x, kernel, (1, 1), 'SAME')", (3, 3)),
    transpose("convTranspose same 2x5 stride 1x3", (3, 2), "conv_transpose(x, kernel, (1, 3), 'SAME')", (2, 5), stride=[1, 3]),
    transpose("convTranspose padding 0", (1, 1), "torch_transpose(x, kernel, 1, 0, 0)", padding=0),
    transpose("convTranspose padding 1", (3, 2), "torch_transpose(x, kernel, 2, 1, 0)", stride=2, padding=1),
    transpose("convTranspose outputPadding 1", (3, 2), "torch_transpose(x, kernel, 2, 1, 1)", (3, 3), stride=2, padding=1, outputPadding=1),
    transpose("convTranspose four paddings", (3, 2), "torch_transpose(x, kernel, 2, 0, 0)[:, :, 1:-2, 0:-1]", stride=2, padding=[1, 0, 2, 1]),
    ("crop", {"kind": "crop", "size": [2, 3]}, IMAGE, {}, "x[:, :, :2, :3]"),
    ("upsample", {"kind": "upsample"}, IMAGE, {}, "jnp.repeat(jnp.repeat(x, 2, 2), 2, 3)"),
    ("upsample 1x3", {"kind": "upsample", "factor": [1, 3]}, IMAGE, {}, "jnp.repeat(x, 3, 3)"),
    ("averagePool", {"kind": "averagePool", "size": [2, 5]}, IMAGE, {}, "jax.lax.reduce_window(x, 0., jax.lax.add, (1, 1, 2, 5), (1, 1, 2, 5), 'VALID') / 10"),
    ("layerNorm image", {"kind": "layerNorm"}, IMAGE, AFFINE, "normal(x, (1, 2, 3)) * channels(gain, x) + channels(bias, x)"),
    ("layerNorm vector", {"kind": "layerNorm"}, VECTOR, AFFINE, "normal(x, (1,)) * gain + bias"),
    ("batchNorm image", {"kind": "batchNorm"}, IMAGE, RUNNING, "(x - channels(mean, x)) / jnp.sqrt(channels(variance, x) + np.float32(1e-5)) * channels(gain, x) + channels(bias, x)"),
    ("batchNorm vector", {"kind": "batchNorm"}, VECTOR, RUNNING, "(x - mean) / jnp.sqrt(variance + np.float32(1e-5)) * gain + bias"),
    ("batchNorm image training", {"kind": "batchNorm"}, IMAGE, RUNNING, "normal(x, (0, 2, 3)) * channels(gain, x) + channels(bias, x)",
     {"mean": ".9 * mean + .1 * jnp.mean(x, (0, 2, 3))", "variance": ".9 * variance + .1 * jnp.var(x, (0, 2, 3), ddof=1)"}),
    ("batchNorm vector training", {"kind": "batchNorm", "momentum": 0.5}, VECTOR, RUNNING, "normal(x, (0,)) * gain + bias",
     {"mean": ".5 * mean + .5 * jnp.mean(x, 0)", "variance": ".5 * variance + .5 * jnp.var(x, 0, ddof=1)"}),
    ("relu", {"kind": "relu"}, IMAGE, {}, "jax.nn.relu(x)"),
    ("leakyRelu", {"kind": "leakyRelu"}, IMAGE, {}, "jax.nn.leaky_relu(x, .2)"),
    ("elu", {"kind": "elu", "alpha": 1.5}, IMAGE, {}, "jax.nn.elu(x, 1.5)"),
    ("tanh", {"kind": "tanh"}, IMAGE, {}, "jnp.tanh(x)"),
    ("sigmoid", {"kind": "sigmoid"}, IMAGE, {}, "jax.nn.sigmoid(x)"),
    ("softplus", {"kind": "softplus"}, IMAGE, {}, "jax.nn.softplus(x)"),
    ("swish", {"kind": "swish"}, IMAGE, {}, "jax.nn.silu(x)"),
]


def tensor(values):
    array = np.asarray(values)
    return {"shape": list(array.shape), "data": [float(f"{v:.10g}") for v in array.ravel()]}


def sample(random, shape, lowest=-96):
    return random.integers(lowest, 97, shape) / 64


def golden(name, layer, shape, state, expression, updates=None):
    random = np.random.default_rng(zlib.crc32(name.encode()))
    names = {"x": sample(random, shape)}
    for key, key_shape in state.items():
        names[key] = sample(random, key_shape, 16 if key == "variance" else -96)
    scope = {"jax": jax, "jnp": jnp, "np": np}
    for definition in DEFINITIONS:
        exec(definition, scope)
    scope.update(names)
    result = {"name": name, "layer": layer, "expression": expression, "training": updates is not None}
    result["x"] = tensor(names["x"])
    result["state"] = {key: tensor(names[key]) for key in state}
    result["output"] = tensor(eval(expression, scope))
    result["buffers"] = {key: {"expression": e, **tensor(eval(e, scope))} for key, e in (updates or {}).items()}
    return result


TARGET.parent.mkdir(parents=True, exist_ok=True)
text = json.dumps({"definitions": DEFINITIONS, "cases": [golden(*case) for case in CASES]})
TARGET.write_text(text + "\n")
print(TARGET, len(CASES), "cases")
