"""Has a sample classify digits in its format's own runtime."""

from pathlib import Path

import numpy as np

BATCH = 1000


def classify(model: Path, images: np.ndarray) -> np.ndarray:
    """The digit each image shows, in the eyes of the model."""
    run = {".tflite": _litert, ".onnx": _onnxruntime, ".pb": _tensorflow}[model.suffix](model)
    batches = (images[start : start + BATCH] for start in range(0, len(images), BATCH))
    return np.concatenate([run(batch).argmax(axis=1) for batch in batches])


def _litert(model: Path):
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(str(model))
    (declared,) = interpreter.get_input_details()
    (result,) = interpreter.get_output_details()
    interpreter.resize_tensor_input(declared["index"], [BATCH, *declared["shape"][1:]])
    interpreter.allocate_tensors()

    def run(images: np.ndarray) -> np.ndarray:
        interpreter.set_tensor(declared["index"], images.reshape(BATCH, *declared["shape"][1:]))
        interpreter.invoke()
        return interpreter.get_tensor(result["index"])

    return run


def _onnxruntime(model: Path):
    import onnxruntime

    session = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
    (declared,) = session.get_inputs()
    return lambda images: session.run(None, {"input": images.reshape(-1, *declared.shape[1:])})[0]


def _tensorflow(model: Path):
    import tensorflow as tf

    definition = tf.compat.v1.GraphDef.FromString(model.read_bytes())
    with tf.Graph().as_default() as graph:
        tf.import_graph_def(definition, name="")
    shape = graph.get_tensor_by_name("input:0").shape[1:]
    session = tf.compat.v1.Session(graph=graph)
    return lambda images: session.run("probabilities:0", {"input:0": images.reshape(-1, *shape)})
