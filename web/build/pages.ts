import type { Plugin } from "vite";

const signInPaths = [/^\/signin(\/|$)/, /^\/access\//];

/** Development server only: the sign-in addresses answer signin.html, as the product's server does. */
export function pageFallback(): Plugin {
  return {
    name: "page-fallback",
    configureServer(server) {
      server.middlewares.use((request, _response, next) => {
        const path = (request.url ?? "").split("?")[0] ?? "";
        if (signInPaths.some((pattern) => pattern.test(path)) && !path.includes(".")) request.url = "/signin.html";
        next();
      });
    },
  };
}
