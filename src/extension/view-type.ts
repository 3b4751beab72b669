/** What package.json calls the editor. */
export const VIEW_TYPE = "modelBonsai.editor";
