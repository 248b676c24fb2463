export type RelayTrial = { kind: "relayed"; ms: number } | { kind: "refused" } | { kind: "silent" };

const patience = 5000;

/** Whether a TURN server gives this browser a place for its audio; nothing is sent through it. */
export async function tryRelay(iceServers: RTCIceServer[]): Promise<RelayTrial> {
  const connection = new RTCPeerConnection({ iceServers, iceTransportPolicy: "relay" });
  const begun = performance.now();
  let isRefused = false;
  try {
    const found = new Promise<boolean>((resolve) => {
      connection.addEventListener("icecandidate", ({ candidate }) => candidate?.type === "relay" && resolve(true));
      connection.addEventListener("icecandidateerror", ({ errorCode }) => {
        // RFC 8656: the name or password is not taken
        if (errorCode === 401 || errorCode === 403 || errorCode === 441) isRefused = true;
      });
      connection.addEventListener(
        "icegatheringstatechange",
        () => connection.iceGatheringState === "complete" && resolve(false),
      );
      setTimeout(resolve, patience, false);
    });
    connection.addTransceiver("audio");
    await connection.setLocalDescription();
    if (await found) return { kind: "relayed", ms: Math.round(performance.now() - begun) };
    return { kind: isRefused ? "refused" : "silent" };
  } finally {
    connection.close();
  }
}
