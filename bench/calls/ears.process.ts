import { createSocket, type Socket } from "node:dgram";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { toneFrom } from "#test/telephony/alaw.ts";
import type { EarOrder, Heard } from "./ears.ts";

const packetMs = 20;
const samples = 160;
const sayTone = 800;

interface Ear {
  socket: Socket;
  /** Whoever has sent to it, to whom it speaks. */
  to: { port: number; address: string } | null;
  lastAt: number;
  lastSequence: number;
  packets: number;
  lost: number;
  gaps: number[];
}

/** Audio ends of calls in a process that does nothing else: each notes when packets come, and says a tone to whoever sends. */
async function listen({ host, firstPort, count }: Extract<EarOrder, { kind: "open" }>) {
  const ears: Ear[] = [];
  let since = 0;
  const hear = (ear: Ear, packet: Buffer, from: { port: number; address: string }): void => {
    const now = performance.now();
    if ((packet[1]! & 0x7f) !== 8) return;
    const sequence = packet.readUInt16BE(2);
    const step = (sequence - ear.lastSequence) & 0xffff;
    if (ear.to && now >= since && ear.lastAt >= since) {
      ear.gaps.push(now - ear.lastAt);
      // another source begins anywhere; only small steps are packets that were on their way
      if (step > 1 && step < 100) ear.lost += step - 1;
    }
    ear.to = { port: from.port, address: from.address };
    ear.lastSequence = sequence;
    ear.lastAt = now;
    ear.packets++;
  };
  for (let index = 0; index < count; index++) {
    const socket = createSocket({ type: "udp4", recvBufferSize: 1 << 18 });
    const ear: Ear = { socket, to: null, lastAt: 0, lastSequence: -1, packets: 0, lost: 0, gaps: [] };
    socket.on("message", (packet, from) => hear(ear, packet, from));
    socket.on("error", () => undefined);
    await new Promise<void>((resolve) => socket.bind(firstPort + 2 * index, host, resolve));
    ears.push(ear);
  }
  const lateness = monitorEventLoopDelay({ resolution: 5 });
  lateness.enable();
  speak(ears);
  process.on("message", (order: EarOrder) => {
    if (order.kind === "begin") {
      since = performance.now();
      for (const ear of ears) Object.assign(ear, { gaps: [], lost: 0 });
      lateness.reset();
    }
    if (order.kind === "tell") process.send!(told(ears, lateness.percentile(99) / 1e6 - 5));
  });
  process.on("disconnect", () => process.exit(0));
  process.send!({ kind: "open" });
}

function speak(ears: readonly Ear[]): void {
  const began = performance.now();
  let sent = 0;
  const packet = Buffer.alloc(12 + samples);
  packet[0] = 0x80;
  packet[1] = 8;
  setInterval(() => {
    for (const due = Math.floor((performance.now() - began) / packetMs); sent < due; sent++) {
      packet.writeUInt16BE(sent & 0xffff, 2);
      packet.writeUInt32BE((sent * samples) >>> 0, 4);
      toneFrom(sent * samples, samples, sayTone).copy(packet, 12);
      const now = performance.now();
      for (const [index, ear] of ears.entries()) {
        if (!ear.to || now - ear.lastAt > 2000) continue;
        packet.writeUInt32BE(index + 1, 8);
        ear.socket.send(Buffer.from(packet), ear.to.port, ear.to.address);
      }
    }
  }, packetMs);
}

const told = (ears: readonly Ear[], latenessMs: number): Heard => ({
  gaps: ears.flatMap(({ gaps }) => gaps),
  lost: ears.reduce((sum, { lost }) => sum + lost, 0),
  calls: ears.filter(({ packets }) => packets > 10).length,
  latenessMs: Math.max(0, latenessMs),
});

process.on("message", (order: EarOrder) => {
  if (order.kind === "open") void listen(order);
});
