import { request } from "node:http";
import { text } from "node:stream/consumers";
import { EngineError } from "../adapter.ts";

const longestWaitMs = 3000;

/** Asks Kamailio by JSON-RPC over HTTP. @param port of 127.0.0.1. @returns the result, or null where Kamailio says that there is none (404). @throws EngineError down */
export async function askKamailio(port: number, method: string, params: readonly unknown[] = []): Promise<unknown> {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
  try {
    const { result = null } = JSON.parse(await post(port, body)) as { result?: unknown };
    return result;
  } catch (error) {
    throw new EngineError("down", `Kamailio does not answer: ${(error as Error).message}`);
  }
}

function post(port: number, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    const signal = AbortSignal.timeout(longestWaitMs);
    const asked = request({ host: "127.0.0.1", port, path: "/rpc", method: "POST", headers, agent: false, signal });
    asked.on("response", (response) => void text(response).then(resolve, reject));
    asked.on("error", reject);
    asked.end(body);
  });
}
