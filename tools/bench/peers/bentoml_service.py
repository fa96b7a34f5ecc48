"""The generator behind BentoML: `bentoml serve bentoml_service:Samples`, told what to do by KANTOR_BENCH_… ."""

import os
from typing import Annotated

import bentoml
from bentoml.validators import ContentType
from generator import MAX_BATCH, Generator
from pydantic import BaseModel, PlainSerializer


class Ask(BaseModel):
    seed: int
    count: int


# A batchable function takes and gives lists, and a request its part of them. So the answer of one request, a list of
# one, goes out as its bytes and not as JSON, and needs no service of its own in front, which would be one more hop.
Binary = Annotated[list[bytes], PlainSerializer(b"".join), ContentType("application/octet-stream")]


@bentoml.service(
    workers=int(os.environ["KANTOR_BENCH_WORKERS"]),
    # Neither counts requests nor writes a line for each: that is left out where it costs.
    metrics={"enabled": False},
    logging={"access": {"enabled": False}},
    traffic={"timeout": 120},
)
class Samples:
    def __init__(self) -> None:
        self.generator = Generator()

    # How long a batch waits BentoML finds by itself, from what it has seen. max_latency_ms is no such time: a request
    # that is expected to take longer is refused with 503, and none should be.
    @bentoml.api(batchable=True, max_batch_size=MAX_BATCH, max_latency_ms=60_000)
    def sample(self, asks: list[Ask]) -> Binary:
        return self.generator.sample([self.generator.latents(ask.seed, ask.count) for ask in asks])
