"""What both peers serve: the exported generator in ONNX Runtime, and latents drawn by numpy from a request's seed."""

import os

import numpy as np
import onnxruntime as ort

MAX_BATCH = int(os.environ["KANTOR_BENCH_MAX_BATCH"])


class Generator:
    """One session, in each process that runs the model."""

    def __init__(self) -> None:
        options = ort.SessionOptions()
        options.intra_op_num_threads = int(os.environ["KANTOR_BENCH_THREADS"])
        options.inter_op_num_threads = 1
        # As onnxruntime-node is set here: threads that wait in a loop for the next operator for longer than 50
        # microseconds would take the core from the HTTP side.
        options.add_session_config_entry("session.intra_op.allow_spinning", "1")
        options.add_session_config_entry("session.intra_op.spin_duration_us", "50")
        self.session = ort.InferenceSession(
            os.environ["KANTOR_BENCH_MODEL"], options, providers=["CPUExecutionProvider"]
        )
        (latent,) = self.session.get_inputs()
        self.input = latent.name
        self.size = latent.shape[1]
        # The first run of a batch size plans its memory: before the server is ready, not in a request.
        for rows in (1, MAX_BATCH):
            self.session.run(None, {self.input: np.zeros((rows, self.size), np.float32)})

    def latents(self, seed: int, count: int) -> np.ndarray:
        """[count, Z] of a standard normal distribution."""
        return np.random.default_rng(seed).standard_normal((count, self.size), np.float32)

    def sample(self, latents: list[np.ndarray]) -> list[bytes]:
        """
        The samples of each request's latents as bytes of float32.

        The peers count requests in a batch, not images: 64 requests of 16 images are run in batches of MAX_BATCH, as in
        our server, and not as one of 1,024.
        """
        rows = latents[0] if len(latents) == 1 else np.concatenate(latents)
        parts = [
            self.session.run(None, {self.input: rows[start : start + MAX_BATCH]})[0]
            for start in range(0, len(rows), MAX_BATCH)
        ]
        samples = parts[0] if len(parts) == 1 else np.concatenate(parts)
        answers, start = [], 0
        for own in latents:
            answers.append(samples[start : start + len(own)].tobytes())
            start += len(own)
        return answers
