// What an entry says besides what every format's does.
import type { Operator } from "../../../ir/operator";
import type { Entry } from "../../../semantics/family";

/** A kernel that takes float activations and int8 weights. */
export interface HybridKernel {
  /** The weight's axis its scales run along. */
  readonly axis: number;
  /** Operator version for one scale; null: the kernel needs a scale a channel. */
  readonly perTensor: number | null;
  /** Operator version for one scale a channel; null: it takes one scale only. */
  readonly perChannel: number | null;
  /** The first runtime with that version. */
  readonly perChannelSince: string;
  /** Which activations share a scale as the kernel makes int8 of them; null: it makes none. */
  readonly activations: "row" | "image" | null;
  /** Whether the operator can be told to quantize its activations asymmetrically, which is more exact. */
  readonly asymmetric: boolean;
  /** What differs for weights of four bits; absent: it takes none. */
  readonly int4?: { readonly perTensor: number; readonly perChannel: number };
  /** Whether it takes a scale for each block of four-bit weights. */
  readonly blocks?: boolean;
}

export interface Kernels {
  /** By weight input. */
  readonly hybrid?: Readonly<Record<number, HybridKernel>>;
  /**
   * Whether weights and bias are float16 both or neither. XNNPACK in LiteRT 1.1 to 1.3, and with it TensorFlow of that
   * time, refuses one float16 beside one that is not, or computes something else without saying so.
   */
  readonly biasAsWeights?: true;
  /**
   * Whether its kernels limit their own results, as the option fused_activation_function says, since a version of it and
   * the runtime that has that; "refused": it has the option, and does not run with it, in LiteRT. Absent: it has none.
   */
  readonly activation?: "applied" | "refused" | { readonly since: number; readonly runtime: string };
}

export type TfliteEntry = Entry & Kernels;
export type TfliteOperator = Operator & Kernels;
