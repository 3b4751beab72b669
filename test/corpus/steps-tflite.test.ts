import { describeSteps } from "./steps";

describeSteps(/\.(tflite|bin)$/);
