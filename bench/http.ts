import { Agent, request } from "node:http";

/** A kept-alive GET or POST that reads the answer whole; no parsing, so that the client costs little. */
export function caller(base: string, cookie: string, sockets = 20) {
  const agent = new Agent({ keepAlive: true, maxSockets: sockets });
  const { hostname, port } = new URL(base);
  return (method: "GET" | "POST", path: string, body?: unknown): Promise<{ status: number; text: string }> =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const headers = {
        cookie,
        "x-zhiyin": "1",
        ...(text ? { "content-type": "application/json", "content-length": Buffer.byteLength(text) } : {}),
      };
      const call = request({ agent, hostname, port, method, path, headers }, (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString("utf8") }),
        );
      });
      call.on("error", reject);
      call.end(text);
    });
}
