// What the doors to the engines may import.
export { ENGINES, type EngineKind, type TensorData, type Values } from "./engine";
export { EngineError } from "./engine-error";
export { EngineThread, type EngineHost, type EngineWorker, type Limits } from "./engine-thread";
export { readInputs, type GivenInputs, type InputFile } from "./given-inputs";
export { type LayerDistance, type MeasuredLayer } from "./layer-distances";
export { engineOf, inputsOf, ModelRunner, outputsOf } from "./model-runner";
export { GUESSES, planInputs, sampleOf } from "./random-inputs";
export { firstRun, runAll } from "./runs";
export { decibels, DEFAULT_TOLERANCES, type Tolerances } from "./verdict";
export { compareVariants, variantTable, type VariantRow } from "./variants";
export { verifyModels, type Question, type Verification } from "./verify";
