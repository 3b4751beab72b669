import assert from "node:assert/strict";
import { companionPath } from "../../../src/core/formats/onnx/companion-path";

describe("names of files beside a model", () => {
  it("are taken as exporters give them", () => {
    const names = [
      "model.onnx.data",
      "model.onnx_data",
      "model.onnx_data_1",
      "weights.bin",
      "Pads.bin",
      "model.pb",
      "model.data",
      "model.onnx.ext.data",
      "model_fp16.onnx.data",
      "model.data-00000-of-00001",
      "tensors.safetensors",
      "ext_weights.dat",
      "weights",
      "data/part.001",
      "./weights.raw",
      "4ed3f3a2-6c1c-11ee-b962-0242ac120002",
      "4ed3f3a2-6c1c-11ee-b962-0242ac120002.data",
      "onnx__MatMul_1234",
      "model.layers.0.mlp.down_proj.weight",
      "encoder.bias",
    ];
    for (const name of names) {
      assert.deepEqual(companionPath(name, "w"), { path: name.replace(/^\.\//, "") }, name);
    }
  });

  it("may be the name of the tensor that lies in it", () => {
    for (const name of ["bn.running_mean", "attn.in_proj_weight", "blocks.3.ls1.gamma", "rope.inv_freq"]) {
      assert.deepEqual(companionPath(name, name), { path: name });
    }
    for (const name of ["tasks.json", "setup.py", "run.sh", "Makefile", "settings.ini", ".bashrc"]) {
      assert.ok("refusal" in companionPath(name, name), name);
    }
  });

  it("are none that are hidden, another program's, or out of the folder", () => {
    const refused: Readonly<Record<string, readonly string[]>> = {
      "which is hidden": [".env", ".vscode/tasks.json", ".git/hooks/post-checkout", "a/.b/c.bin", "..bin"],
      "outside of the model's folder": [
        "",
        "../w.bin",
        "a/../../w.bin",
        "/etc/passwd",
        "a//b.bin",
        "a\\w.bin",
        "C:w.bin",
        "w.bin:stream",
        "w\u0000.bin",
        "w\n.bin",
        "a/",
      ],
      "which has the name of another program's file": [
        "package.json",
        "tasks.json",
        "settings.json",
        "Makefile",
        "makefile",
        "Dockerfile",
        "Jenkinsfile",
        "conftest.py",
        "index.js",
        "main.ts",
        "run.sh",
        "run.bat",
        "x.exe",
        "libx.so",
        "compose.yml",
        "pyproject.toml",
        "CMakeLists.txt",
        "project.code-workspace",
        "authorized_keys",
        "id_rsa",
        "post-checkout",
        "pre-commit",
        "hooks/pre-push",
        "README",
        "something.unknown",
        "page.html",
        "x.desktop",
      ],
      "which is no name for a file on every system": ["nul", "con.bin", "COM1", "a/aux.data", "w.bin.", "w.bin "],
    };
    for (const [refusal, names] of Object.entries(refused)) {
      for (const name of names) {
        assert.deepEqual(companionPath(name, "w"), { refusal }, JSON.stringify(name));
      }
    }
  });

  it("take no longer to judge where they are long", () => {
    const started = process.cpuUsage().user;
    companionPath(`w.${"data_".repeat(20_000)}!`, "w");
    companionPath(`w.${"1".repeat(100_000)}!`, "w");
    companionPath(`w.${"w1".repeat(100_000)}!`, "w");
    companionPath(`w.${"b".repeat(100_000)}!`, "w");
    companionPath(`${"file".repeat(100_000)}!`, "w");
    assert.ok(process.cpuUsage().user - started < 2_000_000);
  });
});
