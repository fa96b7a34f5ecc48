"""The programs of a model.json in JAX, from the papers: criticStep, generatorStep, sample, score.

WGAN: arXiv 1701.07875, Algorithm 1. WGAN-GP: arXiv 1704.00028, Algorithm 1. A program takes the state before it and its
feeds, both by name, and returns its outputs, the gradients, and a function from gradients to the states that change.
Gradients are jax.grad's, of second order through the penalty. Nothing of Kantor's TypeScript is used.
"""

from collections import ChainMap

import jax
import jax.numpy as jnp

from wgan_networks import Scope, apply, weight_shapes, sample_shape

mean, softplus, relu = jnp.mean, jax.nn.softplus, jax.nn.relu

CRITIC_LOSS = {
    "wasserstein": lambda real, fake: mean(fake) - mean(real),
    "gan": lambda real, fake: -mean(jax.nn.log_sigmoid(real)) - mean(jax.nn.log_sigmoid(-fake)),
    "leastSquares": lambda real, fake: 0.5 * mean((real - 1) ** 2) + 0.5 * mean(fake**2),
    "hinge": lambda real, fake: mean(relu(1 - real)) + mean(relu(1 + fake)),
}
GENERATOR_LOSS = {
    "wasserstein": lambda fake: -mean(fake),
    "gan": lambda fake: -mean(jax.nn.log_sigmoid(fake)),
    "leastSquares": lambda fake: 0.5 * mean((fake - 1) ** 2),
    "hinge": lambda fake: -mean(fake),
}


def optimize(options, state, owner, parameters, gradients, rate):
    """The states after one step of the optimizer: parameters, their slots, and the step count."""
    after = {}
    kind = options["kind"]
    count = f"optimizer.count.{owner}"
    if kind == "adam":
        after[count] = state[count] + 1
    for name, p in parameters.items():
        g = gradients[name]
        slot = lambda which: state[f"optimizer.{which}.{name}"]  # noqa: B023, E731
        if kind == "sgd":
            momentum = options.get("momentum", 0)
            step = g
            if momentum:
                step = after[f"optimizer.momentum.{name}"] = momentum * slot("momentum") + g
            p = p - rate * step
        elif kind == "rmsprop":
            decay, epsilon, momentum = options.get("decay", 0.99), options.get("epsilon", 1e-8), options.get("momentum", 0)
            square = after[f"optimizer.square.{name}"] = decay * slot("square") + (1 - decay) * g**2
            if options.get("semantics", "pytorch") == "pytorch":
                step = g / (jnp.sqrt(square) + epsilon)
                if momentum:
                    step = after[f"optimizer.momentum.{name}"] = momentum * slot("momentum") + step
                p = p - rate * step
            else:
                step = rate * g / jnp.sqrt(square + epsilon)
                if momentum:
                    step = after[f"optimizer.momentum.{name}"] = momentum * slot("momentum") + step
                p = p - step
        elif kind == "adam":
            b1, b2, epsilon = options.get("beta1", 0), options.get("beta2", 0.9), options.get("epsilon", 1e-8)
            first = after[f"optimizer.mean.{name}"] = b1 * slot("mean") + (1 - b1) * g
            second = after[f"optimizer.square.{name}"] = b2 * slot("square") + (1 - b2) * g**2
            t = after[count]
            p = p - rate * (first / (1 - b1**t)) / (jnp.sqrt(second / (1 - b2**t)) + epsilon)
        after[name] = p
    return after


def norm(arrays):
    return jnp.sqrt(sum(jnp.sum(a**2) for a in arrays))


class Model:
    def __init__(self, spec):
        self.spec = spec
        self.sample_shape = sample_shape(spec["data"])
        self.latent_size = spec["latent"]["size"]
        layers = {part: spec[part]["layers"] for part in ("generator", "critic")}
        self.parameters, self.running = {}, {}
        for part, shape in (("generator", (self.latent_size,)), ("critic", self.sample_shape)):
            self.parameters[part], self.running[part], _ = weight_shapes(layers[part], shape, part)
        self.layers = layers

    def run(self, part, x, state, feed=None, use=None, prefix=""):
        """(output, new running statistics); with `use`, in training and with the dropout noise of that use."""
        noise = lambda name, shape: self.noise(feed, f"noise/{use}/{name}", shape)  # noqa: E731
        scope = Scope(lambda name: state[prefix + name], use is not None, noise)
        return apply(self.layers[part], x, part, scope), scope.running

    def noise(self, feed, name, shape):
        return feed[name]

    def own(self, part, state):
        return {name: state[name] for name in self.parameters[part]}

    def criticStep(self, state, feed):
        objective, training = self.spec["objective"], self.spec["training"]
        lipschitz = objective["lipschitz"]
        method = lipschitz["method"]
        limit = lipschitz.get("limit", 0.01)
        real = feed["real"]
        fake, _ = self.run("generator", feed["latent"], state, feed, "generator")

        def losses(parameters):
            at = ChainMap(parameters, state)
            on_real, running = self.run("critic", real, at, feed, "real")
            on_fake, _ = self.run("critic", fake, at, feed, "fake")
            bare = CRITIC_LOSS[objective["loss"]](on_real, on_fake)
            outputs = {"wasserstein": mean(on_real) - mean(on_fake)}
            if objective["loss"] == "gan":
                outputs["divergence"] = jnp.log(2.0) - 0.5 * bare
            total = bare
            if method == "gradientPenalty":
                epsilon = feed["mix"].reshape((-1,) + (1,) * (real.ndim - 1))
                mixed = epsilon * real + (1 - epsilon) * fake
                score = lambda x: jnp.sum(self.run("critic", x, at, feed, "mixed")[0])  # noqa: E731
                slope = jax.grad(score)(mixed).reshape(real.shape[0], -1)
                norms = jnp.sqrt(jnp.sum(slope**2, 1) + 1e-12)
                excess = norms - 1
                if lipschitz.get("sided", "two") == "one":
                    excess = jnp.maximum(excess, 0)
                outputs["penalty"] = lipschitz.get("lambda", 10) * mean(excess**2)
                outputs["gradientNorm"] = mean(norms)
                total = bare + outputs["penalty"]
            return total, ({**outputs, "loss": total}, running)

        clip = lambda p: jnp.clip(p, -limit, limit)  # noqa: E731
        parameters = self.own("critic", state)
        when = lipschitz.get("when", "afterStep")
        if method == "clip" and when == "beforeStep":
            parameters = jax.tree.map(clip, parameters)
        gradients, (outputs, running) = jax.grad(losses, has_aux=True)(parameters)

        def update(gradients):
            rate, options = feed["learningRate"], training["criticOptimizer"]
            after = optimize(options, state, "critic", parameters, gradients, rate)
            if method == "clip" and when == "afterStep":
                after |= {name: clip(after[name]) for name in parameters}
            return {**after, **running}

        return outputs, gradients, update

    def generatorStep(self, state, feed):
        training = self.spec["training"]

        def loss(parameters):
            samples, running = self.run("generator", feed["latent"], ChainMap(parameters, state), feed, "generator")
            scores, _ = self.run("critic", samples, state, feed, "fake")
            value = GENERATOR_LOSS[self.spec["objective"]["loss"]](scores)
            return value, (value, running)

        parameters = self.own("generator", state)
        gradients, (value, running) = jax.grad(loss, has_aux=True)(parameters)

        def update(gradients):
            rate, options = feed["learningRate"], training["generatorOptimizer"]
            after = optimize(options, state, "generator", parameters, gradients, rate) | running
            if training.get("ema", 0):
                decay = feed["averageDecay"]
                for name in [*parameters, *running]:
                    after[f"ema.{name}"] = decay * state[f"ema.{name}"] + (1 - decay) * after[name]
            return after

        outputs = {
            "loss": value,
            "criticNorm": norm(self.own("critic", state).values()),
            "generatorNorm": norm(self.own("generator", update(gradients)).values()),
        }
        return outputs, gradients, update

    def sample(self, state, feed):
        prefix = "ema." if self.spec["training"].get("ema", 0) else ""
        samples, _ = self.run("generator", feed["latent"], state, prefix=prefix)
        return {"samples": samples}, {}, lambda gradients: {}

    def score(self, state, feed):
        scores, _ = self.run("critic", feed["x"], state)
        return {"scores": scores}, {}, lambda gradients: {}
