/** SnapStart is for Java, Python and .NET. Source: Guide, "Improving startup performance with Lambda SnapStart". */

/** The Lambda API's text for a runtime that has none. */
export const noSnapStart = (runtime: string): string => `${runtime} is not supported for SnapStart enabled functions.`
