import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { contractsOnly } from "../web/build/contracts.ts";

const root = fileURLToPath(new URL(".", import.meta.url));

/** One script that other web sites name: no chunks, no style sheet beside it, nothing of it in the page's own scope. */
export default defineConfig({
  root,
  plugins: [contractsOnly()],
  build: {
    outDir: "../dist/site",
    emptyOutDir: true,
    target: "es2022",
    lib: { entry: `${root}/widget/main.ts`, formats: ["iife"], name: "zhiyinWidget", fileName: () => "widget.js" },
  },
});
