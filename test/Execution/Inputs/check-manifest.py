"""Checks a manifest against docs/ManifestSchema.json, and what a schema cannot say: names that meet.

Usage: check-manifest.py SCHEMA MANIFEST
Knows the words of JSON Schema that the schema uses, and fails for others.
"""
import json
import re
import sys

TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}
KNOWN = {"$schema", "title", "description", "type", "required", "additionalProperties", "properties", "const", "enum",
         "pattern", "items", "minimum", "minItems", "maxItems"}


def has_type(value, name):
    if name == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, TYPES[name])


def check_words(value, schema, path):
    unknown = set(schema) - KNOWN
    assert not unknown, f"{path}: the schema uses {unknown}, which this program does not know"
    if "const" in schema:
        assert value == schema["const"], f"{path}: expected {schema['const']}, got {value!r}"
    if "enum" in schema:
        assert value in schema["enum"], f"{path}: expected one of {schema['enum']}, got {value!r}"
    if "type" in schema:
        names = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        assert any(has_type(value, name) for name in names), f"{path}: expected {names}, got {value!r}"
    if isinstance(value, str) and "pattern" in schema:
        assert re.search(schema["pattern"], value), f"{path}: {value!r} does not match {schema['pattern']}"
    if isinstance(value, int) and not isinstance(value, bool) and "minimum" in schema:
        assert value >= schema["minimum"], f"{path}: expected at least {schema['minimum']}, got {value}"


def check(value, schema, path):
    check_words(value, schema, path)
    if isinstance(value, list):
        assert schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)), f"{path}: {len(value)} items"
        for index, item in enumerate(value):
            check(item, schema.get("items", {}), f"{path}[{index}]")
    if isinstance(value, dict):
        missing = set(schema.get("required", [])) - set(value)
        assert not missing, f"{path}: lacks {missing}"
        for name, member in value.items():
            known = name in schema.get("properties", {})
            assert known or schema.get("additionalProperties", True), f"{path}: has {name}, which the schema lacks"
            check(member, schema.get("properties", {}).get(name, {}), f"{path}.{name}")


MEMBERS = {"input": {"index"}, "parameter": {"index"}, "result": {"index", "buffer"}, "workspace": {"buffer"},
           "constant": {"constant"}, "size": {"value"}, "scalar": {"value"}, "unknown": set()}


def check_argument(argument, launch, manifest):
    members = set(argument) - {"type", "kind", "direction", "role", "part"}
    assert members == MEMBERS[argument["role"]], argument
    entries = {entry["name"]: entry for entry in manifest["entries"]}
    if argument["role"] in ("input", "result"):
        assert argument["index"] < len(entries[launch["function"]][argument["role"] + "s"]), argument
    if "buffer" in argument:
        key = (launch["function"], argument["buffer"])
        assert key in {(buffer["function"], buffer["buffer"]) for buffer in manifest["buffers"]}, argument
    if "constant" in argument:
        assert argument["constant"] in {constant["name"] for constant in manifest["constants"]}, argument


def check_weights(manifest):
    weights, end = manifest["weights"], 64
    for constant in manifest["constants"]:
        offset = constant["offset"]
        if weights is None or constant["bytes"] == 0:
            assert offset is None, constant
            continue
        assert offset % weights["alignment"] == 0 and offset >= end, constant
        end = offset + constant["bytes"]
    assert weights is None or end <= weights["bytes"], weights


def main():
    schema, manifest = (json.load(open(path)) for path in sys.argv[1:3])
    check(manifest, schema, "manifest")
    kernels = {kernel["name"]: kernel for kernel in manifest["kernels"]}
    for launch in manifest["launches"]:
        kernel = kernels[launch["kernel"]]
        assert len(launch["arguments"]) == len(kernel["parameters"]), launch
        for argument, parameter in zip(launch["arguments"], kernel["parameters"]):
            assert (argument["kind"] == "buffer") == (parameter["kind"] == "pointer"), (launch, kernel)
        assert kernel["required_block"] in (None, launch["block"]), (launch, kernel)
        for size, expression in zip(launch["grid"], launch["grid_expressions"]):
            assert size is None or expression == str(size), launch
        for argument in launch["arguments"]:
            check_argument(argument, launch, manifest)
    check_weights(manifest)
    print(f"{len(kernels)} kernels, {len(manifest['launches'])} launches")


if __name__ == "__main__":
    main()
