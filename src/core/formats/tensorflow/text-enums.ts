// Values of enums that text files spell out, besides DataType, by name.
import { own } from "../../ir/own";

type Enum = Readonly<Record<string, number>>;

const named = (prefix: string, names: string, first = 0): Enum =>
  Object.fromEntries(names.split(" ").map((name, index) => [`${prefix}${name}`, first + index]));

const ENUMS: Readonly<Record<string, Enum>> = {
  CheckpointFormatVersion: named("", "LEGACY V1 V2"),
  FullTypeId: {
    ...named("TFT_", "UNSET VAR ANY PRODUCT NAMED"),
    TFT_FOR_EACH: 20,
    TFT_CALLABLE: 100,
    ...named("TFT_", "BOOL UINT8 UINT16 UINT32 UINT64 INT8 INT16 INT32 INT64 HALF FLOAT DOUBLE", 200),
    ...named("TFT_", "COMPLEX64 COMPLEX128 STRING BFLOAT16", 212),
    ...named("TFT_", "TENSOR ARRAY OPTIONAL LITERAL ENCODED SHAPE_TENSOR", 1000),
    ...named("TFT_", "DATASET RAGGED ITERATOR", 10102),
    ...named("TFT_", "MUTEX_LOCK LEGACY_VARIANT", 10202),
  },
  JitCompile: named("", "DEFAULT ON OFF"),
  TypeSpecClass: {
    ...named("", "UNKNOWN SPARSE_TENSOR_SPEC INDEXED_SLICES_SPEC RAGGED_TENSOR_SPEC TENSOR_ARRAY_SPEC"),
    ...named("", "DATA_DATASET_SPEC DATA_ITERATOR_SPEC OPTIONAL_SPEC PER_REPLICA_SPEC VARIABLE_SPEC", 5),
    ...named("", "ROW_PARTITION_SPEC", 10),
    ...named("", "REGISTERED_TYPE_SPEC EXTENSION_TYPE_SPEC", 12),
  },
  VariableAggregation: named("VARIABLE_AGGREGATION_", "NONE SUM MEAN ONLY_FIRST_REPLICA"),
  VariableSynchronization: named("VARIABLE_SYNCHRONIZATION_", "AUTO NONE ON_WRITE ON_READ"),
};

/** Undefined for what is no name of it. */
export function enumValue(type: string, name: string): number | undefined {
  return own(own(ENUMS, type) ?? {}, name);
}
