import { Agent, request } from "node:http";

/** Kamailio's own words for a call that it refused, or that it did not answer. */
export class RpcError extends Error {
  override name = "RpcError";
}

export interface Rpc {
  /** @throws RpcError */
  call(method: string, params?: readonly unknown[]): Promise<unknown>;
  close(): void;
}

const patience = 2000;

/** JSON-RPC to Kamailio by HTTP on loopback: a few connections that stay, and a secret that other programs of this machine do not have. */
export function openRpc(port: number, secret: string): Rpc {
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  let lastId = 0;
  const post = (body: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
      const asking = request(
        {
          agent,
          host: "127.0.0.1",
          port,
          method: "POST",
          path: "/rpc",
          headers: { ...headers, "x-zhiyin-secret": secret },
        },
        (reply) => {
          const parts: Buffer[] = [];
          reply.on("data", (part: Buffer) => parts.push(part));
          reply.on("end", () => resolve(Buffer.concat(parts).toString()));
          reply.on("error", reject);
        },
      );
      asking.setTimeout(patience, () => asking.destroy(new Error("no answer")));
      asking.on("error", reject);
      asking.end(body);
    });
  return {
    async call(method, params = []) {
      const text = await post(JSON.stringify({ jsonrpc: "2.0", method, params, id: ++lastId })).catch(
        (error: Error) => {
          throw new RpcError(`${method}: ${error.message}`);
        },
      );
      const reply = parse(text);
      if (reply.error) throw new RpcError(`${method}: ${reply.error.message}`);
      return reply.result;
    },
    close: () => agent.destroy(),
  };
}

function parse(text: string): { result?: unknown; error?: { message: string } } {
  try {
    return JSON.parse(text) as { result?: unknown; error?: { message: string } };
  } catch {
    return { error: { message: "not JSON" } }; // refused before the RPC was reached: a wrong secret, another program's port
  }
}
