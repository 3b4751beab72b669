import { describeSteps } from "./steps";

describeSteps(/(?<!\.(onnx|tflite|bin))$/);
