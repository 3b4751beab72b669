// Files beside a model are named by the model, which anybody may have made: a name is taken only where it can be that
// of a file of weights, and where no other program would take the file for its own. What exporters write is: one file
// of any such name ("model.onnx.data", "model.onnx_data", "weights.bin", "weights.pb"), or one for each tensor, named
// as the tensor is or by a random number.

/** Of what an extension may be made: "onnx_data", "data-00000-of-00001", "ext", "w8". */
const WORDS =
  "onnx|ext|extern|external|data|dat|weights?|wts?|bias(?:es)?|param(?:eter)?s?|tensors?|init(?:ializer)?s?|const(?:ant)?s?|" +
  "kernels?|bin|raw|blob|buf(?:fer)?s?|pb|mem|mmap|npy|safetensors|gguf|model|fp?|int|w|b|q|part|shard|of";
const PART_OF_WEIGHTS = new RegExp(`^(?:(?:${WORDS})\\d*)+$|^\\d+$`, "i");

/** Extensions that some program reads, runs or opens; a tensor may have such a name, but not its file. */
const OF_OTHERS = new Set(
  (
    "bash bat bzl c cc cfg class cjs cmake cmd code-workspace com conf config cpl cpp crt cs css csv cts cxx dart deb " +
    "desktop dll dockerfile dylib ejs elf env exe fish go gradle groovy h hpp hta htm html inc ini ipynb jar java jnlp " +
    "js json json5 jsonc jsonl jsx key kt kts ld less lnk local lock lua m mak md mdx mjs mk mm mod mount msc msi mts ninja " +
    "node nix o ocx path pem php phtml pif pl plist pm ps1 psm1 pth pub pxd py pyc pyd pyi pyo pyw pyx r rb rc rdp reg rmd " +
    "rpm rs rst rules sass scala scf scr scss service sh so socket sql srt ss sum svelte svg swift sys tcl tex tf tfvars " +
    "timer toml ts tsv tsx txt url v vb vbe vbs vim vsix vue wasm webloc work ws wsf wsh xaml xhtml xml xsl yaml yml zsh"
  ).split(" "),
);
/** Names without an extension that some program reads or runs; "Makefile" and its like end alike. */
const NAMES_OF_OTHERS =
  /file$|^(?:authorized_keys|autoexec|bash_?rc|build|buck|codeowners|config|configure|credentials|crontab|environment|fstab|gradlew|group|hosts|id_\w+|kbuild|kconfig|known_hosts|license|mvnw|netrc|notice|passwd|password|profile|readme|sconscript|sconstruct|shadow|sudoers|token|workspace|wscript|zshrc|(?:pre|post|commit|prepare|update|applypatch|fsmonitor|push|reference|sendemail|proc)(?:-[a-z-]+)?)$/i;
/** Windows takes these for devices, whatever their extension. */
const DEVICES = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/**
 * @param location As the model states it: relative to its folder, with "/".
 * @param tensor The name of a tensor that lies in it.
 * @returns the path, or why no such file is read or written: "which is hidden".
 */
export function companionPath(location: string, tensor: string): { path: string } | { refusal: string } {
  const parts = location.replace(/^(\.\/)+/, "").split("/");
  if (parts.some((part) => part === "" || part === "..") || /[\\:\u0000-\u001f\u007f]/.test(location)) {
    return { refusal: "outside of the model's folder" };
  }
  if (parts.some((part) => part.startsWith("."))) {
    return { refusal: "which is hidden" };
  }
  if (parts.some((part) => DEVICES.test(part) || /[. ]$/.test(part))) {
    return { refusal: "which is no name for a file on every system" };
  }
  const name = parts.at(-1)!;
  return isOfWeights(name, tensor)
    ? { path: parts.join("/") }
    : { refusal: "which has the name of another program's file" };
}

function isOfWeights(name: string, tensor: string): boolean {
  const dot = name.lastIndexOf(".");
  if (dot < 0) {
    return !NAMES_OF_OTHERS.test(name);
  }
  const extension = name.slice(dot + 1);
  const isOfWeights = extension.split(/[_-]/).every((part) => PART_OF_WEIGHTS.test(part));
  return isOfWeights || (name === tensor && !OF_OTHERS.has(extension.toLowerCase()));
}
