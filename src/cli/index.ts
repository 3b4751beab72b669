// The program: one command, in the words it was started with.
import { main } from "./main";

// Where not even an error can be told, nobody is there to read it.
process.stderr.on("error", () => {});
void main(process.argv.slice(2)).then((code) => (process.exitCode = code));
