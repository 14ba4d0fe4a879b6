export declare const BROWSER_ARGUMENTS: string[]
export declare function ensureBrowser(): string
export declare function findBrowser(): string | null
