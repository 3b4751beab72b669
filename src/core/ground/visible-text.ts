/**
 * Text from a file as it may be shown anywhere: a name can hold escape sequences of terminals, new lines that forge a
 * message, and marks that turn the direction of what follows. What cannot be seen is written out: "\n", "\u001b".
 */
export function visibleText(text: string): string {
  return NOT_PLAIN.test(text) && HIDDEN.test(text) ? text.replace(ALL_HIDDEN, written) : text;
}

/** As above, with each character as JSON has it; line ends, which stand between its parts, stay. */
export function visibleJson(json: string): string {
  return NOT_PLAIN_LINES.test(json) && HIDDEN_IN_LINES.test(json) ? json.replace(ALL_HIDDEN_IN_LINES, escapes) : json;
}

/** Most text is ASCII, which is told much faster than the classes of Unicode. */
const NOT_PLAIN = /[^ -~]/;
const NOT_PLAIN_LINES = /[^ -~\n]/;
/**
 * Controls, marks of format and direction, separators of lines, halves of pairs and what is no character, which XML
 * refuses; joiners are parts of words.
 */
const PATTERN = "(?![\\u200c\\u200d])[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}\\p{Noncharacter_Code_Point}]";
const HIDDEN = new RegExp(PATTERN, "u");
const ALL_HIDDEN = new RegExp(PATTERN, "gu");
const IN_LINES = `(?!\\n)${PATTERN}`;
const HIDDEN_IN_LINES = new RegExp(IN_LINES, "u");
const ALL_HIDDEN_IN_LINES = new RegExp(IN_LINES, "gu");

function written(character: string): string {
  return character === "\n" ? "\\n" : character === "\r" ? "\\r" : character === "\t" ? "\\t" : escapes(character);
}

/** "\u001b": one for each unit of the string. */
function escapes(character: string): string {
  return Array.from({ length: character.length }, (_, i) => character.charCodeAt(i))
    .map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`)
    .join("");
}
