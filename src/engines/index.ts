// What the doors to the engines may import.
export { ENGINES, type EngineKind, type TensorData, type Values } from "./engine";
export { benchmarkModels, type BenchmarkResult } from "./benchmark";
export { EngineError } from "./engine-error";
export { EngineThread, type EngineHost, type EngineWorker, type Limits } from "./engine-thread";
export { chosenInputs, inputsBeside } from "./inputs/chosen-inputs";
export { COLORS, DEFAULT_SETTINGS, FITS, imageSettings, type Normalization, PRESETS } from "./inputs/image-settings";
export { type GivenInputs } from "./inputs/given-inputs";
export { readChoice, type InputChoice } from "./inputs/input-choice";
export { type InputFolder } from "./inputs/input-folder";
export { statedValues } from "./inputs/stated-values";
export { RATES } from "./inputs/wav";
export { type LayerDistance, type MeasuredLayer } from "./layer-distances";
export { engineOf, inputsOf, ModelRunner, outputsOf } from "./model-runner";
export { GUESSES, planInputs, sampleOf } from "./random-inputs";
export { firstRun, runAll } from "./runs";
export { DEFAULT_TOLERANCES, type Tolerances } from "./verdict";
export { compareVariants } from "./variants";
export { verifyModels, type Question, type Verification } from "./verify";
