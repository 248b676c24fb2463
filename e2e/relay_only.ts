/** Runs in the page before anything else: a network that lets nothing but a relay through. */
export function relayOnly(): void {
  const Native = window.RTCPeerConnection;
  const connections: RTCPeerConnection[] = [];
  window.RTCPeerConnection = class extends Native {
    constructor(settings?: RTCConfiguration) {
      super({ ...settings, iceTransportPolicy: "relay" });
      connections.push(this);
    }
  };
  Object.assign(window, { connections });
}

/** Runs in the page: of which kind our end of the audio's way is, for each call that goes on. */
export async function waysOfAudio(): Promise<string[]> {
  const { connections } = window as unknown as { connections: RTCPeerConnection[] };
  const kinds: string[] = [];
  for (const connection of connections.filter(({ connectionState }) => connectionState === "connected")) {
    const stats = new Map([...(await connection.getStats())].map(([id, one]) => [id, one as Record<string, string>]));
    const transport = [...stats.values()].find(({ type }) => type === "transport");
    const pair = stats.get(transport?.selectedCandidatePairId ?? "");
    kinds.push(stats.get(pair?.localCandidateId ?? "")?.candidateType ?? "none");
  }
  return kinds;
}
