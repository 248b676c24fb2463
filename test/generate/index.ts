export * from "./customers.ts";
export * from "./file.ts";
export * from "./interactions.ts";
