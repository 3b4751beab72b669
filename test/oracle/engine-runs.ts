// Runs models in the engines that come with the command line, on inputs that are made up, and writes down both for the
// reference runtimes. Words: the folder of the engines, a folder for the results, then models. Each model gets a line of
// JSON: {inputs, outputs}, names with files of raw elements; or {error}.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { openFiles } from "../../src/cli/node-files";
import { quietContext, readModel } from "../../src/core";
import { EngineThread, engineOf, firstRun, inputsOf, ModelRunner, outputsOf, type Values } from "../../src/engines";
import { nodeHost } from "../../src/engines/node-host";

const [engines, folder, ...paths] = process.argv.slice(2) as [string, string, ...string[]];

void (async () => {
  for (const [index, path] of paths.entries()) {
    const line = await runModel(path, join(folder, `${index}`)).catch((error: unknown) => ({ error: String(error) }));
    console.log(JSON.stringify(line));
  }
})();

async function runModel(path: string, prefix: string) {
  const files = await openFiles(path);
  const context = quietContext();
  const model = await readModel(files, context);
  const thread = new EngineThread(engineOf(model), nodeHost(engines), { milliseconds: 60_000 });
  try {
    const runner = new ModelRunner(model, thread, context);
    const side = { runner, inputs: await inputsOf(model), outputs: outputsOf(model) };
    const demand = { samples: 1, seed: 0, dimensions: new Map<string, number>(), inputs: null };
    const { samples, results } = await firstRun(side, demand);
    return { inputs: written(samples[0]!, `${prefix}-in`), outputs: written(results[0]!, `${prefix}-out`) };
  } finally {
    thread.stop();
    await files.close();
  }
}

function written(values: Values, prefix: string) {
  return [...values].map(([name, { dtype, shape, bytes }], index) => {
    const file = `${prefix}-${index}`;
    writeFileSync(file, bytes);
    return { name, dtype, shape, file };
  });
}
