// Numbers and shapes are written alike on the command line, in VS Code's messages and on the page.
export * from "../core/report/numbers";
