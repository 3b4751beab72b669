import { MessageOpener, type FieldList } from "../../wire/protobuf-reader";
import { ATTRIBUTE, NODE } from "./schema";

/** Where attributes stand among the fields of a NodeProto. A node is asked for several in a row: it is read once for these. */
export class AttributePlaces {
  readonly #opener = new MessageOpener();
  #edition = 0;
  #names: string[] = [];
  #places: number[] = [];

  /** Of several with one name the last counts; −1 where there is none. */
  find(list: FieldList, name: string): number {
    if (list.edition !== this.#edition) {
      this.#read(list);
    }
    return this.#places[this.#names.lastIndexOf(name)] ?? -1;
  }

  #read(list: FieldList): void {
    this.#edition = 0;
    this.#names = [];
    this.#places = [];
    for (let index = list.next(NODE.attribute, 0); index >= 0; index = list.next(NODE.attribute, index + 1)) {
      this.#names.push(this.#opener.open(list, index, "AttributeProto").word(ATTRIBUTE.name));
      this.#places.push(index);
    }
    this.#edition = list.edition;
  }
}
