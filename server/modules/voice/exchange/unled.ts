import type { Adapter, EngineEvent } from "../../../platform/telephony/adapter.ts";

/** An engine without the lease: its calls go on, nobody decides about them and none begins; who is left alone in one is hung up on. */
export function leaveUnled(adapter: Adapter): void {
  adapter.listen((event) => void hear(adapter, event).catch(() => undefined)); // the phones can hang up themselves
}

async function hear(adapter: Adapter, event: EngineEvent): Promise<void> {
  if (event.kind === "leg.incoming") await adapter.reject(event.legId, "unavailable");
  if (event.kind !== "leg.ended") return;
  const { legs } = await adapter.snapshot();
  const left = legs.filter(({ callId }) => callId === event.callId);
  if (left.length === 1) await adapter.hangup(left[0]!.legId, "normal");
}
