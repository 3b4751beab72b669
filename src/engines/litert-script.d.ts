declare module "@litertjs/core/wasm/litert_wasm_compat_internal.js" {
  /** Exported by the build. */
  export const moduleFactory: unknown;
}
