import type { Format } from "../format";
import { safetensorsOutline } from "./outline";
import { readSafetensors } from "./read";
import { recogniseSafetensors } from "./recognise";

export const safetensors: Format = {
  id: "safetensors",
  title: "safetensors",
  extensions: [".safetensors"],
  tensorsOnly: true,
  recognises: recogniseSafetensors,
  unlike: "does not begin with a header in JSON and its length, as a safetensors file does",
  read: (files) => readSafetensors(files, safetensors),
  writer: {
    lacks: "safetensors files are shown, not rewritten: they hold weights without the graph that uses them",
  },
  outline: safetensorsOutline,
  operators: () => () => null,
};
