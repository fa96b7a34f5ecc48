"""Reads config.pbtxt with the schema of tritonclient, which refuses unknown fields, and prints it as JSON.

usage: triton_config_check.py FILE
"""

import sys

from google.protobuf import json_format, text_format
from tritonclient.grpc import model_config_pb2

with open(sys.argv[1], encoding="utf8") as file:
    config = text_format.Parse(file.read(), model_config_pb2.ModelConfig())
print(json_format.MessageToJson(config, preserving_proto_field_name=True))
