"""Keras network → ONNX, node by node: images as NCHW, batch norms as nodes of their own."""

from pathlib import Path

import keras
import numpy as np
import onnx
from keras import layers
from onnx import TensorProto, helper, numpy_helper

OPSET = 17


class _Graph:
    """Nodes in a row, each reading what the one before made."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: list[onnx.TensorProto] = []
        self.last = "input"

    def add(
        self, operator: str, name: str, weights: dict[str, np.ndarray] | None = None, **attributes
    ) -> None:
        weights = weights or {}
        for role, array in weights.items():
            self.initializers.append(numpy_helper.from_array(array, f"{name}.{role}"))
        inputs = [self.last, *(f"{name}.{role}" for role in weights)]
        self.nodes.append(helper.make_node(operator, inputs, [name], name, **attributes))
        self.last = name


def export_onnx(model: keras.Model, path: Path) -> None:
    graph = _Graph()
    for layer in model.layers:
        _add_layer(graph, layer)
    height_width_channels = model.input_shape[1:]
    shape = ["N", *height_width_channels[-1:], *height_width_channels[:-1]]
    result = helper.make_model(
        helper.make_graph(
            graph.nodes,
            path.stem,
            [helper.make_tensor_value_info("input", TensorProto.FLOAT, shape)],
            [helper.make_tensor_value_info(graph.last, TensorProto.FLOAT, ["N", 10])],
            graph.initializers,
        ),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=8,
        producer_name="model-bonsai samples",
    )
    result = onnx.shape_inference.infer_shapes(result, check_type=True, strict_mode=True)
    onnx.checker.check_model(result, full_check=True)
    path.write_bytes(result.SerializeToString(deterministic=True))


def _add_layer(graph: _Graph, layer: keras.Layer) -> None:
    name = layer.name
    weights = [np.asarray(each) for each in layer.get_weights()]
    match layer:
        case layers.Dense():
            kernel, bias = weights
            operators = {"relu": "Relu", "softmax": "Softmax"}
            activation = layer.activation.__name__
            graph.add("Gemm", f"{name}_dense", {"weight": kernel.T.copy(), "bias": bias}, transB=1)
            graph.add(operators[activation], name)
        case layers.DepthwiseConv2D():
            (kernel,) = weights  # HWC1 → C1HW
            graph.add(
                "Conv",
                name,
                {"weight": kernel.transpose(2, 3, 0, 1).copy()},
                group=kernel.shape[2],
                **_window(layer),
            )
        case layers.Conv2D():
            (kernel,) = weights  # HWIO → OIHW
            graph.add(
                "Conv", name, {"weight": kernel.transpose(3, 2, 0, 1).copy()}, **_window(layer)
            )
        case layers.BatchNormalization():
            roles = dict(zip(("scale", "bias", "mean", "variance"), weights, strict=True))
            graph.add("BatchNormalization", name, roles, epsilon=layer.epsilon)
        case layers.ReLU():
            graph.add("Relu", name)
        case layers.GlobalAveragePooling2D():
            graph.add("GlobalAveragePool", name)
            graph.add("Flatten", f"{name}_flat")
        case _:
            raise NotImplementedError(f"no ONNX form of {layer}")


def _window(layer: layers.Conv2D) -> dict[str, list[int]]:
    """TensorFlow's "same" pads an odd pixel at the end."""
    sizes = layer.input.shape[1:3]
    pads = []
    for size, kernel, stride in zip(sizes, layer.kernel_size, layer.strides, strict=True):
        total = (-(-size // stride) - 1) * stride + kernel - size if layer.padding == "same" else 0
        pads.append((total // 2, total - total // 2))
    (top, bottom), (left, right) = pads
    return {
        "kernel_shape": list(layer.kernel_size),
        "strides": list(layer.strides),
        "pads": [top, left, bottom, right],
    }
