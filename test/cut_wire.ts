import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer, type Socket } from "node:net";

/** A wire to a database that can be cut: a URL that leads to it, by a port of its own. */
export interface CutWire {
  url: string;
  /** Cuts it, or joins it again. @param how whether who asks is refused, or hears nothing at all */
  cut(how: "refused" | "silent" | null): void;
  close(): Promise<void>;
}

export async function openWire(databaseUrl: string): Promise<CutWire> {
  const url = new URL(databaseUrl);
  const target = { host: url.hostname || "127.0.0.1", port: Number(url.port || 5432) };
  const open = new Set<Socket>();
  let state: "refused" | "silent" | null = null;
  const server = createServer((near) => {
    open.add(near.on("error", () => {}).on("close", () => open.delete(near)));
    if (state === "refused") near.destroy();
    if (state !== null) return;
    const far = connect(target);
    open.add(far.on("error", () => {}).on("close", () => open.delete(far)));
    near.on("data", (bytes) => void (state === null && far.write(bytes)));
    far.on("data", (bytes) => void (state === null && near.write(bytes)));
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const port = (server.address() as AddressInfo).port;
  const cutOff = () => {
    for (const socket of open) socket.destroy();
  };
  url.hostname = "127.0.0.1";
  url.port = String(port);
  return {
    url: url.href,
    cut(how) {
      if (how !== "silent") cutOff(); // what was lost on the way is not sent after
      state = how;
    },
    async close() {
      cutOff();
      server.close();
      await once(server, "close");
    },
  };
}
