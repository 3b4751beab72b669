/** What package.json calls the editor. */
export const VIEW_TYPE = "modelBonsai.editor";

/** Publisher and name, as links say them. */
export const EXTENSION_ID = "model-bonsai.model-bonsai";
