import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";

/**
 * Asks rtpengine one thing and waits for the answer, without asking again: what watches it wants to know how it is now.
 * @throws Error when none comes within `patience` milliseconds
 */
export function askNg(port: number, command: string, patience: number): Promise<Record<string, unknown>> {
  const socket = createSocket("udp4");
  const cookie = randomBytes(6).toString("hex");
  const answer = new Promise<Record<string, unknown>>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("no answer")), patience);
    socket.on("error", reject);
    socket.on("message", (message) => {
      const text = message.toString();
      if (!text.startsWith(`${cookie} `)) return;
      clearTimeout(timer);
      resolve(JSON.parse(text.slice(cookie.length + 1)) as Record<string, unknown>);
    });
    // a connected socket is told at once that nobody listens
    socket.connect(port, "127.0.0.1", () => socket.send(`${cookie} ${JSON.stringify({ command })}`));
    socket.once("close", () => clearTimeout(timer));
  });
  return answer.finally(() => socket.close());
}
