"""Golden values of optimizers: libs/wgan/test/golden/optimizers-{pytorch,optax}.json, each made by that library.

    python tools/reference/wgan_optimizers.py pytorch   # needs torch (made with 1.13.1, Debian's python3-torch)
    python tools/reference/wgan_optimizers.py optax     # needs optax and jax (made with optax 0.2.8, jax 0.10.2)
    npx prettier --write libs/wgan/test/golden

In float64. A case has the optimizer as model.json names it, the code that ran, the parameter before the first step, and
for each step the learning rate, the gradient, and the parameter after it. The learning rate changes halfway, which tells
a momentum that has the rate in it (TensorFlow) from one that has not (PyTorch). One element's gradient is always 0.

PyTorch makes the cases of Adam, SGD and RMSProp with `semantics: pytorch`. Optax makes RMSProp with TensorFlow's
arithmetic, which is its own (epsilon under the root, the rate before the momentum), and Adam once more.
"""

import json
import pathlib
import sys

import numpy as np

TARGET = pathlib.Path(__file__).parents[2] / "libs/wgan/test/golden"
STEPS, SIZE = 6, 4
RATES = [0.125] * 3 + [0.03125] * 3

ADAM = [{"kind": "adam", "beta1": a, "beta2": b, "epsilon": e} for a, b, e in [(0.5, 0.9, 1e-8), (0, 0.9, 1e-8), (0.9, 0.999, 1e-3)]]
RMSPROP = [{"kind": "rmsprop", "decay": d, "epsilon": e, "momentum": m} for d, e, m in [(0.99, 1e-8, 0), (0.9, 1e-2, 0), (0.9, 1e-2, 0.75)]]
SGD = [{"kind": "sgd", "momentum": m} for m in (0, 0.875)]


def torch_case(spec):
    import torch

    p = torch.tensor(START, dtype=torch.float64, requires_grad=True)
    code = {
        "adam": lambda: f"torch.optim.Adam([p], lr, betas=({spec['beta1']}, {spec['beta2']}), eps={spec['epsilon']})",
        "rmsprop": lambda: f"torch.optim.RMSprop([p], lr, alpha={spec['decay']}, eps={spec['epsilon']}, momentum={spec['momentum']})",
        "sgd": lambda: f"torch.optim.SGD([p], lr, momentum={spec['momentum']})",
    }[spec["kind"]]()
    optimizer = eval(code, {"torch": torch, "p": p, "lr": RATES[0]})

    def step(rate, gradient):
        optimizer.param_groups[0]["lr"] = rate
        p.grad = torch.tensor(gradient, dtype=torch.float64)
        optimizer.step()
        return p.detach().numpy().tolist()

    return code, step


def optax_case(spec):
    import jax
    import optax

    jax.config.update("jax_enable_x64", True)
    code = {
        "adam": lambda: f"optax.adam(lr, {spec['beta1']}, {spec['beta2']}, {spec['epsilon']})",
        "rmsprop": lambda: f"optax.rmsprop(lr, {spec['decay']}, {spec['epsilon']}, eps_in_sqrt=True, momentum={spec['momentum']})",
    }[spec["kind"]]()
    optimizer = eval("optax.inject_hyperparams(lambda lr: " + code + ")(lr=0.0)", {"optax": optax})
    p = jax.numpy.asarray(START)
    state = optimizer.init(p)

    def step(rate, gradient):
        nonlocal p, state
        state.hyperparams["lr"] = rate
        updates, state = optimizer.update(jax.numpy.asarray(gradient), state, p)
        p = optax.apply_updates(p, updates)
        return np.asarray(p).tolist()

    return code, step


def case(make, spec, semantics):
    full = {**spec, "learningRate": RATES[0]}
    if spec["kind"] == "rmsprop":
        full["semantics"] = semantics
    code, step = make(spec)
    steps = [{"learningRate": r, "gradient": g, "parameter": step(r, g)} for r, g in zip(RATES, GRADIENTS)]
    return {"optimizer": full, "code": code, "start": START, "steps": steps}


random = np.random.default_rng(7)
START = (random.integers(-64, 65, SIZE) / 64).tolist()
GRADIENTS = (random.integers(-96, 97, (STEPS, SIZE)) / 64 * [1, 0, 0.25, 4]).tolist()

library = sys.argv[1]
if library == "pytorch":
    cases = [case(torch_case, spec, "pytorch") for spec in ADAM + RMSPROP + SGD]
else:
    cases = [case(optax_case, spec, "tensorflow") for spec in ADAM + RMSPROP]
about = f"Made with {library} by tools/reference/wgan_optimizers.py, which says what is what."
(TARGET / f"optimizers-{library}.json").write_text(json.dumps({"about": about, "cases": cases}))
