import { describeSteps } from "./steps";

describeSteps(/\.onnx$/);
