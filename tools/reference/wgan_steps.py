"""Training steps in JAX, in float64: replays a run's trace (docs/trace.md), or writes golden steps.

    python tools/reference/wgan_steps.py check runs/mnist-wgan-gp
    python tools/reference/wgan_steps.py check model.json trace/000-criticStep.safetensors …
    python tools/reference/wgan_steps.py golden && npx prettier --write libs/wgan/test/golden

`check` prints a line a file and ends with exit code 1 if any differs. The error of a state is that of its change: the
largest difference between the change in the trace and the change that JAX computes, after the rounding of float32 is
taken off, as a share of the largest change in the tensor. The error of an output is a share of 1 or of its size.

`golden` reads libs/wgan/test/golden/steps/<name>/model.json and writes there, for each program, one step as a trace
has it: a made-up state in the middle of a training (optimizers that have counted, running statistics that have run),
made-up feeds, and what the programs of wgan_programs.py make of them. Only states that the program changes are in
`after`, and the learning rates are large, so that changes show.

Needs numpy, jax and safetensors (tools/requirements.txt).
"""

import collections
import json
import pathlib
import sys
import zlib

import jax
import numpy as np
from safetensors import safe_open
from safetensors.numpy import load_file, save_file

from wgan_programs import Model

jax.config.update("jax_enable_x64", True)
GOLDEN = pathlib.Path(__file__).parents[2] / "libs/wgan/test/golden/steps"
LARGEST_ERROR = 1e-3
FLOAT32 = 2.0**-23
# Adam and RMSProp divide a gradient by its own size, so that they blow up one that is mere rounding, such as that of a
# bias before a normalization. Elements with less than this share of the network's largest gradient are not compared.
NOISE = 1e-6


def part(tensors, prefix):
    """The tensors under `prefix/`, in float64."""
    start = len(prefix) + 1
    return {name[start:]: value.astype(np.float64) for name, value in tensors.items() if name.startswith(f"{prefix}/")}


def compare(model, path):
    """(worst error, where), of one file of a trace."""
    with safe_open(path, "np") as file:
        program = file.metadata()["program"]
    tensors = load_file(path)
    before, after = part(tensors, "before"), part(tensors, "after")
    outputs, changed, gradients = getattr(model, program)(before, part(tensors, "feed"))
    largest = max((float(np.max(np.abs(g))) for g in gradients.values()), default=0.0)

    errors = {}
    for name, value in part(tensors, "output").items():
        reference = np.asarray(outputs.pop(name))
        errors[f"output/{name}"] = np.max(np.abs(value - reference) / np.maximum(1, np.abs(reference)))
    for name in outputs:
        errors[f"output/{name} is missing"] = np.inf
    for name, value in after.items():
        reference = np.asarray(changed.pop(name, before[name]))
        wrong = np.abs(value - reference) - 2 * FLOAT32 * np.abs(reference)
        if name in gradients:
            wrong = np.where(np.abs(gradients[name]) < NOISE * largest, 0, wrong)
        scale = np.max(np.abs(reference - before[name]))
        worst = np.max(wrong)
        errors[f"after/{name}"] = worst / scale if worst > 0 and scale > 0 else np.inf if worst > 0 else 0.0
    for name in changed:
        errors[f"after/{name} is missing"] = np.inf
    where = max(errors, key=lambda name: np.nan_to_num(errors[name], nan=np.inf))
    return float(errors[where]), where, len(errors)


def check(first, *files):
    folder = pathlib.Path(first)
    spec, paths = (folder, [pathlib.Path(f) for f in files]) if files else (folder / "model.json", sorted((folder / "trace").glob("*.safetensors")))
    model = Model(json.loads(spec.read_text()))
    good = len(paths) > 0
    for path in paths:
        error, where, count = compare(model, path)
        good &= error < LARGEST_ERROR
        print(f"{path.stem}: {count} tensors, worst error {error:.1e} ({where})")
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
        outputs, after, _ = getattr(model, program)(state, feed)
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
