// Messages of the objects of a TensorFlow 2 program, as schema.ts has those of graphs:
// https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/protobuf/saved_object_graph.proto and struct.proto.

export const OBJECT_GRAPH_MESSAGES: Readonly<Record<string, string>> = {
  SavedObjectGraph: "nodes:1:[SavedObject] concrete_functions:2:[ConcreteFunctionEntry]",
  SavedObject:
    "children:1:[ObjectReference] slot_variables:3:[SlotVariableReference] user_object:4:SavedUserObject " +
    "asset:5:SavedAsset function:6:SavedFunction variable:7:SavedVariable " +
    "bare_concrete_function:8:SavedBareConcreteFunction constant:9:SavedConstant resource:10:SavedResource " +
    "saveable_objects:11:[SaveableObjectEntry] captured_tensor:12:CapturedTensor registered_name:13:string " +
    "serialized_user_proto:14:Any dependencies:15:[ObjectReference] registered_saver:16:string",
  ObjectReference: "node_id:1:int local_name:2:string",
  SlotVariableReference: "original_variable_node_id:1:int slot_name:2:string slot_variable_node_id:3:int",
  SavedUserObject: "identifier:1:string version:2:VersionDef metadata:3:string",
  SavedAsset: "asset_file_def_index:1:int",
  SavedFunction: "concrete_functions:1:[string] function_spec:2:FunctionSpec",
  FunctionSpec:
    "fullargspec:1:StructuredValue is_method:2:bool input_signature:5:StructuredValue jit_compile:6:JitCompile",
  SavedVariable:
    "dtype:1:DataType shape:2:TensorShapeProto trainable:3:bool synchronization:4:VariableSynchronization " +
    "aggregation:5:VariableAggregation name:6:string device:7:string " +
    "experimental_distributed_variable_components:8:[SavedVariable]",
  SavedBareConcreteFunction:
    "concrete_function_name:1:string argument_keywords:2:[string] allowed_positional_arguments:3:int " +
    "function_spec:4:FunctionSpec",
  SavedConstant: "operation:1:string",
  SavedResource: "device:1:string",
  SaveableObjectEntry: "key:1:string value:2:SaveableObject",
  SaveableObject: "save_function:2:int restore_function:3:int",
  CapturedTensor: "name:1:string concrete_function:2:string",
  ConcreteFunctionEntry: "key:1:string value:2:SavedConcreteFunction",
  SavedConcreteFunction:
    "bound_inputs:2:[int] canonicalized_input_signature:3:StructuredValue output_signature:4:StructuredValue",
  StructuredValue:
    "none_value:1:NoneValue float64_value:11:double int64_value:12:sint string_value:13:string bool_value:14:bool " +
    "tensor_shape_value:31:TensorShapeProto tensor_dtype_value:32:DataType tensor_spec_value:33:TensorSpecProto " +
    "type_spec_value:34:TypeSpecProto bounded_tensor_spec_value:35:BoundedTensorSpecProto " +
    "list_value:51:StructuredList tuple_value:52:StructuredList dict_value:53:DictValue " +
    "named_tuple_value:54:NamedTupleValue tensor_value:55:TensorProto numpy_value:56:TensorProto",
  NoneValue: "",
  TensorSpecProto: "name:1:string shape:2:TensorShapeProto dtype:3:DataType",
  BoundedTensorSpecProto:
    "name:1:string shape:2:TensorShapeProto dtype:3:DataType minimum:4:TensorProto maximum:5:TensorProto",
  TypeSpecProto:
    "type_spec_class:1:TypeSpecClass type_state:2:StructuredValue type_spec_class_name:3:string " +
    "num_flat_components:4:int",
  StructuredList: "values:1:[StructuredValue]",
  DictValue: "fields:1:[PairValue]",
  NamedTupleValue: "name:1:string values:2:[PairValue]",
  PairValue: "key:1:string value:2:StructuredValue",
};
