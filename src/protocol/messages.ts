// What the sides say to each other: the webview asks the extension, the extension asks the worker, and the worker asks
// the extension for the bytes of files.
export type {
  AttributeDetails,
  EndpointSummary,
  Found,
  Ghosts,
  LayerSummary,
  Link,
  NodeDetails,
  Note,
  OutputDistance,
  ParameterValue,
  Parameters,
  Place,
  Profile,
  Recipe,
  RecipeStep,
  StepReport,
  Summary,
  TensorFileKind,
  TensorStatistics,
  TransformGroup,
  ValueDetails,
  VerdictWord,
  ViewGraph,
  ViewGroups,
  ViewNode,
  Window,
} from "../core";
export type * from "./comparison";
export type * from "./document";
export type * from "./drawing";
export type * from "./editor-service";
export type * from "./file-service";
export type * from "./layers";
export type * from "./model-service";
export type * from "./profile";
export type * from "./query";
export type * from "./rows";
export type * from "./styles";
export type * from "./tensor";
export type * from "./transforms";
export type * from "./variants";
export type * from "./verification";
export type * from "./view-service";
export type * from "./zipped";
