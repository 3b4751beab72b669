export function packagesOf(inputs: readonly string[]): string[];
export function noticesOf(folders: readonly string[], compiledIn?: boolean): string;
