"""Golden values of @kantor/tensor's random streams, from integers and the standard library of Python alone.

    python tools/reference/random_stream.py > libs/tensor/test/golden/random-stream.json

Philox 4x32-10 is written here with Python's unbounded integers, and normals come from statistics.NormalDist, so that
nothing is shared with the code under test.
"""

import hashlib
import json
import statistics
import struct

MASK = 0xFFFFFFFF
STANDARD = statistics.NormalDist()


def philox(counter, key):
    x, k = list(counter), list(key)
    for _ in range(10):
        a, b = x[0] * 0xD2511F53, x[2] * 0xCD9E8D57
        x = [(b >> 32) ^ x[1] ^ k[0], b & MASK, (a >> 32) ^ x[3] ^ k[1], a & MASK]
        k = [(k[0] + 0x9E3779B9) & MASK, (k[1] + 0xBB67AE85) & MASK]
    return x


def fnv1a(text):
    h = 0x811C9DC5
    for byte in text.encode():
        h = (h ^ byte) * 0x01000193 & MASK
    return h


def words(seed, purpose, step, count):
    key = (seed & MASK, seed >> 32)
    blocks = (philox((b, step & MASK, step >> 32, fnv1a(purpose)), key) for b in range((count + 3) // 4))
    return [word for block in blocks for word in block][:count]


def float32(x):
    return struct.unpack("<f", struct.pack("<f", x))[0]


def normals(seed, purpose, step, count):
    return [float32(STANDARD.inv_cdf((w + 0.5) / 2**32)) for w in words(seed, purpose, step, count)]


def case(seed, purpose, step):
    return {
        "seed": seed,
        "purpose": purpose,
        "step": step,
        "uint32": words(seed, purpose, step, 6),
        "normal": normals(seed, purpose, step, 6),
    }


hundred_thousand = normals(7, "latent", 0, 100_000)
print(
    json.dumps(
        {
            "made by": "tools/reference/random_stream.py",
            "streams": [case(0, "", 0), case(7, "latent", 0), case(2**53 - 1, "Rauschen für G", 2**53 - 1)],
            "quantiles": [
                [p, STANDARD.inv_cdf(p)]
                for p in (1e-300, 1e-100, 1e-12, 1e-5, 0.01, 0.07, 0.075, 0.08, 0.2, 0.5, 0.7, 0.925, 0.93, 0.999, 1 - 1e-12)
            ],
            "sha256 of the first 100000 normals of stream(7, 'latent'), little-endian float32": hashlib.sha256(
                struct.pack("<100000f", *hundred_thousand)
            ).hexdigest(),
        },
        indent=2,
        ensure_ascii=False,
    )
)
