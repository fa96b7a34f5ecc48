"""Checks ONNX models with ONNX's own checker and runs them in two runtimes that know nothing of Kantor.

usage: onnx_check.py FOLDER [OPSET..]

FOLDER holds <name>.onnx and <name>.feeds.json: {"<input>": {"shape": [..], "data": [..]}}, all float32. For each model
<name>.results.json is written: {"onnxruntime": {"<output>": {"shape": [..], "data": [..]}}, "reference": {..}}, where
"reference" is the evaluator in the onnx package, written in NumPy from the operators' definitions. It is slow and runs
models of the OPSETs given only.
"""

import json
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx.reference import ReferenceEvaluator


def to_json(names, arrays):
    return {name: {"shape": list(a.shape), "data": a.reshape(-1).tolist()} for name, a in zip(names, arrays)}


def check(path):
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    feeds = {
        name: np.array(tensor["data"], np.float32).reshape(tensor["shape"])
        for name, tensor in json.loads(path.with_suffix(".feeds.json").read_text()).items()
    }
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    results = {"onnxruntime": to_json(names, session.run(names, feeds))}
    if str(model.opset_import[0].version) in sys.argv[2:]:
        results["reference"] = to_json(names, ReferenceEvaluator(model).run(names, feeds))
    path.with_suffix(".results.json").write_text(json.dumps(results))


for model_path in sorted(Path(sys.argv[1]).glob("*.onnx")):
    try:
        check(model_path)
    except Exception as error:
        raise SystemExit(f"{model_path.name}: {type(error).__name__}: {error}")
