import { WebSocketServer } from "ws";
import type { Houses } from "../houses.ts";
import type { Door } from "../http/upgrade.ts";
import type { Metrics } from "../metrics.ts";

/** The live channel's door: small messages only. */
export function liveDoor({ houses, metrics }: { houses: Houses; metrics: Metrics }): Door {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 4096 });
  sockets.on("connection", (socket) => {
    socket.on("error", () => socket.terminate());
    metrics.liveSockets.inc();
    socket.on("close", () => metrics.liveSockets.dec());
    const beat = setInterval(() => socket.ping(), 20_000);
    socket.on("close", () => clearInterval(beat));
  });
  return async ({ request, stream, head, url, organisation, actor }) => {
    const hub = await houses.hub(organisation);
    sockets.handleUpgrade(request, stream, head, (socket) => {
      sockets.emit("connection", socket, request);
      hub.join(socket, actor, url.searchParams.get("after")).catch(() => socket.close(1011, "not joined"));
    });
  };
}
