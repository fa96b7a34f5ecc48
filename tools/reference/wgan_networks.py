"""The networks of a model.json in JAX: parameter shapes, and application in training or frozen. Nothing of Kantor's
TypeScript is used. Tensors are NCHW. A transposed convolution is written as the adjoint of a convolution.
"""

import jax
import jax.numpy as jnp

SAMPLE_SHAPES = {
    "mnist": (1, 28, 28),
    "fashion-mnist": (1, 28, 28),
    "cifar-10": (3, 32, 32),
    "eight-gaussians": (2,),
    "twentyfive-gaussians": (2,),
    "swiss-roll": (2,),
}


def sample_shape(data):
    if data["kind"] == "folder":
        return (data.get("channels", 3), data["size"], data["size"])
    return SAMPLE_SHAPES[data["kind"]]


class Scope:
    """What one application of a network reads and leaves behind."""

    def __init__(self, read, training, noise=None):
        self.read = read  # name -> array
        self.training = training
        self.noise = noise  # name, shape -> uniform [0, 1) array
        self.running = {}  # new running statistics by name


def pair(size):
    return (size, size) if isinstance(size, int) else tuple(size)


def per_channel(vector, like):
    return vector.reshape((1, -1) + (1,) * (like.ndim - 2))


def convolve(x, kernel, strides, pads):
    return jax.lax.conv_general_dilated(x, kernel, strides, pads, dimension_numbers=("NCHW", "OIHW", "NCHW"))


def biased(y, layer, name, scope):
    return y + per_channel(scope.read(f"{name}.bias"), y) if layer.get("bias", True) else y


def dense(x, layer, name, scope):
    return biased(x @ scope.read(f"{name}.kernel"), layer, name, scope)


def conv(x, layer, name, scope):
    padding = layer.get("padding", "same")
    if isinstance(padding, str):
        pads = padding.upper()
    else:
        top, left, bottom, right = [padding] * 4 if isinstance(padding, int) else padding
        pads = [(top, bottom), (left, right)]
    y = convolve(x, scope.read(f"{name}.kernel"), pair(layer.get("stride", 1)), pads)
    return biased(y, layer, name, scope)


def conv_transpose(x, layer, name, scope):
    """x is the gradient of a convolution's output, y that of its input."""
    kernel = scope.read(f"{name}.kernel")  # [in, out, kh, kw]: the filters of that convolution
    strides = pair(layer.get("stride", 1))
    padding = layer.get("padding", "same")
    extra = pair(layer.get("outputPadding", 0))
    if padding == "same":
        pads, size = "SAME", [n * s for n, s in zip(x.shape[2:], strides)]
    else:
        top, left, bottom, right = [padding] * 4 if isinstance(padding, int) else padding
        pads = [(top, bottom), (left, right)]
        size = [
            (n - 1) * s - sum(p) + k + e
            for n, s, p, k, e in zip(x.shape[2:], strides, pads, kernel.shape[2:], extra)
        ]
    like = jax.ShapeDtypeStruct((x.shape[0], kernel.shape[1], *size), x.dtype)
    (y,) = jax.linear_transpose(lambda image: convolve(image, kernel, strides, pads), like)(x)
    return biased(y, layer, name, scope)


def batch_norm(x, layer, name, scope):
    epsilon, keep = layer.get("epsilon", 1e-5), layer.get("momentum", 0.9)
    mean, variance = scope.read(f"{name}.mean"), scope.read(f"{name}.variance")
    if scope.training:
        axes = tuple(axis for axis in range(x.ndim) if axis != 1)
        batch_mean, batch_variance = jnp.mean(x, axes), jnp.var(x, axes)
        count = x.size / x.shape[1]
        scope.running[f"{name}.mean"] = keep * mean + (1 - keep) * batch_mean
        scope.running[f"{name}.variance"] = keep * variance + (1 - keep) * batch_variance * count / (count - 1)
        mean, variance = batch_mean, batch_variance
    normal = (x - per_channel(mean, x)) / jnp.sqrt(per_channel(variance, x) + epsilon)
    return normal * per_channel(scope.read(f"{name}.gain"), x) + per_channel(scope.read(f"{name}.bias"), x)


def layer_norm(x, layer, name, scope):
    axes = tuple(range(1, x.ndim))
    mean, variance = jnp.mean(x, axes, keepdims=True), jnp.var(x, axes, keepdims=True)
    normal = (x - mean) / jnp.sqrt(variance + layer.get("epsilon", 1e-5))
    return normal * per_channel(scope.read(f"{name}.gain"), x) + per_channel(scope.read(f"{name}.bias"), x)


def average_pool(x, layer, name, scope):
    rows, columns = pair(layer.get("size", 2))
    n, c, h, w = x.shape
    return x.reshape(n, c, h // rows, rows, w // columns, columns).mean((3, 5))


def upsample(x, layer, name, scope):
    rows, columns = pair(layer.get("factor", 2))
    return jnp.repeat(jnp.repeat(x, rows, 2), columns, 3)


def crop(x, layer, name, scope):
    rows, columns = pair(layer["size"])
    return x[:, :, :rows, :columns]


def dropout(x, layer, name, scope):
    rate = layer["rate"]
    if not scope.training or rate == 0:
        return x
    return jnp.where(scope.noise(f"{name}.noise", x.shape) < rate, 0.0, x / (1 - rate))


def residual(x, layer, name, scope):
    shortcut = x
    if "shortcut" in layer:
        shortcut = apply(layer["shortcut"], x, f"{name}.shortcut", scope)
    return shortcut + apply(layer["body"], x, f"{name}.body", scope)


def elu(x, alpha):
    return jnp.where(x > 0, x, alpha * (jnp.exp(jnp.minimum(x, 0.0)) - 1))


LAYERS = {
    "dense": dense,
    "conv": conv,
    "convTranspose": conv_transpose,
    "batchNorm": batch_norm,
    "layerNorm": layer_norm,
    "averagePool": average_pool,
    "upsample": upsample,
    "crop": crop,
    "dropout": dropout,
    "residual": residual,
    "reshape": lambda x, layer, name, scope: x.reshape(x.shape[0], *layer["shape"]),
    "flatten": lambda x, layer, name, scope: x.reshape(x.shape[0], -1),
    "relu": lambda x, layer, name, scope: jnp.where(x > 0, x, 0.0),
    "leakyRelu": lambda x, layer, name, scope: jnp.where(x > 0, x, layer.get("alpha", 0.2) * x),
    "elu": lambda x, layer, name, scope: elu(x, layer.get("alpha", 1.0)),
    "tanh": lambda x, layer, name, scope: jnp.tanh(x),
    "sigmoid": lambda x, layer, name, scope: jax.nn.sigmoid(x),
    "softplus": lambda x, layer, name, scope: jax.nn.softplus(x),
    "swish": lambda x, layer, name, scope: x * jax.nn.sigmoid(x),
}


def apply(layers, x, name, scope):
    """Applies a list of layers whose parameters are called `{name}.{index}.…`."""
    for index, layer in enumerate(layers):
        x = LAYERS[layer["kind"]](x, layer, f"{name}.{index}", scope)
    return x


def weight_shapes(layers, shape, name):
    """({name: shape} of the parameters, of the running statistics, and the output's shape without the batch)."""
    parameters, running = {}, {}
    for index, layer in enumerate(layers):
        here, kind = f"{name}.{index}", layer["kind"]
        if kind == "residual":
            for part in ("body", "shortcut"):
                inner, statistics, _ = weight_shapes(layer.get(part, []), shape, f"{here}.{part}")
                parameters |= inner
                running |= statistics
        elif kind in ("dense", "conv", "convTranspose"):
            out = layer.get("units", layer.get("filters"))
            kernel = {"dense": (shape[0], out), "conv": (out, shape[0]), "convTranspose": (shape[0], out)}[kind]
            parameters[f"{here}.kernel"] = kernel + (() if kind == "dense" else pair(layer["kernel"]))
            if layer.get("bias", True):
                parameters[f"{here}.bias"] = (out,)
        elif kind in ("batchNorm", "layerNorm"):
            parameters |= {f"{here}.gain": (shape[0],), f"{here}.bias": (shape[0],)}
            if kind == "batchNorm":
                running |= {f"{here}.mean": (shape[0],), f"{here}.variance": (shape[0],)}
        known = {**parameters, **running}
        scope = Scope(lambda key: jnp.zeros(known[key]), training=False)
        (_, *shape) = jax.eval_shape(lambda x: LAYERS[kind](x, layer, here, scope), jnp.zeros((2, *shape))).shape
    return parameters, running, tuple(shape)
