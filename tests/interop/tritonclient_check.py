"""Drives a server with the unmodified tritonclient, over HTTP and gRPC, and prints a line for each check that held.

usage: tritonclient_check.py --http HOST:PORT --grpc HOST:PORT --model NAME --input PORT.. --output PORT..
                             [--factor NUMBER] [--slow NAME] [--descriptor FILE]

A PORT is NAME:DATATYPE:SIZES, the sizes without the batch: images:FP32:1,28,28, or labels:INT64: for a list. With
--factor the first output must be the first input times NUMBER. --slow names a model, with the same inputs, that does not
answer within a second. --descriptor is a serialized FileDescriptorProto, whose messages must be those of tritonclient.
"""

import argparse
import sys
import traceback
from queue import Queue

import numpy as np
import tritonclient.grpc as grpc_client
import tritonclient.http as http_client
from google.protobuf import descriptor_pb2, descriptor_pool
from tritonclient.grpc import model_config_pb2, service_pb2  # noqa: F401 registers the published messages
from tritonclient.utils import InferenceServerException, triton_to_np_dtype

ROWS = 3


class Port:
    def __init__(self, text):
        self.name, self.datatype, sizes = text.split(":")
        self.sizes = [int(size) for size in sizes.split(",") if size]

    def draw(self, rng, rows):
        kind = triton_to_np_dtype(self.datatype)
        if self.datatype == "FP32":
            return rng.standard_normal([rows, *self.sizes]).astype(kind)
        return rng.integers(0, 2, [rows, *self.sizes]).astype(kind)


parser = argparse.ArgumentParser()
parser.add_argument("--http", required=True)
parser.add_argument("--grpc", required=True)
parser.add_argument("--model", required=True)
parser.add_argument("--input", required=True, nargs="+", type=Port)
parser.add_argument("--output", required=True, nargs="+", type=Port)
parser.add_argument("--factor", type=float)
parser.add_argument("--slow")
parser.add_argument("--descriptor")
args = parser.parse_args()

http = http_client.InferenceServerClient(args.http, concurrency=8)
grpc = grpc_client.InferenceServerClient(args.grpc)
rng = np.random.default_rng(1)


def expect(condition, what):
    if not condition:
        raise AssertionError(what)


def refused(call, status, words):
    """The call must be refused with this status and a text that has these words."""
    try:
        call()
    except InferenceServerException as error:
        expect(error.status() == status, f"status {error.status()}, not {status}: {error.message()}")
        expect(words in error.message(), f"{words!r} is not in {error.message()!r}")
    else:
        raise AssertionError(f"the call went well; it should be refused with {status}")


def draw(rows=ROWS):
    return {port.name: port.draw(rng, rows) for port in args.input}


def inputs_of(client, arrays, **options):
    inputs = []
    for port in args.input:
        array = arrays[port.name]
        inputs.append(client.InferInput(port.name, list(array.shape), port.datatype))
        inputs[-1].set_data_from_numpy(array, **options)
    return inputs


def outputs_of(client, **options):
    return [client.InferRequestedOutput(port.name, **options) for port in args.output]


def check_result(result, arrays):
    """The arrays of all outputs, once their shapes, types and values are as they should be."""
    rows = arrays[args.input[0].name].shape[0]
    made = [result.as_numpy(port.name) for port in args.output]
    for port, array in zip(args.output, made):
        expect(list(array.shape) == [rows, *port.sizes], f"{port.name} has the shape {array.shape}")
        expect(array.dtype == triton_to_np_dtype(port.datatype), f"{port.name} is {array.dtype}")
    if args.factor is not None:
        expect(np.array_equal(made[0], arrays[args.input[0].name] * np.float32(args.factor)), "wrong numbers")
    return made


def same(first, second):
    return all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))


def check_health():
    for client in http, grpc:
        expect(client.is_server_live() and client.is_server_ready(), "not ready")
        expect(client.is_model_ready(args.model), "the model is not ready")


def check_metadata():
    expect(http.get_server_metadata()["name"] == grpc.get_server_metadata().name, "two names")
    over_http = http.get_model_metadata(args.model)
    over_grpc = grpc.get_model_metadata(args.model)
    expect(over_http["name"] == over_grpc.name == args.model, "the name")
    expect(over_http["versions"] == list(over_grpc.versions) != [], "the versions")
    for field, ports in ("inputs", args.input), ("outputs", args.output):
        expected = [(port.name, port.datatype, [-1, *port.sizes]) for port in ports]
        told = [(port["name"], port["datatype"], port["shape"]) for port in over_http[field]]
        expect(told == expected, f"{told}, not {expected}")
        told = [(port.name, port.datatype, list(port.shape)) for port in getattr(over_grpc, field)]
        expect(told == expected, f"{told}, not {expected}")
    version = over_http["versions"][-1]
    expect(http.is_model_ready(args.model, version) and grpc.is_model_ready(args.model, version), "its version")


def check_config():
    over_http = http.get_model_config(args.model)
    over_grpc = grpc.get_model_config(args.model, as_json=True)["config"]
    expect(over_http["name"] == over_grpc["name"] == args.model, "the name")
    for field, ports in ("input", args.input), ("output", args.output):
        for port, told, other in zip(ports, over_http[field], over_grpc[field], strict=True):
            expect(told["data_type"] == other["data_type"] == f"TYPE_{port.datatype}", "the type")
            expect(told["dims"] == [int(size) for size in other["dims"]], "the dims")
            expect(told["dims"][-len(port.sizes) :] == port.sizes or not port.sizes, f"{told['dims']}")


def check_index():
    over_http = http.get_model_repository_index()
    over_grpc = grpc.get_model_repository_index().models
    expect([entry["name"] for entry in over_http] == [entry.name for entry in over_grpc], "two indexes")
    expect(any(entry["name"] == args.model and entry["state"] == "READY" for entry in over_http), "not in the index")


def check_infer():
    arrays = draw()
    over_json = http.infer(
        args.model, inputs_of(http_client, arrays, binary_data=False), outputs=outputs_of(http_client, binary_data=False)
    )
    results = [
        over_json,
        http.infer(args.model, inputs_of(http_client, arrays)),
        http.infer(args.model, inputs_of(http_client, arrays), outputs=outputs_of(http_client)),
        http.infer(args.model, inputs_of(http_client, arrays, binary_data=False)),
        grpc.infer(args.model, inputs_of(grpc_client, arrays)),
        grpc.infer(args.model, inputs_of(grpc_client, arrays), outputs=outputs_of(grpc_client)),
    ]
    first, *others = [check_result(result, arrays) for result in results]
    expect(all(same(first, other) for other in others), "two ways, two answers")
    expect("data" in over_json.get_output(args.output[0].name), "no JSON")


def check_typed_contents():
    """tritonclient always sends raw bytes; other clients of the protocol fill the contents."""
    fields = {"FP32": "fp32_contents", "INT32": "int_contents", "INT64": "int64_contents"}
    arrays = draw()
    request = service_pb2.ModelInferRequest(model_name=args.model)
    for port in args.input:
        array = arrays[port.name]
        tensor = request.inputs.add(name=port.name, datatype=port.datatype, shape=array.shape)
        getattr(tensor.contents, fields[port.datatype]).extend(array.reshape(-1).tolist())
    result = grpc_client.InferResult(grpc._client_stub.ModelInfer(request))
    expected = grpc.infer(args.model, inputs_of(grpc_client, arrays))
    expect(same(check_result(result, arrays), check_result(expected, arrays)), "two ways, two answers")


def check_version():
    version = http.get_model_metadata(args.model)["versions"][-1]
    arrays = draw()
    over_http = http.infer(args.model, inputs_of(http_client, arrays), model_version=version)
    over_grpc = grpc.infer(args.model, inputs_of(grpc_client, arrays), model_version=version)
    expect(over_http.get_response()["model_version"] == over_grpc.get_response().model_version == version, "versions")
    check_result(over_http, arrays)


def check_compression():
    arrays = draw(8)
    for algorithm in "gzip", "deflate":
        for binary in True, False:
            inputs = inputs_of(http_client, arrays, binary_data=binary)
            result = http.infer(
                args.model,
                inputs,
                request_compression_algorithm=algorithm,
                response_compression_algorithm=algorithm,
            )
            check_result(result, arrays)
        check_result(grpc.infer(args.model, inputs_of(grpc_client, arrays), compression_algorithm=algorithm), arrays)


def check_concurrency():
    arrays = [draw(1 + index % 4) for index in range(32)]
    calls = [
        http.async_infer(args.model, inputs_of(http_client, array), request_id=f"http-{index}")
        for index, array in enumerate(arrays)
    ]
    for index, (call, array) in enumerate(zip(calls, arrays)):
        result = call.get_result()
        expect(result.get_response()["id"] == f"http-{index}", "answers are mixed up")
        check_result(result, array)

    answers = Queue()
    for index, array in enumerate(arrays):
        grpc.async_infer(
            args.model,
            inputs_of(grpc_client, array),
            callback=lambda result, error: answers.put((result, error)),
            request_id=str(index),
        )
    for _ in arrays:
        result, error = answers.get(timeout=30)
        expect(error is None, str(error))
        check_result(result, arrays[int(result.get_response().id)])


def check_stream():
    answers = Queue()
    arrays = [draw() for _ in range(8)]
    grpc.start_stream(callback=lambda result, error: answers.put((result, error)))
    try:
        for index, array in enumerate(arrays):
            grpc.async_stream_infer(args.model, inputs_of(grpc_client, array), request_id=str(index))
        grpc.async_stream_infer("no-such-model", inputs_of(grpc_client, arrays[0]))
        for index, array in enumerate(arrays):
            result, error = answers.get(timeout=30)
            expect(error is None, str(error))
            expect(result.get_response().id == str(index), "out of order")
            check_result(result, array)
        result, error = answers.get(timeout=30)
        expect(result is None and "no-such-model" in error.message(), "no error")
    finally:
        grpc.stop_stream()  # or the program would wait for its thread for good


def check_ids():
    arrays = draw()
    for request_id in "seven", 'a "quoted" id', "ünïcödé":
        over_http = http.infer(args.model, inputs_of(http_client, arrays), request_id=request_id)
        over_grpc = grpc.infer(args.model, inputs_of(grpc_client, arrays), request_id=request_id)
        expect(over_http.get_response()["id"] == over_grpc.get_response().id == request_id, request_id)
    expect("id" not in http.infer(args.model, inputs_of(http_client, arrays)).get_response(), "an id of its own")


def check_parameters():
    arrays = draw()
    options = {"priority": 1, "timeout": 30_000_000, "parameters": {"mine": 1}}
    check_result(http.infer(args.model, inputs_of(http_client, arrays), **options), arrays)
    check_result(grpc.infer(args.model, inputs_of(grpc_client, arrays), **options), arrays)


def check_statistics():
    [before] = http.get_inference_statistics(args.model)["model_stats"]
    arrays = draw()
    http.infer(args.model, inputs_of(http_client, arrays))
    grpc.infer(args.model, inputs_of(grpc_client, arrays))
    [after] = http.get_inference_statistics(args.model)["model_stats"]
    [other] = grpc.get_inference_statistics(args.model).model_stats
    counts = [told["inference_stats"]["success"]["count"] for told in (before, after)]
    expect(counts[1] == counts[0] + 2 == other.inference_stats.success.count, f"{counts}")
    expect(after["inference_count"] == before["inference_count"] + 2 * ROWS == other.inference_count, "rows")


def check_classification():
    arrays = draw()
    for client, module, status in (http, http_client, "501"), (grpc, grpc_client, "StatusCode.UNIMPLEMENTED"):
        outputs = outputs_of(module, class_count=3)
        refused(
            lambda: client.infer(args.model, inputs_of(module, arrays), outputs=outputs),
            status,
            "Classification is not offered",
        )


def check_wrong_names():
    arrays = draw()
    for client, module, missing, wrong in (
        (http, http_client, "404", "400"),
        (grpc, grpc_client, "StatusCode.NOT_FOUND", "StatusCode.INVALID_ARGUMENT"),
    ):
        inputs = inputs_of(module, arrays)
        refused(lambda: client.infer("no-such-model", inputs), missing, "no-such-model")
        refused(lambda: client.infer(args.model, inputs, model_version="987"), missing, "987")
        refused(lambda: client.get_model_metadata("no-such-model"), missing, "no-such-model")
        unknown = module.InferInput("nothing", [1, 1], "FP32")
        unknown.set_data_from_numpy(np.zeros([1, 1], np.float32))
        refused(lambda: client.infer(args.model, [*inputs, unknown]), wrong, 'no input "nothing"')
        outputs = [module.InferRequestedOutput("nothing")]
        refused(lambda: client.infer(args.model, inputs, outputs=outputs), wrong, 'no output "nothing"')
        refused(lambda: client.infer(args.model, inputs[1:]), wrong, "is not in the request")


def check_wrong_tensors():
    port = args.input[0]
    for client, module, status in (http, http_client, "400"), (grpc, grpc_client, "StatusCode.INVALID_ARGUMENT"):
        rest = inputs_of(module, draw())[1:]
        double = module.InferInput(port.name, [ROWS, *port.sizes], "FP64")
        double.set_data_from_numpy(np.zeros([ROWS, *port.sizes]))
        refused(lambda: client.infer(args.model, [double, *rest]), status, 'came as "FP64", but the model wants')
        shape = [ROWS, *port.sizes, 2]
        larger = module.InferInput(port.name, shape, port.datatype)
        larger.set_data_from_numpy(np.zeros(shape, triton_to_np_dtype(port.datatype)))
        refused(lambda: client.infer(args.model, [larger, *rest]), status, "the model wants [N, ")


def check_client_timeout():
    arrays = draw()
    refused(
        lambda: grpc.infer(args.slow, inputs_of(grpc_client, arrays), client_timeout=0.5),
        "StatusCode.DEADLINE_EXCEEDED",
        "Deadline",
    )
    with http_client.InferenceServerClient(args.http, network_timeout=0.5) as hasty:
        try:
            hasty.infer(args.slow, inputs_of(http_client, arrays))
        except TimeoutError:
            pass
        else:
            raise AssertionError("a slow model answered in time")
    check_result(http.infer(args.model, inputs_of(http_client, arrays)), arrays)


def check_descriptor():
    """Each field of ours has the number, type and label of the published one; enums and methods likewise."""
    with open(args.descriptor, "rb") as file:
        ours = descriptor_pb2.FileDescriptorProto.FromString(file.read())
    pool = descriptor_pool.Default()

    def fields_of(message):
        # Type names may be relative to the message, and an entry of a map is named by its field alone.
        return {
            f.name: (f.number, f.type, f.label, f.type_name.split(".")[-1].removesuffix("Entry"))
            for f in message.field
        }

    def choices_of(message):
        return {f.name for f in message.field if f.HasField("oneof_index")}

    def compare(message, name):
        theirs = descriptor_pb2.DescriptorProto()
        pool.FindMessageTypeByName(name).CopyToProto(theirs)
        published = fields_of(theirs)
        for field, told in fields_of(message).items():
            expect(told == published.get(field), f"{name}.{field}: {told}, not {published.get(field)}")
        expect(choices_of(message) == choices_of(theirs) & fields_of(message).keys(), f"{name}: the oneofs differ")
        for nested in message.nested_type:
            entry = "Entry" if nested.options.map_entry and not nested.name.endswith("Entry") else ""
            compare(nested, f"{name}.{nested.name}{entry}")
        for enum in message.enum_type:
            compare_enum(enum, f"{name}.{enum.name}")

    def compare_enum(enum, name):
        published = {value.name: value.number for value in pool.FindEnumTypeByName(name).values}
        expect({value.name: value.number for value in enum.value} == published, f"{name} differs")

    for message in ours.message_type:
        compare(message, f"inference.{message.name}")
    for enum in ours.enum_type:
        compare_enum(enum, f"inference.{enum.name}")
    expect(len(ours.message_type) > 20, "nothing was compared")


checks = [value for name, value in list(globals().items()) if name.startswith("check_") and name != "check_result"]
if args.slow is None:
    checks.remove(check_client_timeout)
if args.descriptor is None:
    checks.remove(check_descriptor)
failed = False
for check in checks:
    try:
        check()
        print("ok", check.__name__.removeprefix("check_"), flush=True)
    except Exception:
        failed = True
        print("failed", check.__name__.removeprefix("check_"), flush=True)
        traceback.print_exc()
sys.exit(failed)
