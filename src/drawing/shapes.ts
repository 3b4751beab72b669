// Shapes as they are written where there is little room.

/** Of a name in a shape at least so many characters stay. */
const LEAST_NAME = 7;

/**
 * A shape, or a type and a shape, in a number of characters if that can be: numbers stay whole, and of names the longest
 * ones lose their middle. "int64 batch×decoder_sequence_length×768" → "int64 batch×decod…ength×768"
 */
export function shortShape(text: string, room: number): string {
  if (text.length <= room) {
    return text;
  }
  const type = /^(\w+ )?/u.exec(text)![0];
  const lengths = text.slice(type.length).split("×");
  const isName = lengths.map((each) => !/^-?\d+$/u.test(each));
  const within = (most: number) =>
    type + lengths.map((each, at) => (isName[at] ? withoutMiddle(each, most) : each)).join("×");
  // A longer name cannot stand in the room.
  let [least, most] = [LEAST_NAME, Math.max(LEAST_NAME, room)];
  while (least < most) {
    const middle = (least + most + 1) >>> 1;
    if (within(middle).length <= room) {
      least = middle;
    } else {
      most = middle - 1;
    }
  }
  return within(least);
}

/** What is worked out of others stays in its brackets. */
function withoutMiddle(name: string, most: number): string {
  if (name.length <= most) {
    return name;
  }
  const [open, inner, close] =
    name.startsWith("(") && name.endsWith(")") ? ["(", name.slice(1, -1), ")"] : ["", name, ""];
  const room = most - open.length - close.length - 1;
  const start = Math.ceil(room / 2);
  return `${open}${inner.slice(0, start)}…${inner.slice(inner.length - (room - start))}${close}`;
}
