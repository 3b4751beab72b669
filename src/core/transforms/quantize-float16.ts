// Weights as float16 behind a conversion to float32, so that operators compute as before.
import type { Transform } from "./transform";
import { planQuantization } from "./quantize/plan";
import { rewriteConstants } from "./quantize/rewrite";

export interface QuantizeFloat16 {
  readonly [name: string]: number;
  readonly minimumElements: number;
}

export const quantizeFloat16: Transform<QuantizeFloat16> = {
  id: "quantize-float16",
  title: "Quantize to float16",
  description: "Stores weights as 16-bit floats: half the size, almost no loss of accuracy.",
  group: "bits",
  lossy: true,
  suffix: "float16",
  parameters: {
    minimumElements: {
      title: "Smallest tensor",
      description: "Tensors with fewer elements stay as they are: the conversion would cost what they save.",
      default: 1024,
      minimum: 1,
    },
  },
  apply: (model, { minimumElements }, context) => {
    const request = { bits: "float16", perChannel: false, minimumElements, runtime: null } as const;
    return rewriteConstants(model, planQuantization(model, request), context);
  },
};
