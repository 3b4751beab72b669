import { FieldStorage } from "../../wire/field-storage";
import type { BufferStorage } from "./extras";
import { textsIn } from "./texts";

/** Elements in a buffer of the file. */
export class FileBuffer extends FieldStorage implements BufferStorage {
  constructor(
    readonly buffer: number,
    ...field: ConstructorParameters<typeof FieldStorage>
  ) {
    super(...field);
  }

  get texts(): (most: number) => Promise<Uint8Array[]> {
    return async (most) => textsIn(await this.read(), most);
  }
}
