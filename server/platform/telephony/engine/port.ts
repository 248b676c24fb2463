import { createSocket } from "node:dgram";
import { createServer } from "node:net";
import { codeOf } from "../../database/error.ts";

/** Why nobody can listen there at this moment (EADDRINUSE, EADDRNOTAVAIL, EACCES); undefined: one can. */
export function listenError(kind: "udp" | "tcp", host: string, port: number): Promise<string | undefined> {
  return listenOnce(kind, host, port).then(
    () => undefined,
    (error: unknown) => codeOf(error) ?? String(error),
  );
}

/** A port that is free now. @throws Error when the machine has no such address */
export const freePort = (kind: "udp" | "tcp", host: string): Promise<number> => listenOnce(kind, host, 0);

function listenOnce(kind: "udp" | "tcp", host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    if (kind === "tcp") {
      const server = createServer().once("error", reject);
      server.listen(port, host, () => {
        const { port: given } = server.address() as { port: number };
        server.close(() => resolve(given));
      });
      return;
    }
    const socket = createSocket(host.includes(":") ? "udp6" : "udp4").once("error", reject);
    socket.bind({ port, address: host, exclusive: true }, () => {
      const { port: given } = socket.address();
      socket.close(() => resolve(given));
    });
  });
}
