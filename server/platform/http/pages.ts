import { existsSync } from "node:fs";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";

/** Serves the built pages: assets for ever, since their names carry their hash, and the two HTML files never from a cache. */
export async function servePages(app: FastifyInstance, folder: string): Promise<void> {
  if (!existsSync(join(folder, "index.html"))) return;
  await app.register(fastifyStatic, {
    root: folder,
    wildcard: false,
    index: false,
    preCompressed: true,
    cacheControl: false,
    setHeaders: (response, path) => {
      response.header("cache-control", path.includes("/assets/") ? "public, max-age=31536000, immutable" : "no-cache");
    },
  });
  await serveSite(app, join(folder, "..", "site"));
  app.setNotFoundHandler(async (request, reply) => {
    const [path = ""] = request.url.split("?");
    const isPage = request.method === "GET" && !path.startsWith("/api/") && !/\.\w+$/.test(path);
    if (!isPage)
      return reply
        .status(404)
        .send({ error: { id: "route.not_found", message: "route.not_found", request_id: request.id } });
    const isSignIn = path.startsWith("/signin") || path.startsWith("/access/");
    return reply.header("cache-control", "no-cache").sendFile(isSignIn ? "signin.html" : "index.html");
  });
}

/** Scripts for pages of other web sites, which name them for good: asked for again after five minutes. */
async function serveSite(app: FastifyInstance, folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  await app.register(fastifyStatic, {
    root: folder,
    prefix: "/site/",
    wildcard: false,
    index: false,
    decorateReply: false,
    preCompressed: true,
    cacheControl: false,
    setHeaders: (response) => {
      response.header("cache-control", "public, max-age=300");
      response.header("cross-origin-resource-policy", "cross-origin");
    },
  });
}
