"""The cases of graph_golden.py by family: (name, JAX expression, {input: (shape, where it is sampled)})."""

# Functions that the expressions use, as source, so that JSON can quote them.
DEFINITIONS = [
    "def conv(x, w, s, p): return jax.lax.conv_general_dilated("
    "x, w, s, [(p[0], p[2]), (p[1], p[3])], dimension_numbers=('NCHW', 'OIHW', 'NCHW'))",
    "def conv_input_grad(dy, w, s, p, size): return jax.linear_transpose(lambda x: conv(x, w, s, p), "
    "jnp.zeros((dy.shape[0], w.shape[1], *size)))(dy)[0]",
    "def conv_filter_grad(x, dy, s, p, k): return jax.linear_transpose(lambda w: conv(x, w, s, p), "
    "jnp.zeros((dy.shape[1], x.shape[1], *k)))(dy)[0]",
    "def penalty(critic, x): return jnp.mean((jnp.sqrt(jnp.sum(jax.grad(lambda x: jnp.sum(critic(x)))(x) ** 2, "
    "axis=(1, 2, 3)) + float32(1e-12)) - 1) ** 2)",
    "def layer_norm(x, g, b): return (x - jnp.mean(x, (1, 2, 3), keepdims=True)) / "
    "jnp.sqrt(jnp.var(x, (1, 2, 3), keepdims=True) + float32(1e-5)) * g + b",
]

UNARY = {
    "neg": ("-x", "any"),
    "exp": ("jnp.exp(x)", "any"),
    "log": ("jnp.log(x)", "positive"),
    "sqrt": ("jnp.sqrt(x)", "positive"),
    "abs": ("jnp.abs(x)", "away from zero"),
    "sign": ("jnp.sign(x)", "away from zero"),
    "square": ("x ** 2", "any"),
    "reciprocal": ("1 / x", "away from zero"),
    "tanh": ("jnp.tanh(x)", "any"),
    "sigmoid": ("jax.nn.sigmoid(x)", "any"),
    "softplus": ("jax.nn.softplus(x)", "any"),
    "relu": ("jax.nn.relu(x)", "away from zero"),
    "leakyRelu .25": ("jax.nn.leaky_relu(x, 0.25)", "away from zero"),
    "leakyRelu .2": ("jax.nn.leaky_relu(x, float32(0.2))", "away from zero"),
    "clip": ("jnp.clip(x, -0.53125, 0.765625)", "distinct"),
    "sigmoid far": ("jax.nn.sigmoid(x)", "far"),
    "softplus far": ("jax.nn.softplus(x)", "far"),
    "tanh far": ("jnp.tanh(x)", "far"),
}

BINARY = {
    "add": ("a + b", "any", "any"),
    "sub": ("a - b", "any", "any"),
    "mul": ("a * b", "any", "any"),
    "div": ("a / b", "any", "away from zero"),
    "maximum": ("jnp.maximum(a, b)", "distinct", "between"),
    "minimum": ("jnp.minimum(a, b)", "distinct", "between"),
    "pow": ("a ** b", "positive", "any"),
}

# Same shape, a row, a column, both ways at once, a scalar on either side, and ranks that differ.
BROADCASTS = [
    ("[2, 3]", "[2, 3]"),
    ("[2, 3]", "[3]"),
    ("[2, 1]", "[2, 3]"),
    ("[2, 1]", "[1, 3]"),
    ("[2, 2]", "[]"),
    ("[]", "[3]"),
    ("[3]", "[2, 1, 1]"),
]

WINDOWS = {  # name: x, w, strides, pads (top, left, bottom, right)
    "k3 s1 p1": ([2, 1, 3, 3], [2, 1, 3, 3], (1, 1), (1, 1, 1, 1)),
    "k2 s2, stride does not divide": ([1, 2, 5, 4], [1, 2, 2, 2], (2, 2), (0, 0, 0, 0)),
    "k3 s2 p1": ([1, 2, 4, 5], [2, 2, 3, 3], (2, 2), (1, 1, 1, 1)),
    "k5 s2, more padding after": ([1, 1, 4, 4], [1, 1, 5, 5], (2, 2), (1, 1, 2, 2)),
    "k1 s2, smaller than its stride": ([1, 2, 3, 4], [2, 2, 1, 1], (2, 2), (0, 0, 0, 0)),
    "k2x3 s3x2, uneven": ([1, 1, 4, 5], [2, 1, 2, 3], (3, 2), (0, 1, 1, 0)),
    "k4 s2 p1": ([1, 1, 4, 4], [2, 1, 4, 4], (2, 2), (1, 1, 1, 1)),
    "k4 s1, whole image": ([2, 1, 4, 4], [1, 1, 4, 4], (1, 1), (0, 0, 0, 0)),
    "k1 s1, padding beyond the kernel": ([1, 2, 2, 2], [2, 2, 1, 1], (1, 1), (1, 0, 0, 2)),
}


def shape_of(text):
    return [int(size) for size in text.strip("[]").split(",") if size]


def element_wise():
    for name, (expression, where) in UNARY.items():
        yield name, expression, {"x": ([2, 3], where)}
    yield "input", "x", {"x": ([2, 2], "any")}
    yield "constant", "x * jnp.array([[0.5, -1.25], [2, 0.75]])", {"x": ([2, 2], "any")}
    yield "cast through int32", "x * jnp.trunc(2 * x)", {"x": ([2, 3], "between")}
    yield "cast from bool", "x * (x > 0)", {"x": ([2, 3], "away from zero")}


def broadcast():
    for name, (expression, where_a, where_b) in BINARY.items():
        for a, b in BROADCASTS:
            yield f"{name} {a} {b}", expression, {"a": (shape_of(a), where_a), "b": (shape_of(b), where_b)}
    yield "greater", "(a > b) * a", {"a": ([2, 1], "distinct"), "b": ([3], "between")}
    for c, a, b in [("[2, 3]", "[2, 3]", "[2, 3]"), ("[2, 3]", "[3]", "[]"), ("[2, 1]", "[2, 3]", "[1, 3]"), ("[3]", "[2, 1]", "[]")]:
        inputs = {"c": (shape_of(c), "away from zero"), "a": (shape_of(a), "any"), "b": (shape_of(b), "any")}
        yield f"where {c} {a} {b}", "jnp.where(c > 0, a, b)", inputs


def shape():
    x = {"x": ([2, 3, 2], "distinct")}
    yield "sum", "jnp.sum(x)", x
    yield "sum axis 1", "jnp.sum(x, 1)", x
    yield "sum axes 0, -1, kept", "jnp.sum(x, (0, -1), keepdims=True)", x
    yield "sum no axes", "x", x
    yield "max", "jnp.max(x)", x
    yield "max axis 1", "jnp.max(x, 1)", x
    yield "max axes 0, -1, kept", "jnp.max(x, (0, -1), keepdims=True)", x
    yield "matmul", "a @ b", {"a": ([2, 3], "any"), "b": ([3, 4], "any")}
    yield "matmul a transposed", "a.T @ b", {"a": ([3, 2], "any"), "b": ([3, 4], "any")}
    yield "matmul b transposed", "a @ b.T", {"a": ([2, 3], "any"), "b": ([4, 3], "any")}
    yield "matmul both transposed", "a.T @ b.T", {"a": ([3, 2], "any"), "b": ([4, 3], "any")}
    yield "reshape", "x.reshape(4, 3)", x
    yield "reshape to a scalar", "x.reshape(())", {"x": ([1, 1], "any")}
    yield "transpose", "jnp.transpose(x, (2, 0, 1))", x
    yield "expand a row", "jnp.broadcast_to(x, (2, 3))", {"x": ([3], "any")}
    yield "expand a column", "jnp.broadcast_to(x, (2, 2, 3))", {"x": ([2, 1], "any")}
    yield "expand a scalar", "jnp.broadcast_to(x, (2, 2))", {"x": ([], "any")}
    yield "slice", "x[1:3, 0:2]", {"x": ([3, 4], "any")}
    yield "pad", "jnp.pad(x, ((1, 0), (0, 2)))", {"x": ([2, 2], "any")}
    yield "concat", "jnp.concatenate([a, b], 0)", {"a": ([1, 2], "any"), "b": ([2, 2], "any")}
    yield "concat with itself", "jnp.concatenate([a, b, a], 1)", {"a": ([2, 1], "any"), "b": ([2, 2], "any")}


def convolution():
    for name, (x, w, strides, pads) in WINDOWS.items():
        y = [x[0], w[0]] + [
            (x[2 + i] + pads[i] + pads[2 + i] - w[2 + i]) // strides[i] + 1 for i in range(2)
        ]
        any_x, any_w, any_y = (x, "any"), (w, "any"), (y, "any")
        yield f"conv {name}", f"conv(x, w, {strides}, {pads})", {"x": any_x, "w": any_w}
        yield (
            f"convInputGrad {name}",
            f"conv_input_grad(y, w, {strides}, {pads}, {tuple(x[2:])})",
            {"y": any_y, "w": any_w},
        )
        yield (
            f"convFilterGrad {name}",
            f"conv_filter_grad(x, y, {strides}, {pads}, {tuple(w[2:])})",
            {"x": any_x, "y": any_y},
        )


def composite():
    critic = {"x": ([2, 1, 4, 4], "any"), "w": ([2, 1, 3, 3], "any"), "k": ([1, 2, 2, 2], "any")}
    first = "conv(x, w, (2, 2), (1, 1, 1, 1))"
    for name, activation in {
        "leakyRelu": "jax.nn.leaky_relu({}, float32(0.2))",
        "tanh": "jnp.tanh({})",
        "softplus": "jax.nn.softplus({})",
        "swish": "jax.nn.swish({})",
    }.items():
        hidden = activation.format(first)
        yield f"penalty of a {name} critic", f"penalty(lambda x: conv({hidden}, k, (1, 1), (0, 0, 0, 0)), x)", critic
    normed = {**critic, "g": ([1, 2, 1, 1], "positive"), "b": ([1, 2, 1, 1], "any")}
    hidden = f"jnp.tanh(layer_norm({first}, g, b))"
    yield "penalty of a layer norm critic", f"penalty(lambda x: conv({hidden}, k, (1, 1), (0, 0, 0, 0)), x)", normed
    yield "mean", "jnp.mean(x, (0, 2))", {"x": ([2, 2, 3], "any")}
    yield "variance", "jnp.var(x, (0, 2), keepdims=True)", {"x": ([2, 2, 3], "any")}


FAMILIES = {
    family.__name__.replace("_", "-"): list(family())
    for family in [element_wise, broadcast, shape, convolution, composite]
}
