import type { MetadataRow } from "../../src/protocol/messages";
import { element } from "../look/elements";

/** What a file says of itself, folded away until somebody looks. */
export class MetadataList {
  readonly root = element("details", { id: "metadata" });

  show(rows: readonly MetadataRow[]): void {
    this.root.hidden = rows.length === 0;
    const list = rows.map(({ name, value }) =>
      element("div", {}, element("dt", { title: name }, name), element("dd", { title: value }, value)),
    );
    this.root.replaceChildren(
      element("summary", {}, `${rows.length} ${rows.length === 1 ? "entry" : "entries"} of metadata`),
      element("dl", {}, ...list),
    );
  }
}
