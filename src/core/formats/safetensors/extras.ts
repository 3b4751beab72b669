import type { Extras } from "../../ir/value";
import type { Header } from "./header";

export const OWNER = "safetensors";

export interface ModelExtras extends Extras {
  readonly header: Header;
}
