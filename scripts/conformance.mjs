// Writes docs/conformance.md: which test covers which case of test/conformance/cases.tsv. A test names its cases in
// the title, a fixture in the comment it begins with, a model of the oracle in a comment: "(G12)".
// --check compares instead, and fails where the table is not what the tests say.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { ROOT } from "./root.mjs";

const TABLE = join(ROOT, "docs", "conformance.md");
const SECTIONS = [
  ["TensorFlow graphs", /^G\d/],
  ["TFLite", /^T\d/],
  ["ONNX", /^O\d/],
  ["Fewer and equal weights", /^P\d/],
  ["Tests of other tools, by the name of the tool", /^(?!invariant)[a-z]/],
  ["What holds for every step", /^invariant/],
];

const cases = readCases();
const namesakes = distinctNames();
const problems = [];
for (const test of allTests()) {
  for (const id of idsIn(test.title)) {
    const found = cases.get(id);
    if (found === undefined) {
      problems.push(`${test.file} names ${id}, which test/conformance/cases.tsv does not have.`);
    } else if (found.reason !== "") {
      problems.push(`${test.file} covers ${id}, which test/conformance/cases.tsv calls not applicable.`);
    } else {
      found.tests.push(test);
    }
  }
}
const table = print();
if (!process.argv.includes("--check")) {
  writeFileSync(TABLE, table);
} else if (readFileSync(TABLE, "utf8") !== table) {
  problems.push("docs/conformance.md is out of date: run npm run conformance.");
}
problems.forEach((problem) => console.error(problem));
process.exitCode = problems.length > 0 ? 1 : 0;

function readCases() {
  const [, ...lines] = readFileSync(join(ROOT, "test", "conformance", "cases.tsv"), "utf8")
    .trimEnd()
    .split("\n");
  return new Map(
    lines.map((line) => {
      const [id, title, transforms, reason = ""] = line.split("\t");
      return [id, { id, title, transforms, reason, tests: [] }];
    }),
  );
}

function allTests() {
  return readdirSync(join(ROOT, "test"), { recursive: true })
    .sort()
    .flatMap((name) => {
      const path = join(ROOT, "test", name);
      const file = relative(ROOT, path);
      return titlesIn(path).map((title) => ({ file, title: title.replace(/\s+/g, " ").trim() }));
    });
}

function titlesIn(path) {
  if (/\.test\.(ts|mjs)$/.test(path)) {
    return [...readFileSync(path, "utf8").matchAll(/\b(?:it|describe)\(\s*(["'`])(.*?)\1,/gs)].map((match) => match[2]);
  }
  if (/transforms\/[^/]*\.txt$/.test(path)) {
    const comment = readFileSync(path, "utf8").split(/^(?!#)/m)[0];
    return [comment.replace(/^#/gm, "")];
  }
  if (/oracle\/.*\.py$/.test(path)) {
    const comments = [...readFileSync(path, "utf8").matchAll(/(?:"([\w-]+)[^\n"]*"[^\n"]*)?#([^\n]*)|"""(.*?)"""/gs)];
    return comments.map(([, name, comment, text]) => text ?? [name ?? "", comment].join(" "));
  }
  return [];
}

/** "(G12, O-07)", "(fold_constants/SimpleAdd)", and "OpExclusionAdd" where the name alone is distinct. */
function idsIn(title) {
  const traps = [...title.matchAll(/(?<![\w-])([GTOP])-?(\d{1,2})(?![\w-])/g)];
  const names = title.split(/[^\w/-]+/).map((word) => namesakes.get(word) ?? word);
  const known = names.filter((name) => name.includes("/") && cases.has(name));
  return new Set([...traps.map(([, letter, number]) => letter + number.padStart(2, "0")), ...known]);
}

/** Cases by what stands after the tool's name, if that is three words or more and no other tool has it. */
function distinctNames() {
  const names = [...cases.keys()].map((id) => [id.split("/")[1] ?? "", id]);
  return new Map(
    names.filter(
      ([name]) => /^([A-Z][a-z0-9]+){3,}$/.test(name) && names.filter(([other]) => other === name).length === 1,
    ),
  );
}

function print() {
  const all = [...cases.values()];
  const count = (state) => all.filter((each) => stateOf(each) === state).length;
  const lines = [
    "# Conformance",
    "",
    "Made by `npm run conformance` from `test/conformance/cases.tsv` and from what the tests say they cover; a test fails",
    "where it is out of date. Traps of each format have a number; cases of other tools' tests have the tool's name for them.",
    "",
    `${all.length} cases: ${count("covered")} covered, ${count("not applicable")} not applicable, ${count("open")} open.`,
  ];
  for (const [title, pattern] of SECTIONS) {
    lines.push(
      "",
      `## ${title}`,
      "",
      "| case | what | steps | state | test, or why not |",
      "| --- | --- | --- | --- | --- |",
    );
    for (const each of all.filter(({ id }) => pattern.test(id))) {
      const cells = [each.id, each.title, each.transforms, stateOf(each), each.reason || testsOf(each)];
      lines.push(`| ${cells.join(" | ")} |`);
    }
  }
  return `${lines.join("\n")}\n`;
}

function stateOf({ reason, tests }) {
  return reason !== "" ? "not applicable" : tests.length > 0 ? "covered" : "open";
}

function testsOf({ tests }) {
  const links = tests.map(
    ({ file, title }) => `[${file.replace(/^test\//, "")}](../${file}): ${escaped(shortened(title))}`,
  );
  return links.join("<br>");
}

function shortened(title) {
  return title.length <= 120 ? title : `${title.slice(0, 119).trimEnd()}…`;
}

function escaped(text) {
  return text.replace(/[|<*_`\\]/g, "\\$&");
}
