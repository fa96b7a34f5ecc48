"""The generator behind LitServe: `python litserve_server.py`, told what to do by KANTOR_BENCH_… in the environment."""

import os

import litserve as ls
import numpy as np
from fastapi import Request, Response
from generator import MAX_BATCH, Generator


class Samples(ls.LitAPI):
    def setup(self, device: str) -> None:
        self.generator = Generator()

    def decode_request(self, request: Request) -> np.ndarray:
        return self.generator.latents(request["seed"], request["count"])

    def batch(self, inputs: list[np.ndarray]) -> list[np.ndarray]:
        # The default stacks arrays, which must have one shape for that.
        return inputs

    def predict(self, batch: list[np.ndarray]) -> list[bytes]:
        return self.generator.sample(batch)

    def unbatch(self, output: list[bytes]) -> list[bytes]:
        return output

    def encode_response(self, output: bytes) -> Response:
        # A response goes out as it is; bytes alone would have to be JSON.
        return Response(output, media_type="application/octet-stream")


if __name__ == "__main__":
    # 2 ms to fill a batch, of 1, 2 and 5 tried on two busy cores: with 1 ms a request took 15 % more processor time at 64
    # at once, with 5 ms there were fewer images a second at 8 at once. 0 is no choice: an idle worker then asks its queue
    # in a loop that never rests.
    api = Samples(max_batch_size=MAX_BATCH, batch_timeout=0.002)
    server = ls.LitServer(
        api,
        accelerator="cpu",
        devices=1,
        workers_per_device=int(os.environ["KANTOR_BENCH_WORKERS"]),
        # ZeroMQ for answers: 12 % and 40 % less processor time in two rounds than queues of multiprocessing.
        fast_queue=True,
        timeout=False,
    )
    server.run(
        host="127.0.0.1",
        port=int(os.environ["KANTOR_BENCH_PORT"]),
        # One process takes HTTP for all workers, as in our server. With a second one on two cores there were fewer images
        # a second for one image a request, in both rounds that were tried, and more for 16.
        num_api_servers=1,
        log_level="error",
        access_log=False,
        generate_client_file=False,
    )
