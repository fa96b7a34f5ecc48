"""Training steps in JAX, in float64: replays the traces of runs (docs/trace.md), or writes golden steps.

    python tools/reference/wgan_steps.py check runs/mnist-wgan-gp …
    python tools/reference/wgan_steps.py golden && npx prettier --write libs/wgan/test/golden

`check` prints a line for each file of each run's trace and ends with exit code 1 if any differs. A traced state may
differ from JAX's by as much as JAX's would move if every gradient were off by float32's rounding, a small share of the
largest in its tensor and in its network: Adam and RMSProp divide a gradient by its own size, so that they blow up one
that is mere rounding, such as that of a bias before a normalization. The error that is printed is the share of that.

`golden` reads libs/wgan/test/golden/steps/<name>/model.json and writes there, for each program, one step as a trace
has it: a made-up state in the middle of a training (optimizers that have counted, running statistics that have run),
made-up feeds, and what the programs of wgan_programs.py make of them. It has only the states that the program reads in
`before` and those that it changes in `after`, and its learning rate is large, so that changes show.

Needs numpy, jax and safetensors (tools/requirements.txt).
"""

import collections
import functools
import json
import pathlib
import sys
import zlib

import jax
import jax.numpy as jnp
import numpy as np
from safetensors import safe_open
from safetensors.numpy import load_file, save_file

from wgan_programs import Model

jax.config.update("jax_enable_x64", True)
GOLDEN = pathlib.Path(__file__).parents[2] / "libs/wgan/test/golden/steps"
FLOAT32 = 2.0**-23
# Float32 rounding that is put up with. In gradients: of the largest in the tensor, and of the largest in the network.
OF_TENSOR, OF_NETWORK = 1e-5, 1e-6
# In a state's change, of its largest: Adam's 1 - 0.999**t is right to 1.3e-5 in float32. In a sum over many numbers.
CHANGE, SUM = 2e-5, 5e-5


def part(tensors, prefix):
    """The tensors under `prefix/`, in float64."""
    start = len(prefix) + 1
    return {name[start:]: value.astype(np.float64) for name, value in tensors.items() if name.startswith(f"{prefix}/")}


def compare(spec, path):
    """(worst error, where, tensors compared) of one file of the trace of a model, given as JSON."""
    with safe_open(path, "np") as file:
        program = file.metadata()["program"]
    tensors = load_file(path)
    before, feed, after = (part(tensors, prefix) for prefix in ("before", "feed", "after"))
    outputs, changed, tolerated = replay(spec, program)(before, feed)

    errors = {}
    for name, value in part(tensors, "output").items():
        reference = np.asarray(outputs.pop(name))
        errors[f"output/{name}"] = np.abs(value - reference) / (SUM * np.maximum(1, np.abs(reference)))
    for name, value in after.items():
        reference = np.asarray(changed.pop(name, before[name]))
        tolerance = tolerated.get(name, 0) + 4 * FLOAT32 * np.abs(reference)
        tolerance = tolerance + CHANGE * np.max(np.abs(reference - before[name]))
        errors[f"after/{name}"] = np.abs(value - reference) / np.where(tolerance == 0, FLOAT32, tolerance)
    for name in [*outputs, *changed]:
        errors[f"{name}, which is missing,"] = np.inf
    worst = {name: float(np.nan_to_num(np.max(error), nan=np.inf)) for name, error in errors.items()}
    where = max(worst, key=worst.get)
    return worst[where], where, len(worst)


@functools.cache
def replay(spec, program):
    """Compiled: (outputs, changed states, and how far these move if all gradients are off)."""
    model = Model(json.loads(spec))

    def run(before, feed):
        outputs, gradients, update = getattr(model, program)(before, feed)
        sizes = {name: jnp.max(jnp.abs(g)) for name, g in gradients.items()}
        largest = jnp.max(jnp.stack(list(sizes.values())))
        off = lambda sign: {  # noqa: E731
            name: g + sign * (OF_TENSOR * sizes[name] + OF_NETWORK * largest) for name, g in gradients.items()
        }
        changed, up, down = update(gradients), update(off(1)), update(off(-1))
        tolerated = {name: abs(up[name] - changed[name]) + abs(down[name] - changed[name]) for name in changed}
        return outputs, changed, tolerated

    return jax.jit(run)


def check(*runs):
    good = True
    for run in map(pathlib.Path, runs):
        spec = (run / "model.json").read_text()
        for path in sorted((run / "trace").glob("*.safetensors")):
            error, where, count = compare(spec, path)
            good &= error < 1
            print(f"{run.name}/{path.stem}: {count} tensors, worst error {error:.1e} at {where}", flush=True)
    return good


def made_up_state(model, random):
    """Every state of the model, in the middle of a training that never was."""
    state = {}
    draw = lambda shape, scale: scale * random.standard_normal(shape)  # noqa: E731
    for network, shapes in model.parameters.items():
        options = model.spec["training"][f"{network}Optimizer"]
        for name, shape in shapes.items():
            inputs = max(1, int(np.prod(shape)) // shape[-1 if name.endswith("kernel") and len(shape) == 2 else 0])
            state[name] = draw(shape, 2 * inputs**-0.5) + (1 if name.endswith("gain") else 0)
            state[f"optimizer.mean.{name}"] = draw(shape, 0.1)
            state[f"optimizer.momentum.{name}"] = draw(shape, 0.1)
            state[f"optimizer.square.{name}"] = random.uniform(0.05, 0.2, shape)
        state[f"optimizer.count.{network}"] = np.asarray(3.0 if options["kind"] == "adam" else 0.0)
        for name, shape in model.running[network].items():
            state[name] = random.uniform(0.5, 1.5, shape) if name.endswith("variance") else draw(shape, 0.3)
    for name in [*model.parameters["generator"], *model.running["generator"]]:
        state[f"ema.{name}"] = np.abs(state[name]) * random.uniform(0.5, 1.5, state[name].shape)
    return rounded(state)


def made_up_feed(model, random):
    batch = model.spec["training"]["batchSize"]
    sample = (batch, *model.sample_shape)
    return rounded(
        {
            "real": np.clip(random.standard_normal(sample), -1, 1),
            "x": np.clip(random.standard_normal(sample), -1, 1),
            "latent": random.standard_normal((batch, model.latent_size)),
            "mix": random.uniform(0, 1, batch),
            "learningRate": np.asarray(0.03),
            "averageDecay": np.asarray(0.75),
        }
    )


def rounded(tensors):
    """To float32 and back, so that nothing is lost when they are written."""
    return {name: np.asarray(value, np.float32).astype(np.float64) for name, value in tensors.items()}


class Recorder(collections.UserDict):
    """A dictionary that remembers what was read from it."""

    def __init__(self, content):
        self.used = {}
        super().__init__(content)

    def __getitem__(self, name):
        self.used[name] = self.data[name]
        return self.used[name]


class NoisyModel(Model):
    """A model that makes up the noise of dropout where it is asked for."""

    def __init__(self, spec, random):
        super().__init__(spec)
        self.random = random

    def noise(self, feed, name, shape):
        feed.setdefault(name, self.random.uniform(0, 1, shape).astype(np.float32).astype(np.float64))
        return feed[name]


def golden(folder):
    spec = json.loads((folder / "model.json").read_text())
    for program in ("criticStep", "generatorStep", "sample", "score"):
        random = np.random.default_rng(zlib.crc32(f"{folder.name}/{program}".encode()))
        model = NoisyModel(spec, random)
        state, feed = Recorder(made_up_state(model, random)), Recorder(made_up_feed(model, random))
        outputs, gradients, update = getattr(model, program)(state, feed)
        after = update(gradients)
        parts = {"feed": feed.used, "before": state.used, "after": after, "output": outputs}
        arrays = {
            f"{prefix}/{name}": np.asarray(value, np.float32)
            for prefix, tensors in parts.items()
            for name, value in tensors.items()
        }
        assert all(np.isfinite(array).all() for array in arrays.values())
        path = folder / f"{program}.safetensors"
        save_file(arrays, path, {"program": program})
        print(f"{folder.name}/{path.name}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    command, *rest = sys.argv[1:]
    if command == "golden":
        for model_file in sorted(GOLDEN.glob("*/model.json")):
            golden(model_file.parent)
    else:
        sys.exit(0 if check(*rest) else 1)
