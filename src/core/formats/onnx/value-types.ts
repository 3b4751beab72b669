// What values are that the file does not declare.
import type { Model } from "../../ir/model";
import type { TensorType, Value } from "../../ir/value";
import { ElementTypes } from "./element-types";
import { ValueShapes } from "./value-shapes";

/** The type of each value, as the file states it or the operators tell. */
export function valueTypes(model: Model): (value: Value) => TensorType | null {
  let elements: ElementTypes | null = null;
  const shapes = new ValueShapes();
  return (value) => {
    if (value.type !== null && value.type.dtype !== "opaque") {
      return value.type;
    }
    elements ??= new ElementTypes(model);
    const dtype = elements.of(value);
    return dtype === null ? value.type : { dtype, shape: shapes.of(value) };
  };
}
