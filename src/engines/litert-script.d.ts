declare module "@litertjs/core/wasm/litert_wasm_compat_internal.js" {
  const moduleFactory: unknown;
  export default moduleFactory;
}
