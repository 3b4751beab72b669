// Names from files are shown alike on the command line, in VS Code's messages and on the page.
export * from "../core/ground/visible-text";
