import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface Site {
  origin: string;
  /** Pasted into its page. */
  line: string;
  close(): Promise<void>;
}

/** Somebody else's web site, with rules of its own that would make any form unreadable. */
export async function openSite(): Promise<Site> {
  const site: Site = { origin: "", line: "", close: () => closed(server) };
  const server = createServer((request, response) => {
    const language = request.headers["accept-language"]?.startsWith("en") ? "en" : "zh-CN";
    const style = "button,input,label,h2,p{color:red!important;font-size:40px!important;display:none}";
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(
      `<!doctype html><html lang="${language}"><title>Shop</title><style>${style}</style><main><h1>FK-320 宽幅封口头</h1></main>${site.line}</html>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  site.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return site;
}

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.closeAllConnections();
    server.close(() => resolve());
  });
