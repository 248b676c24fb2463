import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { contractsOnly } from "./web/build/contracts.ts";
import { pageFallback } from "./web/build/pages.ts";

const root = fileURLToPath(new URL("./web", import.meta.url));
const { version } = JSON.parse(readFileSync(new URL("./package.json", import.meta.url), "utf8")) as { version: string };

export default defineConfig({
  root,
  plugins: [contractsOnly(), react(), pageFallback()],
  define: { __VERSION__: JSON.stringify(version) },
  build: {
    outDir: "../dist/web",
    emptyOutDir: true,
    target: "es2023",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      input: { index: `${root}/index.html`, signin: `${root}/signin.html` },
      // sixty small files of a first page cost more round trips than bytes
      output: {
        codeSplitting: {
          groups: [
            { name: "react", test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/ },
            { name: "contracts", test: /\.contract\.ts$/ },
          ],
        },
      },
    },
  },
  server: {
    port: 5173,
    proxy: {
      "^/api/(?!.*\\.ts)": { target: process.env.ZHIYIN_API ?? "http://127.0.0.1:3000", ws: true, changeOrigin: false },
      "/sip": { target: process.env.ZHIYIN_API ?? "http://127.0.0.1:3000", ws: true, changeOrigin: false },
    },
  },
});
