// The core's name for what a model is fed with, for those that have nothing else of the core.
export { inputsName } from "../core/ir/inputs-name";
