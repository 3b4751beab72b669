"""Loads a model with the runtime it is made for and runs it once on random data: python load_model.py FILE"""

import sys

import numpy

path = sys.argv[1]
random = numpy.random.default_rng(0)


def data(shape):
    return random.random([size if isinstance(size, (int, numpy.integer)) and size > 0 else 1 for size in shape], numpy.float32)


if path.endswith(".tflite"):
    from ai_edge_litert.interpreter import Interpreter

    model = Interpreter(path)
    model.allocate_tensors()
    (source,), (result,) = model.get_input_details(), model.get_output_details()
    model.set_tensor(source["index"], data(source["shape"]))
    model.invoke()
    output = model.get_tensor(result["index"])
elif path.endswith(".onnx"):
    import onnxruntime

    model = onnxruntime.InferenceSession(path)
    (source,) = model.get_inputs()
    (output,) = model.run(None, {source.name: data(source.shape)})
else:
    import tensorflow

    graph = tensorflow.compat.v1.GraphDef.FromString(open(path, "rb").read())
    with tensorflow.Graph().as_default(), tensorflow.compat.v1.Session() as session:
        tensorflow.import_graph_def(graph, name="")
        source = session.graph.get_tensor_by_name("input:0")
        output = session.run("probabilities:0", {source: data(source.shape.as_list())})

assert abs(float(output.sum()) - 1) < 1e-3, f"probabilities add up to {output.sum()}"
print(f"{path}: {output.shape}")
